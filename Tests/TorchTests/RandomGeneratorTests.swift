import Testing

@testable import Torch

@Suite struct RandomGeneratorTests {
  /// One of each kind of draw; an odd count of normals leaves one stored in the state.
  private func draws(_ generator: RandomGenerator) throws -> [[Double]] {
    let coins = try Tensor.zeros([20])
    try coins.fillBernoulli(0.3, generator)
    return try [
      generator.normal([3]).doubles(), generator.uniform([5], low: -1, high: 2).doubles(), coins.doubles(),
      generator.permutation(10).doubles(), generator.integers([4], in: 5..<9).doubles(),
      generator.multinomial(Tensor([Float(1), 0, 3]), count: 2).doubles(),
    ]
  }

  @Test func aRestoredStateGivesTheSameNumbers() throws {
    let generator = try RandomGenerator(seed: 42)
    _ = try draws(generator)
    let state = try generator.state()
    let first = try draws(generator)
    let other = try RandomGenerator(seed: 0)
    try other.restore(state)
    #expect(try draws(other) == first)
    #expect(try draws(other) != first)
    #expect(try draws(RandomGenerator(seed: 42)) == draws(RandomGenerator(seed: 42)))
  }

  @Test func drawsWhatPyTorchDraws() throws {
    let file = try fixture("optimizers.safetensors")
    let generator = try RandomGenerator(seed: 3)
    try expectClose(generator.normal([4, 4]), file.tensor("clip.before"), 1e-6, "normal")
    try expectClose(generator.normal([4]), file.tensor("random.normal"), 1e-6, "normal")
    try expectClose(generator.permutation(10), file.tensor("random.permutation"), 0, "permutation")
  }

  @Test func rangesAreKept() throws {
    let generator = try RandomGenerator(seed: 1)
    let uniform = try generator.uniform([1000], low: 2, high: 3).floats()
    #expect(uniform.allSatisfy { (2..<3).contains($0) })
    #expect(Set(try generator.integers([1000], in: 5..<9).ints()) == [5, 6, 7, 8])
    #expect(try generator.permutation(50).ints().sorted() == Array(0..<50))
  }

  @Test func bytesThatAreNoStateAreRefused() throws {
    #expect(throws: EngineError.self) { try RandomGenerator(seed: 1).restore([1, 2, 3]) }
  }
}
