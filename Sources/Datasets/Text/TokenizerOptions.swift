import Foundation

/// How a BERT tokenizer treats text, as its `tokenizer_config.json` says.
public struct TokenizerOptions: Sendable, Equatable {
  /// `do_lower_case`; true if not given.
  public var lowercases = true
  /// `strip_accents`; nil, the default, does as `lowercases`.
  public var stripsAccents: Bool?
  /// `tokenize_chinese_chars`: each CJK ideograph is a word; true if not given.
  public var splitsIdeographs = true
  /// `model_max_length`: tokens the model takes, special ones included; nil where the file names no number or one beyond
  /// 1,000,000, which means none.
  public var maximumLength: Int?
  public var special = SpecialTokens()

  /// The names of the tokens with a meaning of their own.
  public struct SpecialTokens: Sendable, Equatable {
    /// For words that no pieces make up.
    public var unknown = "[UNK]"
    /// Begins every sequence; its last hidden state is what classifiers look at.
    public var classification = "[CLS]"
    /// Ends every sentence.
    public var separator = "[SEP]"
    /// Fills shorter sequences of a batch.
    public var padding = "[PAD]"
    /// Stands for a word that is to be guessed.
    public var mask = "[MASK]"

    var all: [String] { [padding, unknown, classification, separator, mask] }
  }

  public init() {}

  /// Reads a `tokenizer_config.json`; what it does not say is left at the default, and what else it says is passed over.
  ///
  /// - Throws: `DatasetError`: `malformed` when it is no JSON object or a field has another type; as `ByteSource`.
  public init(path: String) throws(DatasetError) {
    let source = try ByteSource(path: path)
    let limit = 1 << 24
    guard source.contentBound <= limit else { throw DatasetError(file: path, .tooLarge(limit: limit)) }
    let bytes = try source.bytes(source.contentBound)
    guard let object = (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] else {
      throw DatasetError(file: path, .malformed("is not a JSON object"))
    }
    func flag(_ name: String) throws(DatasetError) -> Bool? {
      guard let value = object[name], !(value is NSNull) else { return nil }
      guard let flag = value as? Bool else {
        throw DatasetError(file: path, .malformed("“\(name)” is neither true nor false"))
      }
      return flag
    }
    func token(_ name: String, _ standard: String) throws(DatasetError) -> String {
      guard let value = object[name], !(value is NSNull) else { return standard }
      // Either the token itself or an object that describes it.
      let content = value as? String ?? (value as? [String: Any])?["content"] as? String
      guard let content, !content.isEmpty else {
        throw DatasetError(file: path, .malformed("“\(name)” is not the text of a token"))
      }
      return content
    }
    lowercases = try flag("do_lower_case") ?? true
    stripsAccents = try flag("strip_accents")
    splitsIdeographs = try flag("tokenize_chinese_chars") ?? true
    if let length = (object["model_max_length"] as? NSNumber)?.doubleValue, length >= 1, length <= 1_000_000 {
      maximumLength = Int(length)
    }
    special = SpecialTokens(
      unknown: try token("unk_token", special.unknown), classification: try token("cls_token", special.classification),
      separator: try token("sep_token", special.separator), padding: try token("pad_token", special.padding),
      mask: try token("mask_token", special.mask))
  }
}
