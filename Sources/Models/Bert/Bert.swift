import Torch

/// BERT (Devlin et al. 2019, arXiv 1810.04805) and DistilBERT (Sanh et al. 2019, arXiv 1910.01108): an encoder of post-LN
/// transformer layers, and a head.
///
/// Taps, layers counted from 0:
/// - `hidden.0`, what the embeddings give, and `hidden.1` … `hidden.N` behind each layer: `[batch, length, hidden]`;
/// - `queries.N`, `keys.N`, `values.N`: `[batch, heads, length, d]`, d = hidden / heads, before scaling;
/// - `attentions.N`: scores Q·Kᵀ/√d before mask and softmax, `[batch, heads, length, length]`;
/// - `attention_probabilities.N`: behind mask, softmax and before dropout, of the same shape;
/// - `pooled`, with a pooler or a classifier: `[batch, hidden]`.
///
/// Parameters have the names under which Hugging Face's `transformers` saves such a model.
public final class Bert: LanguageNetwork {
  public let config: BertConfig
  public let head: BertHead
  private let weights: BertWeights
  private let named: [(name: String, tensor: Tensor)]
  private let embeddings: BertEmbeddings
  private let layers: [BertLayer]
  private let top: BertHeadLayers
  private let dropouts: BertDropouts
  public let tapNames: [String]
  public var training: Bool {
    get { dropouts.training }
    set { dropouts.training = newValue }
  }

  /// A network with fresh weights: normal with the configuration's deviation, biases 0, layer norms 1 and 0.
  /// - Throws: `BertConfigError`, `EngineError`.
  public convenience init(
    _ config: BertConfig, head: BertHead, weights generator: RandomGenerator, dropout: RandomGenerator
  ) throws {
    try self.init(config, head: head, BertWeights(), fresh: generator, dropout: dropout)
  }

  /// - Parameters:
  ///   - given: Tensors by key, which the network takes over; the others are drawn.
  init(
    _ config: BertConfig, head: BertHead, _ given: BertWeights, fresh generator: RandomGenerator,
    dropout: RandomGenerator
  ) throws {
    try config.check()
    if head == .pooler, config.form == .distilbert {
      throw BertConfigError(problem: .value("the head", found: "a pooler", expected: "none: DistilBERT has no pooler"))
    }
    if case .classification(let labels) = head, !(1...10_000).contains(labels) {
      throw BertConfigError(problem: .value("the number of labels", found: "\(labels)", expected: "1 to 10000"))
    }
    let parameters = config.parameters(head)
    var weights = given
    try weights.fill(parameters, config, generator)
    (self.config, self.head, self.weights) = (config, head, weights)
    dropouts = BertDropouts(config, dropout)
    embeddings = try BertEmbeddings(config, weights, dropouts)
    var layers: [BertLayer] = []
    for index in 0..<config.layers { layers.append(try BertLayer(index, config, weights, dropouts)) }
    self.layers = layers
    top = try BertHeadLayers(head, config, weights, dropouts)
    named = try parameters.map { (config.savedName($0, head), try weights.tensor($0.key)) }
    tapNames =
      (0..<config.layers).flatMap { ["hidden.\($0)"] + BertLayer.tapNames($0) } + ["hidden.\(config.layers)"]
      + (config.poolerOf(head) ? ["pooled"] : [])
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { named }
  public var layerCount: Int { config.layers }
  public var hiddenSize: Int { config.hidden }
  public var headCount: Int { config.heads }
  public var vocabularySize: Int { config.vocabulary }

  /// The live tensors by key.
  func tensor(_ key: String) -> Tensor? { weights.tensors[key] }

  /// Dropout is that of hidden units and of attention; a classifier's stays. There is no stochastic depth.
  public func setNoise(_ noise: NetworkNoise) {
    guard let rate = noise.dropout else { return }
    dropouts.hidden.p = rate
    dropouts.attention.p = rate
  }

  public func forward(_ batch: TokenBatch, _ request: LanguageRequest = LanguageRequest()) throws -> LanguageOutput {
    try checkShapes(batch)
    let (rows, length) = (batch.ids.size(0), batch.ids.size(1))
    var taps = Taps(ForwardRequest(taps: request.taps), of: tapNames)
    func whole(_ states: Tensor) throws(EngineError) -> Tensor { try states.reshape([rows, length, config.hidden]) }
    let masking = try Bert.masking(batch.mask)
    var states = try embeddings(batch)
    _ = taps.take("hidden.0", try whole(states))
    for (index, layer) in layers.enumerated() {
      states = try layer(states, rows: rows, masking: masking, &taps)
      if taps.wants("hidden.\(index + 1)") { _ = taps.take("hidden.\(index + 1)", try whole(states)) }
    }
    let last = try whole(states)
    var logits: Tensor?
    if request.needsLogits || taps.wants("pooled") {
      let pooled = try top.pooled(last)
      if let pooled { _ = taps.take("pooled", pooled) }
      if request.needsLogits {
        logits = try top.logits(last, pooled: pooled, words: embeddings.words.weight, positions: request.positions)
      }
    }
    return LanguageOutput(logits: logits, lastHidden: last, taps: taps.output.taps)
  }

  /// What a masked-language head guesses from hidden states `[batch, length, hidden]`; no gradient leads to the word vectors.
  func guesses(from hidden: Tensor, positions: Tensor?) throws(EngineError) -> Tensor? {
    try top.logits(hidden, pooled: nil, words: embeddings.words.weight.detached(), positions: positions)
  }

  /// 0 where the mask is 1, else the least number there is, `[batch, 1, 1, length]`; nil where all of it is 1.
  ///
  /// Not −∞: a sequence of padding alone would have no probabilities then.
  private static func masking(_ mask: Tensor) throws(EngineError) -> Tensor? {
    guard try mask.min().item() < 1 else { return nil }
    let hidden = try mask.compare(.equal, 0).reshape([mask.size(0), 1, 1, mask.size(1)])
    return try Tensor.zeros(hidden.shape).filled(where: hidden, with: -Double(Float.greatestFiniteMagnitude))
  }
}

extension BertConfig {
  /// Whether a network with this head has a dense layer over the first token.
  func poolerOf(_ head: BertHead) -> Bool {
    switch head {
    case .none, .maskedLanguage: false
    case .pooler, .classification: true
    }
  }
}
