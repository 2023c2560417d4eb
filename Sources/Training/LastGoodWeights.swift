import Models
import Torch

/// A copy of a network and its optimiser from when all was well: what is put back when a loss stops being a number, and
/// what remembers the best epoch.
struct LastGoodWeights {
  let tensors: [String: Tensor]
  private let optimizerState: [String: Tensor]
  /// Steps of the run when the copy was made.
  let step: Int

  init(of network: any Network, optimizer: any Optimizer, step: Int) throws {
    tensors = try withoutGradients { try network.state.mapValues { try $0.clone() } }
    optimizerState = try optimizer.state()
    self.step = step
  }

  func restore(_ network: any Network, optimizer: any Optimizer) throws {
    try withoutGradients { try network.load(tensors) }
    try optimizer.restore(optimizerState)
  }
}

/// Which weights are worth going back to: a second old at most while all is well. A loss that grows by leaps is on its
/// way to infinity, and weights that gave it are not remembered however finite they are.
struct GoodWeightsMemory {
  private(set) var weights: LastGoodWeights
  private var lastTime: Double
  /// Running mean of the loss; a leap counts as ten times the mean, so that a loss that stays high becomes usual.
  private var usual: Double?
  private static let leap = 10.0

  init(_ weights: LastGoodWeights, at time: Double) {
    self.weights = weights
    lastTime = time
  }

  /// Takes note of a step's loss; true when the weights that gave it should be kept.
  mutating func isDue(loss: Double, now: Double) -> Bool {
    let before = usual ?? loss
    let bound = max(abs(before) * Self.leap, 1e-6)
    usual = before * 0.98 + min(loss, bound) * 0.02
    return loss <= bound && now - lastTime > 1
  }

  mutating func keep(_ newer: LastGoodWeights, at time: Double) {
    weights = newer
    lastTime = time
  }
}
