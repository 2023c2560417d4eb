/// What all data sets have: items in a fixed order, each of a class, some of them perhaps set aside for the test.
public protocol LabelledItems: Sendable {
  /// The provider's name, such as `fashion-mnist`.
  var name: String { get }
  /// One of 0 ..< `classNames.count` for each item.
  var labels: [Int64] { get }
  /// One for each class. May come from a file: strip control characters before drawing.
  var classNames: [String] { get }
  /// The items that the data set's makers set aside as a test set; nil where they did not.
  var testRange: Range<Int>? { get }
}

extension LabelledItems {
  public var count: Int { labels.count }
  public var classCount: Int { classNames.count }
}
