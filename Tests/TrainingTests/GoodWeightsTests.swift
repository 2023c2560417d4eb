import Distillation
import Models
import Testing
import Torch

@testable import Training

/// Which weights are remembered.
@Suite struct GoodWeightsTests {
  /// After which of the losses weights would be kept.
  private func kept(_ losses: [Double]) throws -> [Int] {
    let network = try ModelRegistry.build(
      ModelSpec("mlp:2"), inputShape: [1, 2, 2], classes: 2, weights: RandomGenerator(seed: 1),
      dropout: RandomGenerator(seed: 2))
    let learner = Learner(role: "student", network: network, lossTag: "loss/student") {
      OptimizerKind.sgd.make($0, KnobValues())
    }
    let weights = try LastGoodWeights(of: [learner], step: 0)
    var memory = GoodWeightsMemory(weights)
    return losses.indices.filter { index in
      guard memory.isDue(loss: losses[index]) else { return false }
      memory.keep(weights)
      return true
    }
  }

  @Test func everyHundredSteps() throws {
    #expect(try kept(Array(repeating: 1, count: 350)) == [99, 199, 299])
  }

  @Test func notOnTheWayToInfinity() throws {
    let losses = Array(repeating: 2.0, count: 198) + [60, 5e3, 1e9, 1e20, .infinity]
    #expect(try kept(losses) == [99])
  }

  @Test func aLossThatStaysHighBecomesUsual() throws {
    // As when alpha goes from the labels to the soft targets.
    let losses = Array(repeating: 0.01, count: 20) + Array(repeating: 0.5, count: 380)
    #expect(try kept(losses).last == losses.count - 1)
  }
}
