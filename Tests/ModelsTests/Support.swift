import Testing
import Torch

@testable import Models

/// A network for small images, with generators seeded with `seed`.
func network(
  _ spec: String, inputShape: [Int] = [1, 8, 8], classes: Int = 10, seed: UInt64 = 1
) throws -> any Network {
  try ModelRegistry.build(
    ModelSpec(spec), inputShape: inputShape, classes: classes, weights: RandomGenerator(seed: seed),
    dropout: RandomGenerator(seed: seed + 1))
}

/// Normal noise of the shape of a batch of images.
func noise(_ shape: [Int], seed: UInt64 = 7) throws -> Tensor {
  try RandomGenerator(seed: seed).normal(shape)
}
