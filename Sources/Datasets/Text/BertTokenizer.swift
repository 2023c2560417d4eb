/// BERT's tokenizer: text to words by characters, words to the longest pieces that a vocabulary has (WordPiece).
///
/// Text is cleaned (control characters go, any white space is a space), CJK ideographs stand alone, accents are taken off
/// (canonical decomposition, non-spacing marks removed) and letters made small; then words end at white space, and each
/// punctuation character is a word. A word that no pieces make up, or of more than 100 characters, is `[UNK]`. A special token in
/// the text, written exactly, is that token.
///
/// Source: Devlin et al. 2019, arXiv 1810.04805, and the `tokenization.py` of its code; where that and Hugging Face's
/// `tokenizers` differ (letters are made small one by one, after accents are gone), the latter.
public struct BertTokenizer: Sendable {
  /// Characters of the longest word that is looked at.
  static let longestWord = 100

  public let vocabulary: Vocabulary
  public let options: TokenizerOptions
  /// Ids of the special tokens.
  public let unknown: Int32
  public let classification: Int32
  public let separator: Int32
  public let padding: Int32
  public let mask: Int32
  let specials: SpecialTokenFinder

  /// - Throws: `DatasetError` (`malformed`) when the vocabulary lacks a special token.
  public init(vocabulary: Vocabulary, options: TokenizerOptions = TokenizerOptions()) throws(DatasetError) {
    func id(_ token: String) throws(DatasetError) -> Int32 {
      guard let id = vocabulary.id(of: token) else {
        throw DatasetError(
          file: vocabulary.name,
          .malformed("has no \(token) among its \(vocabulary.count) tokens; is it the vocab.txt of a BERT model?"))
      }
      return id
    }
    self.vocabulary = vocabulary
    self.options = options
    unknown = try id(options.special.unknown)
    classification = try id(options.special.classification)
    separator = try id(options.special.separator)
    padding = try id(options.special.padding)
    mask = try id(options.special.mask)
    specials = SpecialTokenFinder(options.special.all.map { ($0, vocabulary.id(of: $0) ?? 0) })
  }

  /// The tokenizer of a vocabulary file, with the options of the `tokenizer_config.json` beside it, if there is one.
  ///
  /// - Throws: `DatasetError`, as `Vocabulary.init(path:)` and `TokenizerOptions.init(path:)`.
  public init(vocabularyFile path: String) throws(DatasetError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let configuration = folder + "tokenizer_config.json"
    let options = FileSearch.exists(configuration) ? try TokenizerOptions(path: configuration) : TokenizerOptions()
    try self.init(vocabulary: Vocabulary(path: path), options: options)
  }

  /// Whether a token has a meaning of its own, such as `[SEP]`; such tokens are never masked.
  public func isSpecial(_ id: Int32) -> Bool {
    id == separator || id == classification || id == padding || id == mask || id == unknown
  }

  /// The tokens of a text, without `[CLS]` and `[SEP]`. O(bytes of the text).
  public func tokens(_ text: String) -> [Int32] {
    var text = text
    return text.withUTF8 { tokens($0) }
  }

  /// The tokens of a text in UTF-8; what is not UTF-8 counts as U+FFFD, which is removed.
  public func tokens(_ text: UnsafeBufferPointer<UInt8>) -> [Int32] {
    var words = WordCollector(self, capacity: text.count / 4 + 1)
    var start = 0
    while let (range, id) = specials.next(in: text, from: start) {
      words.take(UnsafeBufferPointer(rebasing: text[start..<range.lowerBound]))
      words.ids.append(id)
      start = range.upperBound
    }
    words.take(UnsafeBufferPointer(rebasing: text[start...]))
    return words.ids
  }
}
