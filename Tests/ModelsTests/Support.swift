import Foundation
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

/// A file of Fixtures as tensors by name.
func fixture(_ name: String) throws -> [String: Tensor] {
  let path = try #require(Bundle.module.url(forResource: "Fixtures/\(name).safetensors", withExtension: nil)).path
  return try SafetensorsFile(path: path).tensors()
}

/// Every number of a network's state, by name.
func numbers(_ network: any Network) throws -> [String: [Float]] {
  try network.state.mapValues { try $0.floats() }
}

/// Fails unless the tensors have one shape and no element differs by more than `tolerance` × max(1, |expected|).
func expectClose(
  _ found: Tensor?, _ expected: Tensor?, _ tolerance: Double, _ label: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let found = try #require(found, "\(label)", sourceLocation: sourceLocation)
  let expected = try #require(expected, "\(label)", sourceLocation: sourceLocation)
  #expect(found.shape == expected.shape, "\(label)", sourceLocation: sourceLocation)
  let worst = zip(try found.doubles(), try expected.doubles()).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
  #expect(worst <= tolerance, "\(label): \(worst)", sourceLocation: sourceLocation)
}
