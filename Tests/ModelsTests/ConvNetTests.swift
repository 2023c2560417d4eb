import Testing
import Torch

@testable import Models

@Suite struct ConvNetTests {
  @Test func parametersCountedByHand() throws {
    // Group: inputs·width·3·3 (no bias), then 2·width of batch norm; head: width·classes + classes.
    let expected = (1 * 4 * 9 + 2 * 4) + (4 * 6 * 9 + 2 * 6) + (6 * 10 + 10)
    #expect(try network("convnet:4,6").parameterCount == expected)
    let colour = (3 * 5 * 9 + 2 * 5) + (5 * 100 + 100)
    #expect(try network("convnet:5", inputShape: [3, 32, 32], classes: 100).parameterCount == colour)
  }

  @Test func logitsAndTaps() throws {
    let network = try network("convnet:4,6", inputShape: [3, 9, 8])
    #expect(network.tapNames == ["group1", "group2"])
    let output = try network.forward(noise([2, 3, 9, 8]), ForwardRequest(taps: ["group1", "group2"]))
    #expect(output.logits?.shape == [2, 10])
    #expect(output.taps.mapValues(\.shape) == ["group1": [2, 4, 4, 4], "group2": [2, 6, 2, 2]])
  }

  @Test func smallImagesAreNotPooledAway() throws {
    let network = try network("convnet:2,3,4,5,6", inputShape: [1, 8, 8])
    let output = try network.forward(noise([2, 1, 8, 8]), ForwardRequest(taps: Set(network.tapNames)))
    #expect(
      output.taps.mapValues(\.shape)
        == [
          "group1": [2, 2, 4, 4], "group2": [2, 3, 2, 2], "group3": [2, 4, 1, 1], "group4": [2, 5, 1, 1],
          "group5": [2, 6, 1, 1],
        ])
    let narrow = try forward("convnet:2,3", of: [1, 8, 2])
    #expect(narrow.taps["group2"]?.shape == [2, 3, 4, 1], "pooling ends when the shorter side is one pixel")
  }

  private func forward(_ spec: String, of shape: [Int]) throws -> NetworkOutput {
    let network = try network(spec, inputShape: shape)
    return try network.forward(noise([2] + shape), ForwardRequest(taps: Set(network.tapNames)))
  }

  @Test func namesAndShapesOfTheState() throws {
    let network = try network("convnet:4,6")
    let norm = ["weight": [4], "bias": [4], "running_mean": [4], "running_var": [4], "num_batches_tracked": []]
    var expected = ["groups.0.conv.weight": [4, 1, 3, 3], "groups.1.conv.weight": [6, 4, 3, 3]]
    for (name, shape) in norm {
      expected["groups.0.bn.\(name)"] = shape
      expected["groups.1.bn.\(name)"] = shape.map { $0 + 2 }
    }
    expected["head.weight"] = [10, 6]
    expected["head.bias"] = [10]
    #expect(network.state.mapValues(\.shape) == expected)
  }

  @Test func trainingUsesTheBatchTestingTheRunningStatistics() throws {
    let network = try network("convnet:4,dropout=0.5")
    let images = try noise([6, 1, 8, 8])
    network.training = false
    let calm = try network.logits(images).floats()
    #expect(try network.logits(images).floats() == calm)
    #expect(try network.state["groups.0.bn.num_batches_tracked"]?.ints() == [0])
    network.training = true
    #expect(try network.logits(images).floats() != network.logits(images).floats(), "dropout")
    #expect(try network.state["groups.0.bn.num_batches_tracked"]?.ints() == [2])
    network.training = false
    #expect(try network.logits(images).floats() != calm, "the running statistics have moved")
  }

  @Test func flatInputIsRefusedWithItsShape() throws {
    let error = try #require(#expect(throws: ModelSpecError.self) { try network("convnet:4", inputShape: [64]) })
    #expect(error.description.contains("images of shape [64]"))
    #expect(error.description.contains("[channels, height, width]"))
  }

  @Test func seedsDecideTheWeights() throws {
    func weights(_ seed: UInt64) throws -> [String: [Float]] {
      try network("convnet:3", seed: seed).state.mapValues { try $0.floats() }
    }
    #expect(try weights(3) == weights(3))
    #expect(try weights(3) != weights(4))
  }
}
