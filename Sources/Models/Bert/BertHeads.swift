import Torch

/// What stands on top of an encoder: a head with its layers.
enum BertHeadLayers {
  case none
  case pooler(Linear)
  case maskedLanguage(transform: Linear, norm: LayerNorm, bias: Tensor, BertConfig.Activation)
  /// `dense` is BERT's pooler, with tanh, or DistilBERT's pre-classifier, with ReLU.
  case classification(dense: Linear, BertConfig.Form, Linear, Dropout)

  init(_ head: BertHead, _ config: BertConfig, _ weights: BertWeights, _ dropouts: BertDropouts) throws {
    switch head {
    case .none: self = .none
    case .pooler: self = .pooler(try weights.linear("pooler"))
    case .maskedLanguage:
      let bias = try weights.tensor("decoder.bias")
      try bias.setRequiresGradient()
      self = .maskedLanguage(
        transform: try weights.linear("transform"),
        norm: try weights.norm("transformNorm", epsilon: config.epsilon), bias: bias, config.activation)
    case .classification:
      let dense = try weights.linear(config.form == .bert ? "pooler" : "preClassifier")
      self = .classification(dense: dense, config.form, try weights.linear("classifier"), dropouts.classifier)
    }
  }

  /// The first token's state behind a dense layer, `[batch, hidden]`: what a classifier looks at.
  func pooled(_ hidden: Tensor) throws(EngineError) -> Tensor? {
    switch self {
    case .none, .maskedLanguage: nil
    case .pooler(let dense): try dense(hidden.select(1, 0)).tanh()
    case .classification(let dense, let form, _, _):
      form == .bert ? try dense(hidden.select(1, 0)).tanh() : try dense(hidden.select(1, 0)).relu()
    }
  }

  /// - Parameters:
  ///   - hidden: `[batch, length, hidden]`.
  ///   - words: `[vocabulary, hidden]`.
  func logits(
    _ hidden: Tensor, pooled: Tensor?, words: Tensor, positions: Tensor?
  ) throws(EngineError) -> Tensor? {
    switch self {
    case .none, .pooler: return nil
    case .maskedLanguage(let transform, let norm, let bias, let activation):
      let shape = hidden.shape
      var states = try hidden.reshape([-1, hidden.size(2)])
      if let positions { states = try states.indexSelect(0, positions) }
      let dense = try transform(states)
      let logits = try norm(activation == .gelu ? dense.gelu() : dense.relu()).linear(words, bias)
      return positions == nil ? try logits.reshape([shape[0], shape[1], words.size(0)]) : logits
    case .classification(_, _, let classifier, let dropout):
      guard let pooled else { return nil }
      return try classifier(dropout(pooled))
    }
  }
}
