/// In training, zeroes each element with probability `p` and divides the others by 1 − p.
public final class Dropout: Module {
  /// In [0, 1]; may change between steps.
  public var p: Double
  private let generator: RandomGenerator
  public var training = true

  public init(_ p: Double, _ generator: RandomGenerator) {
    self.p = p
    self.generator = generator
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { [] }

  /// Any shape to the same shape. Throws `EngineError` when `p` is not a probability.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor {
    training && p != 0 ? try x.dropout(p, generator) : x
  }

  /// What elements of a tensor of this shape would be multiplied with: 0 or 1 / (1 − p), drawn as a call draws them; nil where
  /// nothing is dropped. Throws `EngineError`.
  public func factors(_ shape: [Int]) throws(EngineError) -> Tensor? {
    training && p != 0 ? try Tensor.ones(shape).dropout(p, generator) : nil
  }
}
