/// The pieces a tokenizer knows, as a `vocab.txt` lists them: one a line, the line's number, from 0, is the piece's id.
public struct Vocabulary: Sendable {
  /// The largest file that is taken for a vocabulary, 16 MiB; BERT's multilingual one has under 1 MiB.
  static let largestFile = 1 << 24

  /// By id; a line may be empty.
  public let tokens: [String]
  /// What errors call it.
  public let name: String
  let pieces: PieceTree

  /// Reads a `vocab.txt`. Of a piece that is there twice, the later line counts, as in the reference implementation.
  ///
  /// - Throws: `DatasetError`: `missing`, `unreadable`, `notAFile`, `tooLarge`, `empty`, or `badLine` where it is not UTF-8.
  public init(path: String) throws(DatasetError) {
    guard FileSearch.exists(path) else {
      throw DatasetError(
        file: path,
        .missing(
          lookedFor: ["the file"], installation: "A BERT model's vocabulary is the vocab.txt beside its weights."))
    }
    let source = try ByteSource(path: path)
    guard source.contentBound <= Vocabulary.largestFile || source.isCompressed else {
      throw DatasetError(file: path, .tooLarge(limit: Vocabulary.largestFile))
    }
    let lines = try LineReader(path: path, limit: 1 << 16)
    var tokens: [String] = []
    var bytes = 0
    while let line = try lines.next() {
      guard let token = String(validating: line.bytes, as: UTF8.self) else {
        throw DatasetError(file: path, .badLine(line.number, "is not UTF-8; vocabularies are"))
      }
      bytes += line.bytes.count + 1
      guard bytes <= Vocabulary.largestFile else {
        throw DatasetError(file: path, .tooLarge(limit: Vocabulary.largestFile))
      }
      tokens.append(token)
    }
    guard !tokens.isEmpty else { throw DatasetError(file: path, .empty) }
    self.init(tokens: tokens, name: path)
  }

  /// The pieces by id; together not more than 16 MiB of UTF-8.
  public init(tokens: [String], name: String = "vocabulary") {
    self.tokens = tokens
    self.name = name
    pieces = PieceTree(tokens)
  }

  public var count: Int { tokens.count }

  /// The id of a piece, nil when it is none. O(length of the piece).
  public func id(of token: String) -> Int32? { pieces.id(of: token) }
}
