/// Cross-correlation of images with learned kernels.
public final class Conv2d: Module {
  /// `[outputs, inputs / groups, kernel, kernel]`.
  public let weight: Tensor
  /// `[outputs]`.
  public let bias: Tensor?
  public let stride: Int
  public let padding: Int
  public let groups: Int
  public var training = true

  /// Throws `EngineError`.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1, bias: Bool = true,
    initial: InitialWeights = .uniform, _ generator: RandomGenerator
  ) throws(EngineError) {
    let shape = [outputs, inputs / Swift.max(1, groups), kernel, kernel]
    switch initial {
    case .uniform:
      let fanIn = inputs / Swift.max(1, groups) * kernel * kernel
      weight = try Initialization.uniform(shape, fanIn: fanIn, generator)
      self.bias = bias ? try Initialization.uniform([outputs], fanIn: fanIn, generator) : nil
    case .normal:
      weight = try Initialization.normal(shape, fanOut: outputs * kernel * kernel, generator)
      self.bias = bias ? try Initialization.parameter(.zeros([outputs])) : nil
    }
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    [("weight", weight)] + (bias.map { [("bias", $0)] } ?? [])
  }

  /// `[batch, inputs, h, w]` to `[batch, outputs, h', w']`, h' = (h + 2·padding − kernel) / stride + 1. With `norm`, what that
  /// makes of it.
  public func callAsFunction(_ x: Tensor, norm: BatchNormArguments? = nil) throws(EngineError) -> Tensor {
    try x.conv2d(weight, bias, stride: stride, padding: padding, groups: groups, norm: norm)
  }
}
