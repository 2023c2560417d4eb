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
