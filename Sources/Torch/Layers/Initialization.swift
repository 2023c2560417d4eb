/// How a layer with kernels draws its first weights.
public enum InitialWeights: Sendable {
  /// Uniform in ±1/√(inputs / groups · kernel²), biases too: PyTorch's default.
  case uniform
  /// Normal with variance 2 / (outputs · kernel²), biases 0: `kaiming_normal_(mode="fan_out")` (He et al. 2015,
  /// arXiv 1502.01852), which keeps the size of gradients through layers with ReLU.
  case normal
}

/// Fresh parameters as PyTorch's layers draw them.
enum Initialization {
  /// A leaf that requires a gradient, uniform in ±1/√fanIn: what kaiming-uniform with a = √5 comes to.
  static func uniform(_ shape: [Int], fanIn: Int, _ generator: RandomGenerator) throws(EngineError) -> Tensor {
    let bound = fanIn > 0 ? 1 / Double(fanIn).squareRoot() : 0
    return try parameter(try generator.uniform(shape, low: -bound, high: bound))
  }

  /// A leaf that requires a gradient, normal with variance 2/fanOut.
  static func normal(_ shape: [Int], fanOut: Int, _ generator: RandomGenerator) throws(EngineError) -> Tensor {
    let deviation = fanOut > 0 ? (2 / Double(fanOut)).squareRoot() : 0
    return try parameter(try generator.normal(shape, deviation: deviation))
  }

  /// `tensor` as a leaf that requires a gradient.
  static func parameter(_ tensor: Tensor) throws(EngineError) -> Tensor {
    try tensor.setRequiresGradient()
    return tensor
  }
}
