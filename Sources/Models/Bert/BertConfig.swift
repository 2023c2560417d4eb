/// What a BERT or DistilBERT encoder is made of, as its `config.json` says.
///
/// Sources: Devlin et al. 2019, arXiv 1810.04805; Sanh et al. 2019, arXiv 1910.01108; names and defaults are those of Hugging
/// Face's `BertConfig` and `DistilBertConfig`.
public struct BertConfig: Sendable, Equatable {
  /// Which of the two it is: they differ in names, in the classifier, and in that DistilBERT has neither token types nor a
  /// pooler.
  public enum Form: String, Sendable, CaseIterable { case bert, distilbert }

  public enum Activation: String, Sendable, CaseIterable {
    /// x·Φ(x), Φ exact by erf.
    case gelu
    case relu
  }

  public var form: Form
  /// Tokens, 1…10,000,000.
  public var vocabulary: Int
  /// Size of a hidden state, 1…65,536, a multiple of `heads`.
  public var hidden: Int
  /// Layers, 1…1,000.
  public var layers: Int
  /// Attention heads a layer, 1…65,536.
  public var heads: Int
  /// Size between the two linear layers behind attention, 1…1,000,000.
  public var intermediate: Int
  /// The most tokens in a sequence, 1…1,000,000; 512 if not given.
  public var positions = 512
  /// Kinds of token, 0…1,000: 2 if not given, 0 for DistilBERT.
  public var tokenTypes: Int
  public var activation = Activation.gelu
  /// Added to variances in layer norm; 1e-12 if not given.
  public var epsilon = 1e-12
  /// Share of hidden units dropped in training, 0…0.99; 0.1 if not given.
  public var dropout = 0.1
  /// Share of attention probabilities dropped, 0…0.99; 0.1 if not given.
  public var attentionDropout = 0.1
  /// Share dropped before a classifier; `dropout` for BERT and 0.2 for DistilBERT if not given.
  public var classifierDropout: Double
  /// The token that fills sequences: its vector starts as 0 and gets no gradient; 0 if not given, nil where the file says null.
  public var padding: Int? = 0
  /// Standard deviation of fresh weights; 0.02 if not given.
  public var initializerRange = 0.02
  /// Names of a classifier's classes in order (`id2label`); empty where the file names none.
  public var labels: [String] = []
  /// The classes of Hugging Face that saved it, such as `BertForMaskedLM`.
  public var architectures: [String] = []

  /// An encoder of these sizes, all else at its default.
  public init(form: Form = .bert, vocabulary: Int, hidden: Int, layers: Int, heads: Int, intermediate: Int? = nil) {
    self.form = form
    self.vocabulary = vocabulary
    self.hidden = hidden
    self.layers = layers
    self.heads = heads
    self.intermediate = intermediate ?? 4 * hidden
    tokenTypes = form == .bert ? 2 : 0
    classifierDropout = form == .bert ? 0.1 : 0.2
  }
}

/// What is put on top of an encoder.
public enum BertHead: Sendable, Equatable {
  case none
  /// A dense layer and tanh on the first token's state, no logits. BERT alone.
  case pooler
  /// Guesses tokens: dense, activation, layer norm, and the word vectors as a classifier (tied weights).
  case maskedLanguage
  /// Classifies the sequence by its first token's state: BERT's pooler and a linear layer, or DistilBERT's dense layer with ReLU and
  /// a linear layer.
  case classification(labels: Int)
}

/// A `config.json` that no encoder can be built from.
public struct BertConfigError: Error, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    case unreadable(String)
    /// Not JSON, or no object; where and why.
    case notJSON(String)
    case missing(String)
    case value(String, found: String, expected: String)
  }

  /// The file; nil for a configuration made otherwise.
  public var file: String?
  public var problem: Problem

  public var description: String {
    (file.map { "\($0): " } ?? "")
      + {
        switch problem {
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .notJSON(let reason): "is not a JSON object: \(reason)"
        case .missing(let name): "does not give \(name), which a BERT model needs"
        case .value(let name, let found, let expected): "\(name) is \(found), expected \(expected)"
        }
      }()
  }
}

extension BertConfig {
  /// - Throws: `BertConfigError` for a number out of its range, or a hidden size that the heads cannot share.
  public func check(file: String? = nil) throws(BertConfigError) {
    func within(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(BertConfigError) {
      guard !range.contains(value) else { return }
      throw BertConfigError(
        file: file, problem: .value(name, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)"))
    }
    func share(_ name: String, _ value: Double) throws(BertConfigError) {
      guard !(0...0.99).contains(value) else { return }
      throw BertConfigError(file: file, problem: .value(name, found: "\(value)", expected: "a share from 0 to 0.99"))
    }
    let own = form == .bert
    try within("vocab_size", vocabulary, 1...10_000_000)
    try within(own ? "hidden_size" : "dim", hidden, 1...65_536)
    try within(own ? "num_hidden_layers" : "n_layers", layers, 1...1000)
    try within(own ? "num_attention_heads" : "n_heads", heads, 1...65_536)
    try within(own ? "intermediate_size" : "hidden_dim", intermediate, 1...1_000_000)
    try within("max_position_embeddings", positions, 1...1_000_000)
    try within("type_vocab_size", tokenTypes, own ? 1...1000 : 0...0)
    if let padding { try within("pad_token_id", padding, 0...(vocabulary - 1)) }
    try share(own ? "hidden_dropout_prob" : "dropout", dropout)
    try share(own ? "attention_probs_dropout_prob" : "attention_dropout", attentionDropout)
    try share(own ? "classifier_dropout" : "seq_classif_dropout", classifierDropout)
    guard epsilon > 0, epsilon < 1 else {
      throw BertConfigError(
        file: file, problem: .value("layer_norm_eps", found: "\(epsilon)", expected: "a number between 0 and 1"))
    }
    guard initializerRange >= 0, initializerRange < 100 else {
      throw BertConfigError(
        file: file, problem: .value("initializer_range", found: "\(initializerRange)", expected: "0 to 100"))
    }
    guard hidden % heads == 0 else {
      let below = hidden / heads * heads
      let near = below > 0 ? "\(below) or \(below + heads)" : "\(heads)"
      throw BertConfigError(
        file: file,
        problem: .value(
          own ? "hidden_size" : "dim", found: "\(hidden)",
          expected: "a multiple of the number of attention heads, \(heads), such as \(near)"))
    }
  }
}
