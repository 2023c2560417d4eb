import Models
import Torch

/// Who answers for the teacher when it is looked at: networks that are here, or a file of what they said.
enum TeacherSource {
  case network(any Network)
  case outputs(TeacherOutputs)

  /// Logits of every example, `[examples, classes]`, as at test time.
  /// - Parameter progress: told how many examples are done.
  func logits(of pool: ExamplePool, progress: (Int) throws -> Void = { _ in }) throws -> Tensor {
    switch self {
    case .network(let network): try pool.logits(of: network, progress: progress)
    case .outputs(let outputs): try outputs.logits(of: pool)
    }
  }

  /// Nil where only its outputs are known.
  var network: (any Network)? {
    if case .network(let network) = self { network } else { nil }
  }

  /// The class with the largest logit of every example.
  func predictions(of pool: ExamplePool) throws -> [Int] { try logits(of: pool).argmax(1).ints() }
}
