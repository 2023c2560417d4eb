import Models
import Torch

/// A copy of the learners and their optimisers from when all was well: what is put back when a loss stops being a number.
struct LastGoodWeights {
  private struct Copy {
    var network: [String: Tensor]
    var adapter: [String: Tensor]?
    var optimizer: [String: Tensor]
  }

  private let copies: [Copy]
  /// Steps of the run when the copy was made.
  let step: Int

  init(of learners: [Learner], step: Int) throws {
    copies = try learners.map {
      Copy(
        network: try copy(of: $0.network), adapter: try $0.adapter.map { try copy(of: $0) },
        optimizer: try $0.optimizer.state())
    }
    self.step = step
  }

  func restore(_ learners: [Learner]) throws {
    for (learner, copy) in zip(learners, copies) {
      try withoutGradients {
        try learner.network.load(copy.network)
        if let adapter = copy.adapter { try learner.adapter?.load(adapter) }
      }
      try learner.optimizer.restore(copy.optimizer)
    }
  }
}

/// A module's parameters and buffers as they are now, by name.
func copy(of module: any Module) throws -> [String: Tensor] {
  try withoutGradients { try module.state.mapValues { try $0.clone() } }
}
