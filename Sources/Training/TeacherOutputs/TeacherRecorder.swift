import Datasets
import Distillation
import Models
import Torch

/// Asks a teacher about every item of its data set, and writes down what it says.
struct TeacherRecorder {
  let configuration: RunConfiguration
  let material: TrainingMaterial
  let version: String
  /// Told how many examples of all are done.
  var progress: (_ done: Int, _ all: Int) throws -> Void = { _, _ in }

  /// - Parameter teacher: several of them as one.
  /// - Throws: what `TeacherOutputsFile.write` throws, `EngineError`, and what `progress` throws.
  func write(_ teacher: any Network, to path: String, _ format: TeacherOutputsFile.Format) throws -> TeachReport {
    let (dataset, classes) = (material.dataset, material.dataset.classCount)
    // What is left out would be found when the file is written.
    var logits = [Float](repeating: .nan, count: dataset.count * classes)
    var done = 0
    // Pool by pool, as a run asks its teacher: the same examples beside each other give the same logits to the last bit. The
    // student's own come last, where they are some of the teacher's.
    let isSubset = material.studentTraining.count != material.teacherTraining.count
    let pools = [
      material.teacherTraining, material.unlabelled, material.validation, material.test,
      isSubset ? material.studentTraining : nil,
    ].compactMap(\.self)
    let all = pools.reduce(0) { $0 + $1.count }
    for pool in pools {
      let known = try pool.logits(of: teacher) { try progress(done + $0, all) }.floats()
      for (row, item) in pool.items.enumerated() {
        logits.replaceSubrange(item * classes..<(item + 1) * classes, with: known[row * classes..<(row + 1) * classes])
      }
      done += pool.count
    }
    let accuracy = TeachReport.Accuracy(
      validation: agreement(try material.validation.predictions(of: teacher), material.validationLabels),
      test: agreement(try material.test.predictions(of: teacher), material.testLabels))
    let spec = RunConfiguration.text(of: configuration.teachers)
    typealias Key = TeacherOutputs.Key
    let file = TeacherOutputsFile(
      logits: logits, labels: dataset.labels, classes: classes,
      metadata: [
        Key.version: version, Key.dataset: dataset.name, Key.classes: "\(classes)",
        Key.method: configuration.recipe.name, Key.teacher: spec, Key.seed: "\(configuration.seed)",
        Key.validation: "\(accuracy.validation)", Key.test: "\(accuracy.test)",
      ])
    let bytes = try file.write(to: path, format)
    return TeachReport(
      file: path, bytes: bytes, dataset: dataset.name, items: dataset.count, classes: classes,
      format: format.isFloat32 ? "float32" : "float16", topK: format.topK, method: configuration.recipe.name,
      teacher: spec, seed: configuration.seed, accuracy: accuracy)
  }
}

/// Where a file goes and how.
public struct TeachRequest: Sendable {
  public var path: String
  public var format: TeacherOutputsFile.Format

  public init(path: String, format: TeacherOutputsFile.Format) {
    self.path = path
    self.format = format
  }
}

/// A teacher that need not be trained: one from a file of weights, or from a run's newest checkpoint.
public struct ReadyTeacher {
  private let configuration: RunConfiguration
  private let run: RecordedRun?
  private let step: Int

  /// The teacher of `configuration.teacherWeights`.
  public init(weightsOf configuration: RunConfiguration) {
    self.configuration = configuration
    run = nil
    step = 0
  }

  /// The teacher of a run as it is in its newest checkpoint.
  /// - Parameter step: takes the newest one up to there; nil is the end.
  public init(of run: RecordedRun, at step: Int? = nil, _ configuration: RunConfiguration) {
    self.configuration = configuration
    self.run = run
    self.step = step ?? .max
  }

  /// Builds it, asks it about every item, and writes what it says.
  /// - Throws: `CheckpointError` for a run without a checkpoint, `DatasetError`, `EngineError`, `SafetensorsError`,
  ///   `TrainingError.weights`, `TeacherOutputsError`.
  public func write(
    _ request: TeachRequest, version: String, progress: @escaping (_ done: Int, _ all: Int) -> Void
  ) throws -> TeachReport {
    try Engine.setThreads(configuration.threads)
    let material = try TrainingMaterial(configuration)
    try request.format.check(classes: material.dataset.classCount)
    let networks = try SessionNetworks(configuration, material: material)
    let missing = try load(networks, material)
    let recorder = TeacherRecorder(
      configuration: configuration, material: material, version: version, progress: progress)
    var report = try recorder.write(
      try TeacherEnsemble.whole(networks.teachers.map(\.network), configuration.recipe), to: request.path,
      request.format)
    report.runDirectory = run?.path
    report.missingSteps = missing
    return report
  }

  /// - Returns: steps of its training that the teacher has not seen yet; nil when it is ready.
  private func load(_ networks: SessionNetworks, _ material: TrainingMaterial) throws -> Int? {
    guard let run else {
      if let file = configuration.teacherWeights { try networks.teachers.first?.network.loadWeights(from: file) }
      return nil
    }
    let folder = CheckpointFolder(run: run.path)
    guard let checkpoint = try folder.newest(through: step, damaged: { _ in }) else {
      throw CheckpointError.none(path: folder.path)
    }
    let trained = configuration.teacherWeights == nil ? configuration.teachers.count : 0
    let phases = configuration.recipe.phases.prefix(max(0, checkpoint.state.phase - trained + 1))
    try networks.skip(toGeneration: phases.count { $0.opening == .newGeneration })
    for (role, network) in networks.teachers {
      guard let tensors = try checkpoint.tensors(role) else {
        throw CheckpointError.damaged(path: checkpoint.path, reason: "has no \(role).safetensors")
      }
      try withoutGradients { try network.load(tensors) }
    }
    guard checkpoint.state.phase < trained else { return nil }
    let perEpoch = ExampleOrder.batchesPerEpoch(material.teacherTraining, batchSize: configuration.batchSize)
    let own = (configuration.teacherStop ?? configuration.teacherEpochs) * perEpoch
    let missing = own * (trained - checkpoint.state.phase) - checkpoint.state.progress.steps
    return missing > 0 ? missing : nil
  }
}

extension TeacherEnsemble {
  /// One network for all teachers, which says what the method takes them to say together.
  /// - Throws: `ConfigurationError.conflict` where there is none.
  static func whole(_ teachers: [any Network], _ recipe: Recipe) throws -> any Network {
    guard let first = teachers.first else { throw ConfigurationError.conflict("\(recipe.name) has no teacher") }
    guard teachers.count > 1 else { return first }
    return TeacherEnsemble(teachers, averages: recipe.mainDeclaration.averagesLogits ? .logits : .probabilities)
  }
}
