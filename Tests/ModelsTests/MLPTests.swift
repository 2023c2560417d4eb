import Testing
import Torch

@testable import Models

@Suite struct MLPTests {
  @Test func parametersOfThePapersTeacher() throws {
    // 784·1200 + 1200 + 1200·1200 + 1200 + 1200·10 + 10, counted by hand.
    let network = try network("mlp:1200,1200", inputShape: [1, 28, 28])
    #expect(network.parameterCount == 2_395_210)
    #expect(try count("mlp:12") == 64 * 12 + 12 + 12 * 10 + 10)
    #expect(try count("mlp") == 64 * 10 + 10)
  }

  private func count(_ spec: String) throws -> Int { try network(spec).parameterCount }

  @Test func logitsAndTaps() throws {
    let network = try network("mlp:12,7,dropout=0.5")
    network.training = false
    #expect(network.tapNames == ["hidden1", "hidden2"])
    let output = try network.forward(noise([5, 1, 8, 8]), ForwardRequest(taps: ["hidden1", "hidden2", "no such tap"]))
    #expect(output.logits?.shape == [5, 10])
    #expect(output.taps.mapValues(\.shape) == ["hidden1": [5, 12], "hidden2": [5, 7]])
    #expect(try output.taps.values.allSatisfy { try $0.floats().allSatisfy { $0 >= 0 } }, "after ReLU")
    #expect(try network.forward(noise([5, 1, 8, 8]), ForwardRequest(taps: [])).taps.isEmpty)
    #expect(try network.logits(noise([5, 1, 8, 8])).floats() == output.logits?.floats(), "asking changes nothing")
  }

  @Test func withoutWidthsItIsALinearClassifier() throws {
    let network = try network("mlp", inputShape: [1, 2, 2], classes: 3)
    #expect(network.tapNames.isEmpty)
    let weight = try #require(network.state["0.weight"])
    let bias = try #require(network.state["0.bias"])
    let images = try noise([4, 1, 2, 2])
    let expected = try images.flatten(from: 1).matmul(weight.transpose()) + bias
    for (found, wanted) in zip(try network.logits(images).floats(), try expected.floats()) {
      #expect(abs(found - wanted) < 1e-5)
    }
  }

  @Test func namesAndShapesOfTheState() throws {
    let network = try network("mlp:12,7")
    #expect(network.namedParameters.map(\.name) == ["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"])
    #expect(
      network.state.mapValues(\.shape)
        == [
          "0.weight": [12, 64], "0.bias": [12], "1.weight": [7, 12], "1.bias": [7], "2.weight": [10, 7], "2.bias": [10],
        ])
    #expect(network.parameters.allSatisfy { $0.requiresGradient })
  }

  @Test func dropoutOnlyInTraining() throws {
    let network = try network("mlp:32,dropout=0.5")
    let images = try noise([4, 1, 8, 8])
    network.training = false
    let calm = try network.logits(images).floats()
    #expect(try network.logits(images).floats() == calm)
    network.training = true
    let first = try network.logits(images).floats()
    #expect(first != calm)
    #expect(try network.logits(images).floats() != first, "another mask at every call")
    network.training = false
    #expect(try network.logits(images).floats() == calm)
  }

  @Test func tapsAreBeforeDropout() throws {
    let network = try network("mlp:64,dropout=0.9")
    let images = try noise([4, 1, 8, 8])
    network.training = true
    let inTraining = try #require(try network.forward(images, ForwardRequest(taps: ["hidden1"])).taps["hidden1"])
      .floats()
    network.training = false
    #expect(try network.forward(images, ForwardRequest(taps: ["hidden1"])).taps["hidden1"]?.floats() == inTraining)
  }

  @Test func seedsDecideTheWeights() throws {
    func weights(_ seed: UInt64) throws -> [String: [Float]] {
      try network("mlp:9", seed: seed).state.mapValues { try $0.floats() }
    }
    #expect(try weights(3) == weights(3))
    #expect(try weights(3) != weights(4))
  }
}
