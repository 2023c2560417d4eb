/// Which weights are worth going back to: a hundred steps old at most while all is well. A loss that grows by leaps is on
/// its way to infinity, and weights that gave it are not remembered however finite they are.
///
/// By steps and losses alone, never by the clock: a run that is repeated goes back to the same weights.
struct GoodWeightsMemory {
  private(set) var weights: LastGoodWeights
  private var age = 0
  /// Running mean of the loss; a leap counts as ten times the mean, so that a loss that stays high becomes usual.
  private(set) var usual: Double?
  private static let leap = 10.0
  /// Steps between two copies: a copy moves each weight once, a step many times.
  private static let interval = 100

  /// - Parameter usual: where an earlier memory of the same run stood.
  init(_ weights: LastGoodWeights, usual: Double? = nil) {
    self.weights = weights
    self.usual = usual
  }

  /// Takes note of a step's loss; true when the weights that gave it should be kept.
  mutating func isDue(loss: Double) -> Bool {
    age += 1
    let before = usual ?? loss
    let bound = max(abs(before) * Self.leap, 1e-6)
    let mean = before * 0.98 + min(loss, bound) * 0.02
    // Numbers closer to zero than this do not survive being written to a checkpoint.
    usual = mean.magnitude < 1e-300 ? 0 : mean
    return loss <= bound && age >= Self.interval
  }

  mutating func keep(_ newer: LastGoodWeights) {
    weights = newer
    age = 0
  }
}
