import Models
import Torch

/// Several teachers as one network, in test mode: what is looked at and scored.
final class TeacherEnsemble: Network {
  /// What is averaged.
  enum Averaging: Sendable {
    case probabilities, logits
  }

  private let members: [any Network]
  private let averages: Averaging
  /// Its members stay as at test time.
  var training = false

  init(_ members: [any Network], averages: Averaging) {
    self.members = members
    self.averages = averages
    for member in members { member.training = false }
  }

  var namedParameters: [(name: String, tensor: Tensor)] {
    members.enumerated().flatMap { prefixed("\($0.offset)", $0.element.namedParameters) }
  }
  var namedBuffers: [(name: String, tensor: Tensor)] {
    members.enumerated().flatMap { prefixed("\($0.offset)", $0.element.namedBuffers) }
  }
  var tapNames: [String] { [] }

  func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    let all = try members.map { try $0.logits(images) }
    switch averages {
    case .logits: return NetworkOutput(logits: try Tensor.stack(all).mean([0]))
    case .probabilities:
      return NetworkOutput(logits: try (Tensor.stack(all.map { try $0.softmax(1) }).mean([0]) + 1e-30).log())
    }
  }
}
