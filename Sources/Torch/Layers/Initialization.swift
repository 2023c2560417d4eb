/// Fresh parameters as PyTorch's layers draw them.
enum Initialization {
  /// A leaf that requires a gradient, uniform in ±1/√fanIn: what kaiming-uniform with a = √5 comes to.
  static func uniform(_ shape: [Int], fanIn: Int, _ generator: RandomGenerator) throws(EngineError) -> Tensor {
    let bound = fanIn > 0 ? 1 / Double(fanIn).squareRoot() : 0
    return try parameter(try generator.uniform(shape, low: -bound, high: bound))
  }

  /// `tensor` as a leaf that requires a gradient.
  static func parameter(_ tensor: Tensor) throws(EngineError) -> Tensor {
    try tensor.setRequiresGradient()
    return tensor
  }
}
