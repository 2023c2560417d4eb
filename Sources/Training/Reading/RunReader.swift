import Datasets
import Distillation
import Models
import RunModel
import Torch

/// A run on disk as something to look into: its data, and its networks as they were at each of its checkpoints. Writes nothing.
public final class RunReader {
  /// The run's directory.
  public let path: String
  public let configuration: RunConfiguration
  public var dataset: any LabelledItems { material.dataset }
  /// Checkpoints of the student's training, its last generation's, ascending; the last one is the run's newest.
  public let moments: [RunMoment]
  /// Steps of an epoch of the student's.
  public let stepsPerEpoch: Int
  private let material: TrainingMaterial
  private let folder: CheckpointFolder
  /// How often a student had become the teacher when the last one began.
  private let generation: Int
  private let outputs: TeacherOutputs?

  /// Reads the data and the checkpoints' states.
  ///
  /// - Parameters:
  ///   - dataDirectory: where the data are now; nil for where they were.
  ///   - threads: of the engine; nil for what the run had.
  /// - Throws: `RecordedRunError`, `ConfigurationError`, `CheckpointError` for a run without a checkpoint of its student,
  ///   `DatasetError`, `EngineError`, `TeacherOutputsError`.
  public init(_ path: String, dataDirectory: String? = nil, threads: Int? = nil) throws {
    self.path = path
    var options = try RecordedRun(path).options
    if let dataDirectory { options.dataDirectory = dataDirectory }
    if let threads { options.threads = threads }
    let configuration = try RunConfiguration.resolve(options, isWatched: false)
    self.configuration = configuration
    let folder = CheckpointFolder(run: path)
    self.folder = folder
    let states = try folder.states()
    let recipe = configuration.recipe
    func begun(_ state: CheckpointState) -> Int {
      recipe.phases.prefix((RunReader.place(of: state, recipe) ?? -1) + 1).count { $0.opening == .newGeneration }
    }
    let students = states.filter { RunReader.place(of: $0, recipe) != nil && $0.step > 0 }
    let generation = students.last.map(begun) ?? 0
    self.generation = generation
    let last = students.filter { begun($0) == generation }
    guard !last.isEmpty else { throw CheckpointError.none(path: "\(folder.path) of a student that has begun") }
    try Engine.setThreads(configuration.threads)
    let material = try TrainingMaterial(configuration)
    self.material = material
    let perEpoch = ExampleOrder.batchesPerEpoch(material.studentTraining, batchSize: configuration.batchSize)
    stepsPerEpoch = perEpoch
    let before = RunReader.stepsBefore(last[0], recipe)
    moments = last.map {
      RunMoment(step: $0.step, studentSteps: $0.step - before, stepsPerEpoch: perEpoch, phase: $0.phaseName)
    }
    outputs = try configuration.teacherOutputs.map { try TeacherOutputs(contentsOf: $0, dataset: material.dataset) }
  }

  /// Which of the recipe's phases a checkpoint was written in; nil for one in which the student does not learn.
  private static func place(of state: CheckpointState, _ recipe: Recipe) -> Int? {
    recipe.phases.firstIndex { $0.name == state.phaseName && $0.learner != .assistant }
  }

  /// Steps of the run before the student's generation began.
  private static func stepsBefore(_ state: CheckpointState, _ recipe: Recipe) -> Int {
    let phases = recipe.phases
    let now = place(of: state, recipe) ?? 0
    let begin = phases.prefix(now + 1).lastIndex { $0.opening == .newGeneration } ?? 0
    // Earlier phases of the same generation are the student's as well.
    let own = Set(phases[begin..<now].filter { $0.learner != .assistant }.map(\.name))
    return state.step - state.progress.steps
      - state.finished.filter { own.contains($0.name) }.reduce(0) { $0 + $1.steps }
  }

  /// The student's last checkpoint.
  public var finalMoment: RunMoment { moments[moments.count - 1] }

  /// The teacher as a log tells of it: its spec, or the file that speaks for it.
  public var teacherName: String { configuration.teacherDescription?.spec ?? "no teacher" }

  // MARK: - Examples

  /// A split of the run's data.
  public enum Part: String, Sendable, CaseIterable { case training, validation, test }

  private func pool(_ part: Part) -> ExamplePool {
    switch part {
    case .training: material.studentTraining
    case .validation: material.validation
    case .test: material.test
    }
  }

  /// Examples of a split in its order, every class in proportion where there are more than wanted.
  ///
  /// - Parameter count: at most so many; nil for all.
  /// - Returns: items of the data set, images `[examples, channels, height, width]` as the networks take them, labels.
  public func examples(
    _ part: Part, count: Int? = nil
  ) throws -> (items: [Int], images: Tensor, labels: [Int]) {
    _ = try imageDataset()
    let (pool, labels) = (pool(part), labels(part))
    let rows = RunReader.spread(labels, count: max(1, count ?? pool.count))
    return (rows.map { pool.items[$0] }, try pool.batch(rows).inputs, rows.map { labels[$0] })
  }

  /// The first rows that take the classes in turn, ascending.
  static func spread(_ labels: [Int], count: Int) -> [Int] { inTurn(labels).prefix(count).sorted() }

  /// All rows of labels so that the classes come in turn: the first example of each, then the second ones.
  public static func inTurn(_ labels: [Int]) -> [Int] {
    var seen: [Int: Int] = [:]
    let rounds = labels.map { label in
      seen[label, default: 0] += 1
      return seen[label] ?? 0
    }
    return labels.indices.sorted { (rounds[$0], labels[$0]) < (rounds[$1], labels[$1]) }
  }

  /// The labels of a split, in its order.
  public func labels(_ part: Part) -> [Int] { pool(part).items.map { Int(dataset.labels[$0]) } }

  /// The data set, for what looks at pictures.
  /// - Throws: `ConfigurationError.conflict` for a run on text.
  public func imageDataset() throws(ConfigurationError) -> ImageDataset {
    guard let images = material.images else {
      throw .conflict("\(path) cannot be looked at so: \(dataset.name) holds text, and this looks at pictures")
    }
    return images.dataset
  }

  /// The pixels of an item, 0…1, `[height, width]`: of colours the mean.
  /// - Throws: `ConfigurationError.conflict` for a run on text.
  public func picture(of item: Int) throws(ConfigurationError) -> [Double] {
    let images = try imageDataset()
    let (shape, raw) = (images.shape, Array(images.rawPixels(at: item)))
    let scale = Double(shape.channels) * Double(images.pixelMaximum)
    return (0..<shape.area).map { place in
      (0..<shape.channels).reduce(0) { $0 + Double(raw[$1 * shape.area + place]) } / scale
    }
  }

  // MARK: - Networks

  /// The student as it was, in test mode.
  public func student(at moment: RunMoment) throws -> any Network {
    try network("student", step: moment.step)
  }

  /// The student before its first step.
  public func untrainedStudent() throws -> any Network {
    let networks = try SessionNetworks(configuration, material: material)
    try networks.skip(toGeneration: generation)
    let student = networks.student
    student.training = false
    return student
  }

  /// The teacher that the last generation learned from, in test mode: the first of several.
  /// - Throws: `ConfigurationError.conflict` for a run without a teacher's network.
  public func teacher() throws -> any Network {
    let reason =
      configuration.teacherOutputs == nil
      ? "\(configuration.recipe.name) has no teacher" : "its teacher is a file of outputs, whose layers nobody knows"
    guard !configuration.teachers.isEmpty, let last = moments.last else {
      throw ConfigurationError.conflict("\(path) cannot be looked at so: \(reason)")
    }
    return try network(
      SessionNetworks.teacherRole(0, of: generation > 0 ? 1 : configuration.teachers.count), step: last.step)
  }

  /// Logits of the teacher's for a whole split, `[examples, classes]`: of several together, or from a file; nil for a run
  /// without one.
  public func teacherLogits(_ part: Part) throws -> Tensor? {
    if let outputs { return try TeacherSource.outputs(outputs).logits(of: pool(part)) }
    guard !configuration.teachers.isEmpty, let last = moments.last else { return nil }
    guard configuration.teachers.count > 1, generation == 0 else { return try logits(of: teacher(), part) }
    let all = try configuration.teachers.indices.map {
      try network(SessionNetworks.teacherRole($0, of: configuration.teachers.count), step: last.step)
    }
    return try logits(of: TeacherEnsemble.whole(all, configuration.recipe), part)
  }

  /// Logits of a network for a whole split, `[examples, classes]`.
  public func logits(of network: any Network, _ part: Part) throws -> Tensor { try pool(part).logits(of: network) }

  private func network(_ role: String, step: Int) throws -> any Network {
    let checkpoint = try Checkpoint(path: folder.checkpointPath(step))
    let networks = try SessionNetworks(configuration, material: material)
    try networks.skip(toGeneration: generation)
    guard let network = networks.all.first(where: { $0.role == role })?.network,
      let tensors = try checkpoint.tensors(role)
    else { throw CheckpointError.damaged(path: checkpoint.path, reason: "has no \(role).safetensors") }
    try withoutGradients { try network.load(tensors) }
    network.training = false
    return network
  }
}

/// A place in the training of a student that a checkpoint was written at.
public struct RunMoment: Sendable, Equatable {
  /// Optimiser steps of the whole run.
  public var step: Int
  /// Steps of the student's.
  public var studentSteps: Int
  public var stepsPerEpoch: Int
  public var phase: String

  public var epoch: Double { Double(studentSteps) / Double(max(1, stepsPerEpoch)) }
  /// Whether it is the end of an epoch.
  public var endsEpoch: Bool { stepsPerEpoch > 0 && studentSteps % stepsPerEpoch == 0 }
}
