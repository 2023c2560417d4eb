/// Labelled sentences, or pairs of them, from a tab-separated file in GLUE's layout.
///
/// The first line names the columns; `sentence` and `label` are found by name wherever they stand, as in SST-2. Pairs are in
/// `sentence1` and `sentence2`. There is no quoting: a quotation mark is a character like any other. Blank lines are passed over.
///
/// Source: Wang et al. 2019, arXiv 1804.07461 (GLUE).
public struct SentenceFile: Sendable {
  /// Bytes of text that are kept, all sentences together: 1 GiB.
  static let contentLimit = 1 << 30
  /// Labels are numbers below this.
  static let labelLimit = 10_000

  public let sentences: [String]
  /// The second sentences, as many as `sentences`; nil for a file of single sentences.
  public let pairs: [String]?
  /// 0 ..< `classes`; nil for a file without a `label` column, such as GLUE's test files.
  public let labels: [Int64]?
  /// One more than the largest label; 0 without labels.
  public let classes: Int

  public var count: Int { sentences.count }

  /// Reads all of a file.
  ///
  /// - Throws: `DatasetError`: `missing` and as `LineReader`; `badLine` for a header without the columns, a line with another
  ///   number of columns than the header, a label that is no whole number, text that is not UTF-8; `empty`, `tooLarge`.
  public init(path: String) throws(DatasetError) {
    guard FileSearch.exists(path) else {
      throw DatasetError(
        file: path,
        .missing(
          lookedFor: ["the file"], installation: "Give a tab-separated file with the columns sentence and label."))
    }
    let lines = try LineReader(path: path)
    guard let header = try lines.next() else { throw DatasetError(file: path, .empty) }
    let columns = try SentenceColumns(header, file: path)
    var (sentences, pairs, labels): ([String], [String], [Int64]) = ([], [], [])
    var bytes = 0
    while let line = try lines.next() {
      if line.isBlank { continue }
      bytes += line.bytes.count
      guard bytes <= SentenceFile.contentLimit else {
        throw DatasetError(file: path, .tooLarge(limit: SentenceFile.contentLimit))
      }
      let fields = try columns.fields(of: line, file: path)
      sentences.append(fields[columns.sentence])
      if let pair = columns.pair { pairs.append(fields[pair]) }
      if let label = columns.label { labels.append(try SentenceFile.label(fields[label], line.number, file: path)) }
    }
    guard !sentences.isEmpty else { throw DatasetError(file: path, .empty) }
    self.sentences = sentences
    self.pairs = columns.pair == nil ? nil : pairs
    self.labels = columns.label == nil ? nil : labels
    classes = labels.max().map { Int($0) + 1 } ?? 0
  }

  private static func label(_ text: String, _ line: Int, file: String) throws(DatasetError) -> Int64 {
    let digits = text.split(separator: " ").joined()
    guard let label = Int64(digits), (0..<Int64(labelLimit)).contains(label) else {
      throw DatasetError(
        file: file,
        .badLine(line, "its label is “\(text.prefix(40))”, expected a whole number from 0 to \(labelLimit - 1)"))
    }
    return label
  }
}

/// Where the columns of a `SentenceFile` stand.
private struct SentenceColumns {
  let sentence: Int
  let pair: Int?
  let label: Int?
  let count: Int

  init(_ header: LineReader.Line, file: String) throws(DatasetError) {
    var names = header.text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    if let first = names.first, first.unicodeScalars.first == "\u{feff}" {
      names[0] = String(String.UnicodeScalarView(first.unicodeScalars.dropFirst()))
    }
    count = names.count
    pair = names.firstIndex(of: "sentence2")
    label = names.firstIndex(of: "label")
    guard let found = names.firstIndex(of: pair == nil ? "sentence" : "sentence1") else {
      let columns = names.prefix(8).map { String($0.prefix(30)) }.joined(separator: ", ")
      throw DatasetError(
        file: file,
        .badLine(
          header.number, "names the columns \(columns); expected sentence (or sentence1 and sentence2) and label"))
    }
    sentence = found
  }

  func fields(of line: LineReader.Line, file: String) throws(DatasetError) -> [String] {
    guard let text = String(validating: line.bytes, as: UTF8.self) else {
      throw DatasetError(file: file, .badLine(line.number, "is not UTF-8; convert the file"))
    }
    // By bytes: a tab and what follows it may be one Character.
    let fields = text.utf8.split(separator: 0x09, omittingEmptySubsequences: false).map { String($0) ?? "" }
    guard fields.count == count else {
      throw DatasetError(
        file: file,
        .badLine(
          line.number,
          "has \(fields.count) columns, the header names \(count); columns are separated by tabs, and no text holds one"
        ))
    }
    return fields
  }
}
