import Datasets
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
  let validationLabels: [Int]
  let testLabels: [Int]
  /// Validation examples to watch soft targets on: `[classes × perClass]` rows, class by class.
  let probes: Probes

  /// - Throws: `DatasetError`, `EngineError`.
  init(_ configuration: RunConfiguration) throws {
    let dataset = try configuration.dataset.load(directory: configuration.dataDirectory)
    let split = try Split(dataset, seed: configuration.seed)
    // The student is shown what the teacher was shown, so both share what was measured on all training examples.
    let normalization = dataset.normalization(training: split.training)
    func pool(_ indices: [Int]) throws -> ExamplePool {
      try ExamplePool(dataset, indices: indices, normalization: normalization)
    }
    if let count = configuration.studentExamples {
      let subset = try split.trainingSubset(count, labels: dataset.labels, seed: configuration.seed)
      studentTraining = try pool(subset)
      // Without a teacher nobody sees the others.
      teacherTraining = configuration.teacher == nil ? studentTraining : try pool(split.training)
    } else {
      studentTraining = try pool(split.training)
      teacherTraining = studentTraining
    }
    self.dataset = dataset
    validation = try pool(split.validation)
    test = try pool(split.test)
    validationLabels = dataset.labels(at: split.validation).map(Int.init)
    testLabels = dataset.labels(at: split.test).map(Int.init)
    probes = try Probes(dataset, split: split, normalization: normalization, seed: configuration.seed)
  }
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
  func logits(of network: any Network) throws -> TensorValue {
    let known = try pool.logits(of: network).floats()
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
