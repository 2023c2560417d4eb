import Distillation
import Models
import Torch

/// A network that is being trained, and what learns beside it.
final class Learner {
  /// `student`, `teacher`, `peer-2`.
  let role: String
  let network: any Network
  /// The role of the network it is a part of, where it is not whole.
  let whole: String?
  /// Layers of the method's own.
  let adapter: RecipeAdapter?
  let optimizer: any Optimizer
  /// Tag of the total loss.
  let lossTag: String

  /// - Parameter optimizer: made for these parameters.
  init(
    role: String, network: any Network, partOf whole: String? = nil, adapter: RecipeAdapter? = nil, lossTag: String,
    optimizer: ([(name: String, tensor: Tensor)]) -> any Optimizer
  ) {
    self.role = role
    self.network = network
    self.whole = whole
    self.adapter = adapter
    self.lossTag = lossTag
    self.optimizer = optimizer(
      network.namedParameters + prefixed("method", adapter?.namedParameters ?? []))
  }

  var parameters: [Tensor] { network.parameters + (adapter?.parameters ?? []) }

  var training: Bool {
    get { network.training }
    set {
      network.training = newValue
      adapter?.training = newValue
    }
  }
}
