/// Why a file's outputs of a teacher cannot be learned from, or outputs cannot be written.
public struct TeacherOutputsError: Error, Equatable, CustomStringConvertible {
  /// Items count from 0, in the data set's order.
  public enum Problem: Equatable, Sendable {
    case noLogits(found: [String])
    case noLabels(found: [String])
    /// `expected` in words: `[items, classes]`.
    case shape(tensor: String, found: [Int], expected: String)
    case itemCount(found: Int, expected: Int, dataset: String)
    case classCount(found: Int, expected: Int, dataset: String)
    /// `isReordered`: there are as many labels of each class as there should be.
    case label(item: Int, found: Int, expected: Int, dataset: String, isReordered: Bool)
    case notFinite(tensor: String, item: Int)
    case badIndex(item: Int, value: Int, classes: Int)
    case repeatedIndex(item: Int, value: Int)
    /// A number that half precision does not hold.
    case tooLarge(item: Int, value: Float)
  }

  public let file: String
  public let problem: Problem

  public init(file: String, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  public var description: String { "\(file): \(explanation)" }

  private var explanation: String {
    switch problem {
    case .noLogits(let found):
      "has no tensor logits [items, classes], nor topk.values and topk.indices [items, k] (\(list(found)))"
    case .noLabels(let found):
      "has no tensor labels [items], which shows that the outputs are of these data in this order (\(list(found)))"
    case .shape(let tensor, let found, let expected): "\(tensor) has the shape \(found); expected \(expected)"
    case .itemCount(let found, let expected, let dataset):
      "has outputs for \(found) items, \(dataset) has \(expected): all items, test ones too, must be there"
    case .classCount(let found, let expected, let dataset):
      "tells \(found) classes apart, \(dataset) has \(expected): it is of other data"
    case .label(let item, let found, let expected, let dataset, let isReordered):
      "item \(item) has the label \(found), in \(dataset) it has \(expected): "
        + (isReordered
          ? "the labels are those of the data in another order; write outputs in the order of the data set's files"
          : "the outputs are of other data")
    case .notFinite(let tensor, let item): "\(tensor) of item \(item) holds a value that is no number, or infinite"
    case .badIndex(let item, let value, let classes):
      "topk.indices of item \(item) holds the class \(value); expected 0 to \(classes - 1)"
    case .repeatedIndex(let item, let value): "topk.indices of item \(item) holds the class \(value) twice"
    case .tooLarge(let item, let value):
      "the teacher's logit \(value) of item \(item) is beyond half precision; --float32 writes all of it"
    }
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty
      ? "the file is empty"
      : "tensors: \(names.prefix(10).joined(separator: ", "))\(names.count > 10 ? ", …" : "")"
  }
}
