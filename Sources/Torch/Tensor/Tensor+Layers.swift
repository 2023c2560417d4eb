import CTorchAPI

// What layers compute, with the weights as arguments.
extension Tensor {
  /// `[…, n, k]` × `[…, k, m]` to `[…, n, m]`, as PyTorch's matmul also for vectors.
  public func matmul(_ other: Tensor) throws(EngineError) -> Tensor {
    try Tensor.make("matmul", self, other) { $0.pointee.matmul($1, $2) }
  }
  /// Distances ‖xᵢ − yⱼ‖ₚ: `[n, d]` and `[m, d]` to `[n, m]`.
  public func cdist(_ other: Tensor, p: Double = 2) throws(EngineError) -> Tensor {
    try Tensor.make("cdist", self, other) { $0.pointee.cdist($1, $2, p) }
  }
  /// x·Wᵀ + b: `[…, in]`, weight `[out, in]`, bias `[out]`, to `[…, out]`.
  public func linear(_ weight: Tensor, _ bias: Tensor? = nil) throws(EngineError) -> Tensor {
    try Tensor.make("linear", self, weight, bias) { $0.pointee.linear($1, $2, $3) }
  }
  /// gelu(x·Wᵀ + b) with the exact error function, as one operation; shapes as in `linear`.
  public func linearGELU(_ weight: Tensor, _ bias: Tensor? = nil) throws(EngineError) -> Tensor {
    try Tensor.make("linearGELU", self, weight, bias) { $0.pointee.linear_gelu($1, $2, $3) }
  }
  /// Self-attention of several heads as one operation: `[rows · length, inputs]` to `[rows · length, hidden]`.
  public func attention(_ arguments: AttentionArguments) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime(arguments) {} }
    return try Tensor.make("attention", self) { table, a in
      withUnsafePointer(to: arguments.forEngine) { table.pointee.attention(a, $0) }
    }
  }
  /// `[batch, in, h, w]`, weight `[out, in / groups, kh, kw]`, bias `[out]`, to `[batch, out, h', w']` with
  /// h' = (h + 2·padding − kh) / stride + 1. With `norm`, what that makes of it.
  public func conv2d(
    _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, groups: Int = 1,
    norm: BatchNormArguments? = nil
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime(norm) {} }
    return try Tensor.make("conv2d", self, weight, bias) { table, a, weight, bias in
      guard let norm else {
        return table.pointee.conv2d(a, weight, bias, pair(stride), pair(padding), Int64(groups), nil)
      }
      return withUnsafePointer(to: norm.forEngine) {
        table.pointee.conv2d(a, weight, bias, pair(stride), pair(padding), Int64(groups), $0)
      }
    }
  }
  /// Largest of each window: `[batch, c, h, w]` to `[batch, c, h', w']`; the stride is the kernel if not given.
  public func maxPool2d(_ kernel: Int, stride: Int? = nil, padding: Int = 0) throws(EngineError) -> Tensor {
    try Tensor.make("maxPool2d", self) {
      $0.pointee.max_pool2d($1, pair(kernel), pair(stride ?? kernel), pair(padding))
    }
  }
  /// Mean of each window, zeros of the border counted: `[batch, c, h, w]` to `[batch, c, h', w']`.
  public func averagePool2d(_ kernel: Int, stride: Int? = nil, padding: Int = 0) throws(EngineError) -> Tensor {
    try Tensor.make("averagePool2d", self) {
      $0.pointee.average_pool2d($1, pair(kernel), pair(stride ?? kernel), pair(padding))
    }
  }
  /// Means over windows that make the result `[batch, c, height, width]`.
  public func adaptiveAveragePool2d(_ height: Int, _ width: Int) throws(EngineError) -> Tensor {
    try Tensor.make("adaptiveAveragePool2d", self) {
      $0.pointee.adaptive_average_pool2d($1, [Int64(height), Int64(width)])
    }
  }
  /// relu((x − mean) / √(variance + ε) · weight + bias + shortcut) per channel of `[batch, c, …]`, without ReLU and shortcut
  /// unless they are asked for. In training the batch's own statistics are used and the running ones moved by `momentum` in
  /// place.
  public func batchNorm(_ norm: BatchNormArguments) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime(norm) {} }
    return try Tensor.make("batchNorm", self) { table, a in
      withUnsafePointer(to: norm.forEngine) { table.pointee.batch_norm(a, $0) }
    }
  }
  /// Each example normalised over its last dimensions, which are `shape`; weight and bias of that shape.
  public func layerNorm(
    _ shape: [Int], weight: Tensor?, bias: Tensor?, epsilon: Double = 1e-5
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime((weight, bias)) {} }
    return try Tensor.make("layerNorm", self) {
      $0.pointee.layer_norm($1, shape.int64, Int32(shape.count), weight?.handle, bias?.handle, epsilon)
    }
  }
  /// Layer norm of `self` + `other` over the last dimension as one operation; weight and bias of its size.
  public func normalisedSum(
    _ other: Tensor, weight: Tensor, bias: Tensor, epsilon: Double
  ) throws(EngineError) -> Tensor {
    defer { withExtendedLifetime((weight, bias)) {} }
    return try Tensor.make("normalisedSum", self, other) {
      $0.pointee.normalised_sum($1, $2, weight.handle, bias.handle, epsilon)
    }
  }
  /// Rows of `self` (`[words, d]`) by `indices` (`[…]` int64), to `[…, d]`; row `padding` gets no gradient.
  public func embedding(_ indices: Tensor, padding: Int? = nil) throws(EngineError) -> Tensor {
    try Tensor.make("embedding", self, indices) { $0.pointee.embedding($1, $2, Int64(padding ?? -1)) }
  }
  /// Each element 0 with probability `p`, else divided by 1 − p; draws `count` numbers from `generator`.
  public func dropout(_ p: Double, _ generator: RandomGenerator) throws(EngineError) -> Tensor {
    try Tensor.make("dropout", self) { $0.pointee.dropout($1, p, generator.handle) }
  }
}

/// What self-attention reads beside what goes in: softmax(Q·Kᵀ/√size + mask)·V of each head (Vaswani et al. 2017,
/// arXiv 1706.03762, equation 1), with Q, K and V linear in it.
public struct AttentionArguments {
  /// A linear layer: weight `[hidden, inputs]`, bias `[hidden]`.
  public typealias Projection = (weight: Tensor, bias: Tensor?)
  public var query, key, value: Projection
  /// Added to scores, `[rows, 1, 1, length]`; nil where every token is looked at.
  public var mask: Tensor?
  /// Factors of probabilities, `[rows, heads, length, length]`: dropout's; nil without.
  public var kept: Tensor?
  /// Sentences.
  public var rows: Int
  public var heads: Int

  public init(
    query: Projection, key: Projection, value: Projection, mask: Tensor? = nil, kept: Tensor? = nil, rows: Int,
    heads: Int
  ) {
    (self.query, self.key, self.value) = (query, key, value)
    (self.mask, self.kept, self.rows, self.heads) = (mask, kept, rows, heads)
  }

  fileprivate var forEngine: KDAttention {
    KDAttention(
      query: query.weight.handle, key: key.weight.handle, value: value.weight.handle, query_bias: query.bias?.handle,
      key_bias: key.bias?.handle, value_bias: value.bias?.handle, mask: mask?.handle, kept: kept?.handle,
      rows: Int64(rows), heads: Int64(heads))
  }
}

/// What batch norm reads, and what is done with its result at once.
public struct BatchNormArguments {
  /// `[channels]` each; running statistics may be left out in training.
  public var weight, bias, mean, variance: Tensor?
  public var training: Bool
  public var momentum: Double
  public var epsilon: Double
  /// Added behind batch norm; of the result's shape.
  public var shortcut: Tensor?
  /// Whether ReLU follows.
  public var relu: Bool

  public init(
    weight: Tensor?, bias: Tensor?, mean: Tensor?, variance: Tensor?, training: Bool, momentum: Double = 0.1,
    epsilon: Double = 1e-5, shortcut: Tensor? = nil, relu: Bool = false
  ) {
    (self.weight, self.bias, self.mean, self.variance) = (weight, bias, mean, variance)
    (self.training, self.momentum, self.epsilon) = (training, momentum, epsilon)
    (self.shortcut, self.relu) = (shortcut, relu)
  }

  fileprivate var forEngine: KDBatchNorm {
    KDBatchNorm(
      weight: weight?.handle, bias: bias?.handle, mean: mean?.handle, variance: variance?.handle, momentum: momentum,
      epsilon: epsilon, training: training ? 1 : 0, shortcut: shortcut?.handle, relu: relu ? 1 : 0)
  }
}

private func pair(_ value: Int) -> [Int64] { [Int64(value), Int64(value)] }
