import Torch

/// A layer of an encoder: self-attention and two linear layers, each with a shortcut and a layer norm behind it (post-LN).
///
/// Values go through as `[batch · length, hidden]`: large products of matrices are what `Linear` is fast at.
final class BertLayer {
  private let query: Linear
  private let key: Linear
  private let value: Linear
  private let output: Linear
  private let attentionNorm: LayerNorm
  private let inner: Linear
  private let outer: Linear
  private let norm: LayerNorm
  private let activation: BertConfig.Activation
  private let heads: Int
  private let index: Int
  private let dropouts: BertDropouts

  init(_ index: Int, _ config: BertConfig, _ weights: BertWeights, _ dropouts: BertDropouts) throws {
    let place = "layer.\(index)."
    query = try weights.linear(place + "query")
    key = try weights.linear(place + "key")
    value = try weights.linear(place + "value")
    output = try weights.linear(place + "output")
    attentionNorm = try weights.norm(place + "attentionNorm", epsilon: config.epsilon)
    inner = try weights.linear(place + "inner")
    outer = try weights.linear(place + "outer")
    norm = try weights.norm(place + "norm", epsilon: config.epsilon)
    activation = config.activation
    heads = config.heads
    self.index = index
    self.dropouts = dropouts
  }

  static func tapNames(_ index: Int) -> [String] {
    ["queries", "keys", "values", "attentions", "attention_probabilities"].map { "\($0).\(index)" }
  }

  /// - Parameters:
  ///   - x: `[rows · length, hidden]`.
  ///   - hidden: What is added to the scores of places that are not to be looked at, `[rows, 1, 1, length]`; nil where all are.
  func callAsFunction(_ x: Tensor, rows: Int, masking: Tensor?, _ taps: inout Taps) throws(EngineError) -> Tensor {
    let isWatched = BertLayer.tapNames(index).contains { taps.wants($0) }
    let heads =
      isWatched
      ? try watchedAttention(x, rows: rows, masking: masking, &taps) : try attention(x, rows: rows, masking: masking)
    let middle = try attentionNorm(dropouts.hidden(output(heads)), plus: x)
    let inside =
      switch activation {
      case .gelu: try middle.linearGELU(inner.weight, inner.bias)
      case .relu: try inner(middle).relu()
      }
    return try norm(dropouts.hidden(outer(inside)), plus: middle)
  }

  /// softmax(Q·Kᵀ/√d + mask)·V of each head, side by side: `[rows · length, hidden]` (Vaswani et al. 2017, arXiv 1706.03762,
  /// equation 1).
  private func attention(_ x: Tensor, rows: Int, masking: Tensor?) throws(EngineError) -> Tensor {
    let length = x.size(0) / rows
    return try x.attention(
      AttentionArguments(
        query: (query.weight, query.bias), key: (key.weight, key.bias), value: (value.weight, value.bias),
        mask: masking, kept: dropouts.attention.factors([rows, heads, length, length]), rows: rows, heads: heads))
  }

  /// The same in steps that can be looked at.
  private func watchedAttention(
    _ x: Tensor, rows: Int, masking: Tensor?, _ taps: inout Taps
  ) throws(EngineError) -> Tensor {
    var flat = try query(x)
    let (count, hidden) = (flat.size(0), flat.size(1))
    let (length, size) = (count / rows, hidden / heads)
    let scale = 1 / Double(size).squareRoot()
    func split(_ values: Tensor) throws(EngineError) -> Tensor {
      try values.reshape([rows, length, heads, size]).transpose(1, 2)
    }
    if taps.wants("queries.\(index)") { _ = taps.take("queries.\(index)", try split(flat)) }
    // Queries are scaled, not scores: there are fewer of them. In their own memory where nobody needs what they were.
    if flat.requiresGradient || taps.wants("queries.\(index)") {
      flat = try flat * scale
    } else {
      try flat.multiply(inPlace: scale)
    }
    let queries = try split(flat)
    let keys = try split(key(x))
    let values = try split(value(x))
    _ = taps.take("keys.\(index)", keys)
    _ = taps.take("values.\(index)", values)
    var scores = try queries.matmul(keys.transpose(-2, -1))
    let raw = "attentions.\(index)"
    _ = taps.take(raw, scores)
    if let masking {
      if taps.wants(raw) {
        scores = try scores + masking
      } else {
        // Adding a constant changes no gradient, and the product's own values are not needed for one.
        try scores.add(inPlace: masking)
      }
    }
    var probabilities = try scores.softmax()
    _ = taps.take("attention_probabilities.\(index)", probabilities)
    probabilities = try dropouts.attention(probabilities)
    return try probabilities.matmul(values).transpose(1, 2).reshape([count, hidden])
  }
}
