import Distillation
import Models
import Testing
import Torch

@testable import Training

/// Which weights are remembered, on a clock of the test's own.
@Suite struct GoodWeightsTests {
  /// When weights would be kept, of losses one every `interval` seconds.
  private func kept(_ losses: [Double], interval: Double) throws -> [Int] {
    let network = try ModelRegistry.build(
      ModelSpec("mlp:2"), inputShape: [1, 2, 2], classes: 2, weights: RandomGenerator(seed: 1),
      dropout: RandomGenerator(seed: 2))
    let optimizer = OptimizerKind.sgd.make(network.namedParameters, KnobValues())
    let weights = try LastGoodWeights(of: network, optimizer: optimizer, step: 0)
    var memory = GoodWeightsMemory(weights, at: 0)
    return losses.enumerated().compactMap { index, loss in
      let now = Double(index) * interval
      guard memory.isDue(loss: loss, now: now) else { return nil }
      memory.keep(weights, at: now)
      return index
    }
  }

  @Test func aboutOnceASecond() throws {
    #expect(try kept(Array(repeating: 1, count: 50), interval: 0.1) == [11, 22, 33, 44])
  }

  /// Every step is a second after the last, so that only the loss decides.
  @Test func notOnTheWayToInfinity() throws {
    let losses = [2.3, 2.2, 2.1, 2.0, 60, 5e3, 1e9, 1e20, .infinity]
    #expect(try kept(losses, interval: 2) == [1, 2, 3])
  }

  @Test func aLossThatStaysHighBecomesUsual() throws {
    // As when alpha goes from the labels to the soft targets.
    let losses = Array(repeating: 0.01, count: 20) + Array(repeating: 0.5, count: 200)
    #expect(try kept(losses, interval: 2).last == losses.count - 1)
  }
}
