import Datasets
import Torch

/// Examples of text, as tokens when they are drawn: those of a data set, tokenised once, or those of a corpus, read from its
/// file every time.
final class TextPool {
  private enum Source {
    case encoded([EncodedText])
    case corpus(TextCorpus)
  }

  private let source: Source
  private let reader: TextReader
  /// Nil for texts without labels.
  let labels: [Int64]?
  /// Tokens of each text, or for a corpus its bytes: what batches of about one length are made by.
  let lengths: [Int32]

  /// - Parameter indices: items of the data set, in the order of the rows here.
  init(_ dataset: TextDataset, indices: [Int], _ reader: TextReader) throws {
    let texts = try indices.map { try reader.encode(dataset.sentences[$0], dataset.pairs?[$0], item: $0) }
    source = .encoded(texts)
    self.reader = reader
    labels = indices.map { dataset.labels[$0] }
    lengths = texts.map { Int32($0.ids.count) }
  }

  init(_ corpus: TextCorpus, _ reader: TextReader) {
    source = .corpus(corpus)
    self.reader = reader
    labels = nil
    lengths = corpus.byteLengths
  }

  /// The same texts without their labels.
  private init(unlabelled other: TextPool) {
    (source, reader, labels, lengths) = (other.source, other.reader, nil, other.lengths)
  }

  var unlabelled: TextPool { TextPool(unlabelled: self) }
  var count: Int { lengths.count }
  /// Tokens of a text in the mean; of a corpus, bytes.
  var meanLength: Int { lengths.reduce(0) { $0 + Int($1) } / max(1, lengths.count) }
  /// Whether it holds pairs of sentences, whose tokens are of two types.
  private var hasTypes: Bool { reader.hasTypes }

  func text(_ row: Int) throws -> EncodedText {
    switch source {
    case .encoded(let texts): return texts[row]
    case .corpus(let corpus): return try reader.encode(corpus.line(row))
    }
  }

  /// The texts at `rows`, padded to the longest of them: `[rows, 2 or 3, length]` (`TokenBatch.packed`).
  func packed(_ rows: [Int]) throws -> Tensor { try packed(rows.map(text)) }

  /// The same with some tokens masked, and the labels `[rows, length]` of those, −100 elsewhere.
  func masked(_ rows: [Int], epoch: Int) throws -> (packed: Tensor, labels: Tensor) {
    var labels: [[Int64]] = []
    let texts = try rows.map { row in
      let text = try text(row)
      let hidden = reader.masking.apply(to: text.ids, epoch: epoch, example: row)
      labels.append(hidden.labels)
      return EncodedText(ids: hidden.ids, second: text.second)
    }
    let packed = try packed(texts)
    let length = packed.size(2)
    let padded = labels.flatMap {
      $0 + [Int64](repeating: TokenMasking.ignored, count: length - $0.count)
    }
    return (packed, try Tensor(padded, shape: [rows.count, length]))
  }

  private func packed(_ texts: [EncodedText]) throws -> Tensor {
    let arrays = TokenArrays(texts, padding: reader.tokenizer.padding)
    let planes = hasTypes ? [arrays.ids, arrays.mask, arrays.types] : [arrays.ids, arrays.mask]
    return try Tensor.stack(try planes.map { try Tensor($0, shape: [arrays.rows, arrays.length]) }, 1)
  }

  /// All rows in parts whose texts are of about one length, so that there is little padding.
  var parts: [[Int]] {
    let sorted = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    return stride(from: 0, to: sorted.count, by: 64).map { Array(sorted[$0..<min(sorted.count, $0 + 64)]) }
  }
}

/// How texts become what a model reads.
final class TextReader {
  let tokenizer: BertTokenizer
  let masking: TokenMasking
  /// Tokens of the longest example.
  let maximum: Int
  let hasTypes: Bool
  /// Items of the data set that were cut.
  private(set) var cut: Set<Int> = []

  init(_ tokenizer: BertTokenizer, maximum: Int, hasTypes: Bool, seed: UInt64) throws {
    self.tokenizer = tokenizer
    self.maximum = maximum
    self.hasTypes = hasTypes
    masking = try TokenMasking(tokenizer, seed: seed)
  }

  /// - Parameter item: of the data set; nil for other texts.
  func encode(_ sentence: String, _ pair: String? = nil, item: Int? = nil) throws -> EncodedText {
    let (first, second) = (tokenizer.tokens(sentence), pair.map { tokenizer.tokens($0) })
    if let item, first.count + (second?.count ?? 0) + (pair == nil ? 2 : 3) > maximum { cut.insert(item) }
    return try tokenizer.encode(tokens: first, second, maximum: maximum)
  }
}
