import Foundation
import Torch

extension BertConfig {
  /// Reads a `config.json` of a BERT or DistilBERT model.
  ///
  /// - Throws: `BertConfigError` naming the field that is missing, wrong, or asks for something kdtop does not compute.
  public init(path: String) throws(BertConfigError) {
    let limit = 1 << 24
    guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: limit) else {
      throw BertConfigError(file: path, problem: .unreadable("it is not there, or not a file that may be read"))
    }
    try? handle.close()
    try self.init(json: [UInt8](data), file: path)
  }

  /// Reads the text of a `config.json`; errors call it `file`.
  /// - Throws: As `init(path:)`.
  public init(json bytes: [UInt8], file: String) throws(BertConfigError) {
    let fields = try ConfigFields(bytes, file: file)
    let kinds = Form.allCases.map(\.rawValue)
    let kind = try fields.text("model_type") ?? (fields.has("n_layers") ? "distilbert" : "bert")
    guard let form = Form(rawValue: kind) else {
      throw fields.failure("model_type", "“\(kind)”", kinds.joined(separator: " or "))
    }
    let own = form == .bert
    self.init(
      form: form, vocabulary: try fields.needed("vocab_size"), hidden: try fields.needed(own ? "hidden_size" : "dim"),
      layers: try fields.needed(own ? "num_hidden_layers" : "n_layers"),
      heads: try fields.needed(own ? "num_attention_heads" : "n_heads"),
      intermediate: try fields.needed(own ? "intermediate_size" : "hidden_dim"))
    positions = try fields.whole("max_position_embeddings") ?? positions
    tokenTypes = own ? try fields.whole("type_vocab_size") ?? 2 : 0
    if own { epsilon = try fields.number("layer_norm_eps") ?? epsilon }
    dropout = try fields.number(own ? "hidden_dropout_prob" : "dropout") ?? dropout
    attentionDropout = try fields.number(own ? "attention_probs_dropout_prob" : "attention_dropout") ?? attentionDropout
    classifierDropout =
      own ? try fields.number("classifier_dropout") ?? dropout : try fields.number("seq_classif_dropout") ?? 0.2
    if fields.has("pad_token_id") { padding = try fields.whole("pad_token_id") }
    initializerRange = try fields.number("initializer_range") ?? initializerRange
    let named = own ? "hidden_act" : "activation"
    let function = try fields.text(named) ?? "gelu"
    guard let known = Activation(rawValue: function) else {
      throw fields.failure(named, "“\(function)”", Activation.allCases.map(\.rawValue).joined(separator: " or "))
    }
    activation = known
    if let kind = try fields.text("position_embedding_type"), kind != "absolute" {
      throw fields.failure("position_embedding_type", "“\(kind)”", "absolute")
    }
    if try fields.flag("is_decoder") == true { throw fields.failure("is_decoder", "true", "an encoder: false") }
    if try fields.flag("tie_word_embeddings") == false {
      throw fields.failure("tie_word_embeddings", "false", "true: the head guesses with the word vectors")
    }
    labels = try fields.labels()
    architectures = try fields.texts("architectures")
    try check(file: file)
  }

  /// A `config.json` that Hugging Face's `transformers` reads; one field a line, sorted.
  /// - Throws: What `JSONSerialization` throws: an empty file in its place would be no model any more.
  public func json(head: BertHead) throws -> String {
    let own = form == .bert
    var fields: [String: Any] = [
      "model_type": form.rawValue, "architectures": [architecture(head)], "vocab_size": vocabulary,
      "max_position_embeddings": positions, "initializer_range": initializerRange, "torch_dtype": "float32",
      "tie_word_embeddings": true, own ? "hidden_size" : "dim": hidden, own ? "num_hidden_layers" : "n_layers": layers,
      own ? "num_attention_heads" : "n_heads": heads, own ? "intermediate_size" : "hidden_dim": intermediate,
      own ? "hidden_act" : "activation": activation.rawValue, own ? "hidden_dropout_prob" : "dropout": dropout,
      own ? "attention_probs_dropout_prob" : "attention_dropout": attentionDropout,
      own ? "classifier_dropout" : "seq_classif_dropout": classifierDropout,
      "pad_token_id": padding.map { $0 as Any } ?? NSNull(),
    ]
    if own {
      fields["type_vocab_size"] = tokenTypes
      fields["layer_norm_eps"] = epsilon
      fields["position_embedding_type"] = "absolute"
    } else {
      fields["sinusoidal_pos_embds"] = false
    }
    if case .classification(let count) = head {
      let names = labels.count == count ? labels : (0..<count).map { "LABEL_\($0)" }
      fields["id2label"] = Dictionary(uniqueKeysWithValues: names.enumerated().map { ("\($0.offset)", $0.element) })
      fields["label2id"] = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    }
    let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = try JSONSerialization.data(withJSONObject: fields, options: options)
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// The class of `transformers` that opens it.
  private func architecture(_ head: BertHead) -> String {
    let name = form == .bert ? "Bert" : "DistilBert"
    return switch head {
    case .none, .pooler: name + "Model"
    case .maskedLanguage: name + "ForMaskedLM"
    case .classification: name + "ForSequenceClassification"
    }
  }
}

/// The fields of a `config.json`.
private struct ConfigFields {
  private let fields: [String: StrictJSON]
  private let file: String

  init(_ bytes: [UInt8], file: String) throws(BertConfigError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw BertConfigError(file: file, problem: .notJSON("it is not UTF-8"))
    }
    let parsed: StrictJSON
    do { parsed = try StrictJSON.parse(bytes) } catch {
      throw BertConfigError(file: file, problem: .notJSON("\(error.reason) at byte \(error.offset)"))
    }
    guard case .object(let members) = parsed else {
      throw BertConfigError(file: file, problem: .notJSON("it begins with something else"))
    }
    fields = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    self.file = file
  }

  func failure(_ name: String, _ found: String, _ expected: String) -> BertConfigError {
    BertConfigError(file: file, problem: .value(name, found: String(found.prefix(80)), expected: expected))
  }

  func has(_ name: String) -> Bool { fields[name] != nil }

  private func value(_ name: String) -> StrictJSON? { fields[name].flatMap { $0 == .null ? nil : $0 } }

  func needed(_ name: String) throws(BertConfigError) -> Int {
    guard let number = try whole(name) else { throw BertConfigError(file: file, problem: .missing(name)) }
    return number
  }

  func whole(_ name: String) throws(BertConfigError) -> Int? {
    guard let value = value(name) else { return nil }
    guard let number = value.unsigned else { throw failure(name, text(value), "a whole number") }
    return number
  }

  func number(_ name: String) throws(BertConfigError) -> Double? {
    guard let value = value(name) else { return nil }
    guard case .number(let digits) = value, let number = Double(digits), number.isFinite else {
      throw failure(name, text(value), "a number")
    }
    return number
  }

  func flag(_ name: String) throws(BertConfigError) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .bool(let flag) = value else { throw failure(name, text(value), "true or false") }
    return flag
  }

  func text(_ name: String) throws(BertConfigError) -> String? {
    guard let value = value(name) else { return nil }
    guard case .string(let words) = value else { throw failure(name, text(value), "text") }
    return words
  }

  func texts(_ name: String) throws(BertConfigError) -> [String] {
    guard let value = value(name) else { return [] }
    guard case .array(let items) = value else { throw failure(name, text(value), "a list") }
    return items.compactMap { if case .string(let words) = $0 { words } else { nil } }
  }

  /// `id2label` in order; empty where there is none or it is not 0 ..< n.
  func labels() throws(BertConfigError) -> [String] {
    guard case .object(let members)? = value("id2label") else { return [] }
    var names: [Int: String] = [:]
    for (id, name) in members {
      if let number = Int(id), case .string(let words) = name { names[number] = words }
    }
    let ordered = (0..<members.count).compactMap { names[$0] }
    return ordered.count == members.count ? ordered : []
  }

  private func text(_ value: StrictJSON) -> String {
    switch value {
    case .object: "an object"
    case .array: "a list"
    case .string(let words): "“\(words)”"
    case .number(let digits): digits
    case .bool(let flag): "\(flag)"
    case .null: "null"
    }
  }
}
