import Testing
import Torch

@testable import Models

@Suite struct ResNetTests {
  /// Counted by PyTorch; `width=4` has the numbers of the CRD repository's resnet8x4 and resnet32x4.
  @Test(arguments: [
    ("resnet:8", 10, 78_042), ("resnet:14", 10, 175_258), ("resnet:20", 10, 272_474), ("resnet:20", 100, 278_324),
    ("resnet:32", 10, 466_906), ("resnet:56", 10, 855_770), ("resnet:110", 10, 1_730_714),
    ("resnet:8,width=4", 100, 1_233_540), ("resnet:32,width=4", 100, 7_433_860),
  ])
  func parametersAsInPyTorch(spec: String, classes: Int, count: Int) throws {
    #expect(try network(spec, inputShape: [3, 32, 32], classes: classes).parameterCount == count)
  }

  @Test(arguments: [
    ([3, 32, 32], [32, 32, 16, 8]), ([1, 28, 28], [28, 28, 14, 7]), ([1, 8, 8], [8, 8, 4, 2]),
    ([2, 5, 5], [5, 5, 3, 2]), ([1, 1, 1], [1, 1, 1, 1]),
  ])
  func tapsOfImagesOfAnySize(input: [Int], sides: [Int]) throws {
    let network = try network("resnet:8", inputShape: input)
    #expect(network.tapNames == ["stem", "group1", "group2", "group3"])
    #expect(network.groupNames == ["group1", "group2", "group3"])
    #expect(network.exitNames.isEmpty)
    let output = try network.forward(noise([2] + input), ForwardRequest(taps: Set(network.tapNames)))
    #expect(output.logits?.shape == [2, 10])
    for (index, (name, channels)) in zip(network.tapNames, [16, 16, 32, 64]).enumerated() {
      let tap = try #require(output.taps[name])
      #expect(tap.shape == [2, channels, sides[index], sides[index]])
      #expect(try tap.floats().allSatisfy { $0 >= 0 }, "\(name) is after ReLU")
    }
  }

  @Test(arguments: [
    ("0.5", [8, 8, 16, 32]), ("1", [16, 16, 32, 64]), ("2", [16, 32, 64, 128]), ("4", [32, 64, 128, 256]),
    ("0.01", [1, 1, 1, 1]),
  ])
  func widthOfStemAndGroups(width: String, channels: [Int]) throws {
    let network = try network("resnet:8,width=\(width)")
    let output = try network.forward(noise([2, 1, 8, 8]), ForwardRequest(taps: Set(network.tapNames)))
    #expect(network.tapNames.map { output.taps[$0]?.size(1) } == channels)
  }

  @Test func namesAsInTorchvision() throws {
    let names = Set(try network("resnet:14").state.keys)
    for name in [
      "conv1.weight", "bn1.weight", "bn1.running_mean", "bn1.num_batches_tracked", "layer1.0.conv1.weight",
      "layer1.1.bn2.running_var", "layer2.0.downsample.0.weight", "layer2.0.downsample.1.bias",
      "layer2.0.downsample.1.num_batches_tracked", "layer3.1.conv2.weight", "fc.weight", "fc.bias",
    ] { #expect(names.contains(name), "\(name)") }
    #expect(!names.contains { $0.hasPrefix("layer1.0.downsample") || $0.hasPrefix("layer2.1.downsample") })
    #expect(try Set(network("resnet:8,width=4").state.keys).contains("layer1.0.downsample.0.weight"))
  }

  @Test func firstWeightsAreKaimingNormal() throws {
    let state = try network("resnet:8", inputShape: [3, 32, 32]).state
    let weights = try #require(state["layer3.0.conv2.weight"]).doubles()
    let deviation = (weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)).squareRoot()
    // 2 / (64 · 9), 36,864 numbers: the deviation is known to a third of a per cent.
    #expect(abs(deviation / (2.0 / (64 * 9)).squareRoot() - 1) < 0.02)
    #expect((weights.map(abs).max() ?? 0) > 3 * deviation, "not uniform")
    #expect(try state["layer3.0.bn2.weight"]?.floats().allSatisfy { $0 == 1 } == true)
    #expect(try state["layer3.0.bn2.bias"]?.floats().allSatisfy { $0 == 0 } == true)
  }
}
