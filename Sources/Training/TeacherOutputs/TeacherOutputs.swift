import Datasets
import Foundation
import Torch

/// What a teacher says of every item of a data set, read from a safetensors file: kdtop's own (`kdtop teach`), or one that
/// any other program wrote.
///
/// The file holds `labels` `[items]` (whole numbers: they show that the outputs are of these data in this order) and either
/// `logits` `[items, classes]`, or the k largest of each item as `topk.values` and `topk.indices` `[items, k]`. Floats may
/// be of 16, 32 or 64 bits. Other tensors and the metadata are free.
public struct TeacherOutputs: Sendable {
  /// Tensors of a file.
  enum Name {
    static let logits = "logits"
    static let labels = "labels"
    static let values = "topk.values"
    static let indices = "topk.indices"
    static let rest = "topk.rest"
  }

  /// Keys of the metadata that kdtop writes and understands.
  enum Key {
    static let version = "kdtop"
    static let dataset = "dataset"
    static let classes = "classes"
    static let method = "method"
    static let teacher = "teacher"
    static let seed = "seed"
    static let validation = "validation_accuracy"
    static let test = "test_accuracy"
  }

  public let file: String
  /// `[items, classes]`, row-major, all finite.
  public let logits: [Float]
  public let classes: Int
  /// Free text of the file.
  public let metadata: [String: String]

  /// Reads a file and checks that it is of these data.
  /// - Throws: `SafetensorsError`, `TeacherOutputsError`.
  public init(contentsOf path: String, dataset: any LabelledItems) throws {
    try self.init(SafetensorsFile(path: path), dataset: dataset)
  }

  /// As above, of a file that has been opened.
  public init(_ stored: SafetensorsFile, dataset: any LabelledItems) throws {
    file = stored.name
    metadata = stored.metadata
    classes = dataset.classCount
    let names = stored.entries.map(\.name)
    let isWhole = names.contains(Name.logits)
    guard isWhole || names.contains(Name.values) && names.contains(Name.indices) else {
      throw TeacherOutputsError(file: stored.name, .noLogits(found: names))
    }
    // Shapes first: nothing is copied of a file that is of other data.
    let shape = try stored.entry(isWhole ? Name.logits : Name.values).shape
    guard shape.count == 2 else {
      throw TeacherOutputsError(
        file: stored.name,
        .shape(
          tensor: isWhole ? Name.logits : Name.values, found: shape,
          expected: isWhole ? "[items, classes]" : "[items, k]"))
    }
    guard shape[0] == dataset.count else {
      throw TeacherOutputsError(
        file: stored.name, .itemCount(found: shape[0], expected: dataset.count, dataset: dataset.name))
    }
    if isWhole, shape[1] != dataset.classCount {
      throw TeacherOutputsError(
        file: stored.name, .classCount(found: shape[1], expected: dataset.classCount, dataset: dataset.name))
    }
    try TeacherOutputs.check(labelsOf: stored, dataset)
    if isWhole {
      logits = try stored.floats(Name.logits)
      try TeacherOutputs.check(finite: logits, Name.logits, of: stored, width: classes)
    } else {
      logits = try TopK(stored, items: dataset.count, classes: classes).dense
    }
  }

  private static func check(labelsOf stored: SafetensorsFile, _ dataset: any LabelledItems) throws {
    guard let entry = stored.entries.first(where: { $0.name == Name.labels }) else {
      throw TeacherOutputsError(file: stored.name, .noLabels(found: stored.entries.map(\.name)))
    }
    guard entry.shape == [dataset.count] else {
      throw TeacherOutputsError(
        file: stored.name, .shape(tensor: Name.labels, found: entry.shape, expected: "[\(dataset.count)]"))
    }
    let labels = try stored.integers(Name.labels)
    guard let item = labels.indices.first(where: { labels[$0] != dataset.labels[$0] }) else { return }
    throw TeacherOutputsError(
      file: stored.name,
      .label(
        item: item, found: Int(labels[item]), expected: Int(dataset.labels[item]), dataset: dataset.name,
        isReordered: labels.sorted() == dataset.labels.sorted()))
  }

  /// - Parameter width: numbers an item has.
  static func check(finite values: [Float], _ tensor: String, of stored: SafetensorsFile, width: Int) throws {
    guard let place = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw TeacherOutputsError(file: stored.name, .notFinite(tensor: tensor, item: place / max(1, width)))
  }

  /// The rows of a pool's items, `[examples, classes]`.
  /// - Throws: `EngineError`.
  func logits(of pool: ExamplePool) throws -> Tensor {
    var rows: [Float] = []
    rows.reserveCapacity(pool.count * classes)
    for item in pool.items { rows += logits[item * classes..<(item + 1) * classes] }
    return try Tensor(rows, shape: [pool.items.count, classes])
  }

  /// What somebody should know who trains with this seed; nil for nothing. Another seed is another split: the teacher has
  /// then learned from examples that the student is judged by.
  func caution(seed: UInt64) -> String? { TeacherOutputs.caution(file, metadata, seed: seed) }

  /// As above, of a file whose outputs have not been read; nil also where they cannot be.
  public static func caution(_ file: String, seed: UInt64) -> String? {
    (try? SafetensorsFile(path: file)).flatMap { caution(file, $0.metadata, seed: seed) }
  }

  private static func caution(_ file: String, _ metadata: [String: String], seed: UInt64) -> String? {
    guard let text = metadata[Key.seed], let own = UInt64(text), own != seed else { return nil }
    return
      "the teacher of \(file) was trained with seed \(own), which splits the data otherwise than seed \(seed): it may "
      + "have learned from this run's validation examples, and agreement and validation accuracy look better than they are"
  }
}
