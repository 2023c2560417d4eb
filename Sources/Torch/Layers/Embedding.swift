/// A learned vector for each word.
public final class Embedding: Module {
  /// `[words, size]`.
  public let weight: Tensor
  /// The word that stays zero and gets no gradient.
  public let padding: Int?
  public var training = true

  /// Standard normal vectors, PyTorch's default; zeros for `padding`. Throws `EngineError`.
  public init(_ words: Int, _ size: Int, padding: Int? = nil, _ generator: RandomGenerator) throws(EngineError) {
    weight = try generator.normal([words, size])
    if let padding { try weight.select(0, padding).fill(0) }
    try weight.setRequiresGradient()
    self.padding = padding
  }

  /// Given vectors, `[words, size]`, which become a parameter. Throws `EngineError` for a tensor that is the result of recorded
  /// operations.
  public init(weight: Tensor, padding: Int? = nil) throws(EngineError) {
    self.weight = try Initialization.parameter(weight)
    self.padding = padding
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { [("weight", weight)] }

  /// `[…]` int64 to `[…, size]`.
  public func callAsFunction(_ words: Tensor) throws(EngineError) -> Tensor {
    try weight.embedding(words, padding: padding)
  }
}
