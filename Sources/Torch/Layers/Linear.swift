/// x·Wᵀ + b.
public final class Linear: Module {
  /// `[outputs, inputs]`.
  public let weight: Tensor
  /// `[outputs]`.
  public let bias: Tensor?
  public var training = true

  /// Weight and bias uniform in ±1/√inputs, PyTorch's default. Throws `EngineError`.
  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, _ generator: RandomGenerator) throws(EngineError) {
    weight = try Initialization.uniform([outputs, inputs], fanIn: inputs, generator)
    self.bias = bias ? try Initialization.uniform([outputs], fanIn: inputs, generator) : nil
  }

  /// A layer of given numbers: weight `[outputs, inputs]`, bias `[outputs]`; both become parameters. Throws `EngineError` for
  /// tensors that are results of recorded operations.
  public init(weight: Tensor, bias: Tensor?) throws(EngineError) {
    self.weight = try Initialization.parameter(weight)
    if let bias { self.bias = try Initialization.parameter(bias) } else { self.bias = nil }
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
  }

  /// `[…, inputs]` to `[…, outputs]`.
  public func callAsFunction(_ x: Tensor) throws(EngineError) -> Tensor { try x.linear(weight, bias) }
}
