import Foundation
import Models
import Torch

/// How many examples networks answer in a second, as at test time.
struct InferenceSpeed {
  /// Examples of the batch that is answered again and again.
  static let batchSize = 32

  /// Measures networks side by side on the same batch, turn by turn: what else the machine does slows all of them.
  /// - Parameters:
  ///   - pool: whose first examples are the batch.
  ///   - seconds: how long each network is measured, about.
  ///   - turns: at least: of a network that takes long, the median of a few turns is a matter of luck.
  /// - Returns: examples a second of each network, from the median turn.
  /// - Throws: `EngineError`.
  static func measure(_ networks: [any Network], on pool: ExamplePool, seconds: Double = 0.5, turns least: Int) throws
    -> [Double]
  {
    let rows = Array(0..<min(batchSize, pool.count))
    let inputs = try pool.batch(rows).inputs
    let modes = networks.map(\.training)
    for network in networks { network.training = false }
    defer { for (network, mode) in zip(networks, modes) { network.training = mode } }
    return try withoutGradients {
      // The first answer finds memory and threads unprepared.
      for network in networks { _ = try network.logits(inputs).sum().item() }
      var turns = networks.map { _ in [Double]() }
      let end = Reporter.now + seconds * Double(networks.count)
      repeat {
        for (place, network) in networks.enumerated() {
          let start = Reporter.now
          // Reading a number waits for the answer.
          _ = try network.logits(inputs).sum().item()
          turns[place].append(Reporter.now - start)
        }
      } while turns[0].count < least || Reporter.now < end && turns[0].count < 200
      return turns.map { Double(rows.count) / max(1e-9, $0.sorted()[$0.count / 2]) }
    }
  }
}

extension Network {
  /// Numbers of the network that tells classes apart, without what only helped it to learn.
  var answeringParameterCount: Int { (self as? BertNetwork)?.classifier.parameterCount ?? parameterCount }
}
