/// In training, leaves out a residual branch for some of the examples (Huang et al. 2016, arXiv 1603.09382).
///
/// A branch that stays is divided by the probability of staying, as in the EfficientNet code that Noisy Student trained
/// with: what is expected of it is what testing adds, and nothing is scaled there. (The paper multiplies in testing.)
public final class StochasticDepth: Module {
  /// The probability that a branch stays, in (0, 1]; may change between steps.
  public var survival: Double
  private let generator: RandomGenerator
  public var training = true

  public init(survival: Double = 1, _ generator: RandomGenerator) {
    self.survival = survival
    self.generator = generator
  }

  public var namedParameters: [(name: String, tensor: Tensor)] { [] }

  /// Whether a branch may be left out; otherwise the layer does nothing.
  public var isActive: Bool { training && survival != 1 }

  /// `[batch, …]` to the same shape; draws one number an example, none while `survival` is 1. Throws `EngineError` when
  /// `survival` is not in (0, 1].
  public func callAsFunction(_ branch: Tensor) throws(EngineError) -> Tensor {
    guard isActive else { return branch }
    guard survival > 0, survival < 1 else {
      throw .operation(
        name: "stochastic_depth", message: "a probability of survival of \(survival); it must be in (0, 1]",
        shapes: [branch.shape])
    }
    let kept = try Tensor.zeros(branch.shape.enumerated().map { $0.offset == 0 ? $0.element : 1 }, branch.dtype)
    try kept.fillBernoulli(survival, generator)
    try kept.multiply(inPlace: 1 / survival)
    return try branch * kept
  }

  /// Gives the l-th of L layers the survival 1 − l/L·(1 − `last`), the paper's equation 4: close to 1 at the input,
  /// `last` at the end.
  public static func decay(_ layers: [StochasticDepth], to last: Double) {
    for (index, layer) in layers.enumerated() {
      layer.survival = 1 - Double(index + 1) / Double(layers.count) * (1 - last)
    }
  }
}
