import Datasets
import Distillation
import Models
import RunModel
import Torch

/// The examples of a run, split and as tensors.
struct TrainingMaterial {
  let dataset: any LabelledItems
  let teacherTraining: ExamplePool
  let studentTraining: ExamplePool
  let validation: ExamplePool
  let test: ExamplePool
  /// Training examples whose labels the student is not shown; nil where it is shown all, or nobody wants them.
  let unlabelled: ExamplePool?
  /// What the networks see in the place of plain images; nil for plain ones.
  let augmentation: Augmentation?
  /// What only images have.
  let images: Images?
  /// What only texts have.
  let text: TextMaterial?
  let validationLabels: [Int]
  let testLabels: [Int]
  /// Validation examples to watch soft targets on: `[classes × perClass]` rows, class by class.
  let probes: Probes
  /// Validation examples that networks are looked into with.
  let inspected: InspectionProbes

  /// Pixels, and what makes numbers of them.
  struct Images {
    let dataset: ImageDataset
    let normalization: Normalization
  }

  /// - Throws: `DatasetError`, `EngineError`, `PretrainedError`, `ConfigurationError` for data of another kind than the run's.
  init(_ configuration: RunConfiguration) throws {
    let dataset: any LabelledItems = try configuration.dataset.load(directory: configuration.dataDirectory)
    let split = try Split(dataset, seed: configuration.seed)
    let pool: ([Int]) throws -> ExamplePool
    switch dataset {
    case let dataset as ImageDataset:
      // The student is shown what the teacher was shown, so both share what was measured on all training examples.
      let normalization = dataset.normalization(training: split.training)
      (images, text) = (Images(dataset: dataset, normalization: normalization), nil)
      pool = { try ExamplePool(dataset, indices: $0, normalization: normalization) }
    case let dataset as TextDataset:
      let material = try TextMaterial(configuration, hasPairs: dataset.pairs != nil)
      (images, text) = (nil, material)
      pool = { try ExamplePool(TextPool(dataset, indices: $0, material.reader), items: $0) }
    default: throw ConfigurationError.conflict("\(dataset.name) holds neither images nor text")
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
    if let images { try configuration.augmentation.check(fits: images.dataset.shape) }
    augmentation =
      configuration.augmentation == .none
      ? nil
      : images.map {
        Augmentation(
          configuration.augmentation, seed: configuration.seed, dataset: $0.dataset, normalization: $0.normalization)
      }
    validation = try pool(split.validation)
    test = try pool(split.test)
    validationLabels = split.validation.map { Int(dataset.labels[$0]) }
    testLabels = split.test.map { Int(dataset.labels[$0]) }
    probes = try Probes(dataset, split: split, seed: configuration.seed, pool: pool)
    inspected = try InspectionProbes(
      dataset, images: images?.dataset, split: split, seed: configuration.seed, pool: pool)
  }

  /// `[channels, height, width]`; empty for texts.
  var inputShape: [Int] { images?.dataset.shape.dimensions ?? [] }

  /// How often an example uses each weight: once a token; of an image, convolutions use theirs once a place.
  var places: (image: Int, token: Int) {
    (images?.dataset.shape.area ?? 1, text == nil ? 1 : max(1, studentTraining.texts?.meanLength ?? 1))
  }

  /// What a phase draws from.
  /// - Parameter progress: told the share that is done while examples are made up.
  func pool(
    for material: MethodPhase.Material, recipe: Recipe, seed: UInt64, progress: (Double) throws -> Void
  ) throws -> ExamplePool {
    if material == .corpus, let text {
      return try text.corpus ?? studentTraining.texts.map { try ExamplePool($0.unlabelled, items: []) }
        ?? studentTraining
    }
    guard material == .synthetic, let images else { return studentTraining }
    // The search for neighbours grows with the square of the examples.
    let items = Array(studentTraining.items.prefix(TrainingMaterial.mostMunged))
    let examples = try MungedExamples(
      images.dataset, indices: items,
      parameters: Munge(
        probability: recipe.number(ModelCompression.swap), localVariance: recipe.number(ModelCompression.locality),
        rounds: recipe.count(ModelCompression.rounds)), seed: seed, progress: progress)
    return try ExamplePool(examples, of: images.dataset, normalization: images.normalization)
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

  init(
    _ dataset: any LabelledItems, split: Split, seed: UInt64, pool: ([Int]) throws -> ExamplePool
  ) throws {
    classes = dataset.classCount
    // Logged a few times a second: bounded to about two thousand logits' worth of examples. Sentences take longer to read.
    perClass = max(1, min(dataset is TextDataset ? 4 : 16, 1600 / (classes * classes)))
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
    self.pool = try pool(indices)
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
