import Datasets
import Distillation
import Models
import RunModel
import Torch

/// The examples of a run, split and as tensors.
struct TrainingMaterial {
  let dataset: ImageDataset
  let teacherTraining: ExamplePool
  let studentTraining: ExamplePool
  let validation: ExamplePool
  let test: ExamplePool
  /// Training examples whose labels the student is not shown; nil where it is shown all, or nobody wants them.
  let unlabelled: ExamplePool?
  /// What the networks see in the place of plain images; nil for plain ones.
  let augmentation: Augmentation?
  private let normalization: Normalization
  let validationLabels: [Int]
  let testLabels: [Int]
  /// Validation examples to watch soft targets on: `[classes × perClass]` rows, class by class.
  let probes: Probes
  /// Validation examples that networks are looked into with.
  let inspected: InspectionProbes

  /// - Throws: `DatasetError`, `EngineError`.
  init(_ configuration: RunConfiguration) throws {
    let dataset = try configuration.dataset.load(directory: configuration.dataDirectory)
    let split = try Split(dataset, seed: configuration.seed)
    // The student is shown what the teacher was shown, so both share what was measured on all training examples.
    let normalization = dataset.normalization(training: split.training)
    func pool(_ indices: [Int]) throws -> ExamplePool {
      try ExamplePool(dataset, indices: indices, normalization: normalization)
    }
    let share = configuration.recipe.preferences.labelledShare
    let isSelfTraining = configuration.recipe.phases.contains { $0.material == .pseudoLabelled }
    if let count = configuration.studentExamples
      ?? share.map({ max(1, Int((Double(split.training.count) * $0).rounded())) })
    {
      let subset = try split.trainingSubset(count, labels: dataset.labels, seed: configuration.seed)
      studentTraining = try pool(subset)
      // Without a teacher nobody sees the others; a teacher that labels them has not seen them either.
      teacherTraining =
        configuration.teachers.isEmpty || isSelfTraining ? studentTraining : try pool(split.training)
      let labelled = Set(subset)
      let rest = split.training.filter { !labelled.contains($0) }
      unlabelled = isSelfTraining && !rest.isEmpty ? try pool(rest) : nil
    } else {
      unlabelled = nil
      studentTraining = try pool(split.training)
      teacherTraining = studentTraining
    }
    self.dataset = dataset
    self.normalization = normalization
    try configuration.augmentation.check(fits: dataset.shape)
    augmentation =
      configuration.augmentation == .none
      ? nil
      : Augmentation(
        configuration.augmentation, seed: configuration.seed, dataset: dataset, normalization: normalization)
    validation = try pool(split.validation)
    test = try pool(split.test)
    validationLabels = dataset.labels(at: split.validation).map(Int.init)
    testLabels = dataset.labels(at: split.test).map(Int.init)
    probes = try Probes(dataset, split: split, normalization: normalization, seed: configuration.seed)
    inspected = try InspectionProbes(
      dataset, split: split, normalization: normalization, seed: configuration.seed)
  }

  /// What a phase draws from.
  /// - Parameter progress: told the share that is done while examples are made up.
  func pool(
    for material: MethodPhase.Material, recipe: Recipe, seed: UInt64, progress: (Double) throws -> Void
  ) throws -> ExamplePool {
    guard material == .synthetic else { return studentTraining }
    // The search for neighbours grows with the square of the examples.
    let items = Array(studentTraining.items.prefix(TrainingMaterial.mostMunged))
    let examples = try MungedExamples(
      dataset, indices: items,
      parameters: Munge(
        probability: recipe.number(ModelCompression.swap), localVariance: recipe.number(ModelCompression.locality),
        rounds: recipe.count(ModelCompression.rounds)), seed: seed, progress: progress)
    return try ExamplePool(examples, of: dataset, normalization: normalization)
  }

  /// Real examples that made-up ones are made from, at most.
  private static let mostMunged = 10_000
}

/// A few validation examples of each class, looked at often.
struct Probes {
  let classes: Int
  let perClass: Int
  /// Row in `pool` of each place `[classes][perClass]`; nil where a class has fewer examples.
  private let rows: [Int?]
  private let pool: ExamplePool

  init(_ dataset: ImageDataset, split: Split, normalization: Normalization, seed: UInt64) throws {
    classes = dataset.classCount
    // Logged a few times a second: bounded to about two thousand logits' worth of examples.
    perClass = max(1, min(16, 1600 / (classes * classes)))
    let chosen = split.probes(perClass: perClass, classCount: classes, labels: dataset.labels, seed: seed)
    var indices: [Int] = []
    var rows: [Int?] = []
    for members in chosen {
      for place in 0..<perClass {
        rows.append(place < members.count ? indices.count : nil)
        if place < members.count { indices.append(members[place]) }
      }
    }
    self.rows = rows
    pool = try ExamplePool(dataset, indices: indices, normalization: normalization)
  }

  /// Logits `[classes, perClass, classes]`; NaN where a class has fewer examples.
  func logits(of network: any Network) throws -> TensorValue { try logits(of: .network(network)) }

  /// As `logits(of:)` of a network.
  func logits(of teacher: TeacherSource) throws -> TensorValue {
    let known = try teacher.logits(of: pool).floats()
    var values: [Float] = []
    values.reserveCapacity(rows.count * classes)
    for row in rows {
      if let row {
        values += known[row * classes..<(row + 1) * classes]
      } else {
        values += [Float](repeating: .nan, count: classes)
      }
    }
    return TensorValue(shape: [classes, perClass, classes], values: values)
  }
}
