import CTorchAPI

extension Tensor {
  /// What a loss does with its elements.
  public enum Reduction: UInt32, Sendable {
    case none, mean, sum
  }

  /// −log softmax(self)[label] of logits `[batch, classes]` (or `[batch, classes, …]`) and labels `[batch]` int64; the
  /// mean is over labels that are not `ignored`.
  public func crossEntropy(
    labels: Tensor, reduction: Reduction = .mean, ignored: Int = -100, smoothing: Double = 0
  ) throws(EngineError) -> Tensor {
    try Tensor.make("crossEntropy", self, labels) {
      $0.pointee.cross_entropy($1, $2, KDReduction(reduction.rawValue), Int64(ignored), smoothing)
    }
  }
  /// −self[label] of log-probabilities `[batch, classes]` and labels `[batch]` int64.
  public func nll(labels: Tensor, reduction: Reduction = .mean, ignored: Int = -100) throws(EngineError) -> Tensor {
    try Tensor.make("nll", self, labels) { $0.pointee.nll($1, $2, KDReduction(reduction.rawValue), Int64(ignored)) }
  }
  /// (self − other)², over all elements.
  public func mse(_ other: Tensor, reduction: Reduction = .mean) throws(EngineError) -> Tensor {
    try Tensor.make("mse", self, other) { $0.pointee.mse($1, $2, KDReduction(reduction.rawValue)) }
  }
  /// KL(target ‖ exp(self)) = Σ target·(log target − self) / batch, of log-probabilities `self` and probabilities (or, if
  /// `logTarget`, log-probabilities) `target`, both `[batch, …]`. A target of 0 adds 0.
  public func klDivergence(to target: Tensor, logTarget: Bool = false) throws(EngineError) -> Tensor {
    try Tensor.make("klDivergence", self, target) { $0.pointee.kl_divergence($1, $2, logTarget ? 1 : 0) }
  }
}
