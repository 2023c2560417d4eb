import Testing
import Torch

@testable import Models

@Suite struct StochasticDepthTests {
  @Test func dropsTheRightShareAndKeepsTheMean() throws {
    let layer = StochasticDepth(survival: 0.8, try RandomGenerator(seed: 1))
    let branch = try Tensor.ones([20_000, 1, 2])
    let values = try layer(branch).floats()
    let kept = stride(from: 0, to: values.count, by: 2).filter { values[$0] != 0 }.count
    // The deviation of the share of 20,000 draws is 0.0028.
    #expect(abs(Double(kept) / 20_000 - 0.8) < 0.015)
    #expect(Set(values) == [0, 1.25], "divided by the probability to stay")
    #expect(abs(values.reduce(0, +) / Float(values.count) - 1) < 0.02)
  }

  @Test func anExampleGoesAsAWhole() throws {
    let layer = StochasticDepth(survival: 0.5, try RandomGenerator(seed: 2))
    let values = try layer(.ones([64, 3, 2, 2])).floats()
    for example in 0..<64 { #expect(Set(values[example * 12..<example * 12 + 12]).count == 1) }
    #expect(Set(values) == [0, 2])
  }

  @Test func doesNothingAndDrawsNothingWithoutNoise() throws {
    let generator = try RandomGenerator(seed: 3)
    let layer = StochasticDepth(survival: 1, generator)
    let branch = try noise([4, 2])
    let state = try generator.state()
    #expect(try layer(branch).floats() == branch.floats())
    layer.survival = 0.5
    layer.training = false
    #expect(try layer(branch).floats() == branch.floats())
    #expect(try generator.state() == state)
  }

  @Test(arguments: [0, -0.5, 1.5, .nan]) func probabilitiesThatAreNoneAreRefused(survival: Double) throws {
    let layer = StochasticDepth(survival: survival, try RandomGenerator(seed: 4))
    let error = try #require(#expect(throws: EngineError.self) { try layer(.ones([2, 3])) })
    #expect(error.description.contains("it must be in (0, 1]"))
  }

  @Test func decaysLinearlyToTheLastBlock() throws {
    let generator = try RandomGenerator(seed: 5)
    let layers = (0..<4).map { _ in StochasticDepth(generator) }
    StochasticDepth.decay(layers, to: 0.8)
    for (found, expected) in zip(layers.map(\.survival), [0.95, 0.9, 0.85, 0.8]) {
      #expect(abs(found - expected) < 1e-12)
    }
    StochasticDepth.decay(layers, to: 1)
    #expect(layers.allSatisfy { $0.survival == 1 })
  }

  /// A block that is left out passes on its input: the mean over many passes is what testing gives.
  @Test func aBlockKeepsItsExpectation() throws {
    let generator = try RandomGenerator(seed: 6)
    let block = try WideBlock(3, 3, stride: 1, dropout: Dropout(0, generator), weights: generator, noise: generator)
    let image = try noise([1, 3, 4, 4])
    block.training = false
    let calm = try block(image)
    block.depth.survival = 0.7
    block.depth.training = true
    let mean = try block(image.expand([20_000, 3, 4, 4])).mean([0], keep: true)
    let branch = try #require(try (calm - image).abs().max().item() as Double?)
    try expectClose((mean - image) * (1 / branch), (calm - image) * (1 / branch), 0.02, "mean")
  }
}
