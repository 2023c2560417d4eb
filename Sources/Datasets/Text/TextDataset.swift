/// Labelled sentences, or pairs of them, all in memory: what `LabelledText` loads. They become tokens when a run knows which
/// model reads them.
public struct TextDataset: LabelledItems {
  public let name: String
  /// One sentence for each item.
  public let sentences: [String]
  /// The second sentences, as many; nil for single sentences.
  public let pairs: [String]?
  public let labels: [Int64]
  public let classNames: [String]
  public let testRange: Range<Int>?

  /// - Throws: `DatasetError`: `empty`, `labelOutOfRange`, `impossibleRequest` for lists of different lengths or a test range
  ///   outside them.
  public init(
    name: String, sentences: [String], pairs: [String]? = nil, labels: [Int64], classNames: [String],
    testRange: Range<Int>? = nil
  ) throws(DatasetError) {
    guard !labels.isEmpty else { throw DatasetError(file: name, .empty) }
    guard sentences.count == labels.count, pairs.map({ $0.count == labels.count }) ?? true else {
      throw DatasetError(
        file: name,
        .impossibleRequest("there are \(sentences.count) sentences and \(labels.count) labels; expected as many"))
    }
    if let item = labels.firstIndex(where: { $0 < 0 || $0 >= Int64(classNames.count) }) {
      throw DatasetError(
        file: name, .labelOutOfRange(item: item, value: Int(labels[item]), classes: classNames.count))
    }
    if let testRange, testRange.lowerBound < 0 || testRange.upperBound > labels.count {
      throw DatasetError(
        file: name, .impossibleRequest("test range \(testRange) is outside the \(labels.count) items"))
    }
    self.name = name
    self.sentences = sentences
    self.pairs = pairs
    self.labels = labels
    self.classNames = classNames
    self.testRange = testRange
  }
}
