/// Normalises each example over its last dimensions.
public final class LayerNorm: Module {
  /// The sizes of the last dimensions.
  public let shape: [Int]
  /// Of `shape`, 1 at first.
  public let weight: Tensor
  /// Of `shape`, 0 at first.
  public let bias: Tensor
  public let epsilon: Double
  public var training = true

  /// Throws `EngineError`.
  public init(_ shape: [Int], epsilon: Double = 1e-5) throws(EngineError) {
    self.shape = shape
    weight = try Initialization.parameter(.ones(shape))
    bias = try Initialization.parameter(.zeros(shape))
    self.epsilon = epsilon
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }

  /// `[…, shape]` to the same shape.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    try x.layerNorm(shape, weight: weight, bias: bias, epsilon: epsilon)
  }
}
