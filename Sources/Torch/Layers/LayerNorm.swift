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

  /// A layer of given numbers, both of the shape it normalises over; they become parameters. Throws `EngineError` for tensors
  /// that are results of recorded operations.
  public init(weight: Tensor, bias: Tensor, epsilon: Double) throws(EngineError) {
    shape = weight.shape
    self.weight = try Initialization.parameter(weight)
    self.bias = try Initialization.parameter(bias)
    self.epsilon = epsilon
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }

  /// `[…, shape]` to the same shape.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    try x.layerNorm(shape, weight: weight, bias: bias, epsilon: epsilon)
  }

  /// Of the sum of two, as one operation where it normalises over one dimension.
  public func callAsFunction(_ x: Tensor, plus other: Tensor) throws(EngineError) -> Tensor {
    shape.count == 1
      ? try x.normalisedSum(other, weight: weight, bias: bias, epsilon: epsilon) : try callAsFunction(x + other)
  }
}
