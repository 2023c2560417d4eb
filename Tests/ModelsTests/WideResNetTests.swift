import Testing
import Torch

@testable import Models

@Suite struct WideResNetTests {
  /// Counted by PyTorch; the paper has 0.7 M for WRN-16-2 and 2.2 M for WRN-40-2.
  @Test(arguments: [
    ("wrn:16,1", 180_916), ("wrn:16,2", 703_284), ("wrn:40,1", 569_780), ("wrn:40,2", 2_255_156),
  ])
  func parametersAsInPyTorch(spec: String, count: Int) throws {
    #expect(try network(spec, inputShape: [3, 32, 32], classes: 100).parameterCount == count)
  }

  @Test func taps() throws {
    let network = try network("wrn:10,2", inputShape: [1, 28, 28])
    #expect(network.tapNames == ["stem", "group1", "group2", "group3"])
    #expect(network.groupNames == ["group1", "group2", "group3"])
    let output = try network.forward(noise([2, 1, 28, 28]), ForwardRequest(taps: Set(network.tapNames)))
    #expect(
      output.taps.mapValues(\.shape)
        == [
          "stem": [2, 16, 28, 28], "group1": [2, 32, 28, 28], "group2": [2, 64, 14, 14], "group3": [2, 128, 7, 7],
        ])
    #expect(try output.taps["group3"]?.floats().allSatisfy { $0 >= 0 } == true, "the last one is after ReLU")
    #expect(try output.taps["group2"]?.floats().contains { $0 < 0 } == true, "the others are before")
  }

  @Test func namesAsInPyTorchCode() throws {
    let names = Set(try network("wrn:16,2").state.keys)
    for name in [
      "conv1.weight", "block1.layer.0.bn1.weight", "block1.layer.0.convShortcut.weight", "block1.layer.1.conv2.weight",
      "block3.layer.1.bn2.running_var", "bn1.weight", "bn1.num_batches_tracked", "fc.weight", "fc.bias",
    ] { #expect(names.contains(name), "\(name)") }
    #expect(!names.contains("block1.layer.1.convShortcut.weight"))
    #expect(try !network("wrn:10,1").state.keys.contains("block1.layer.0.convShortcut.weight"), "16 channels stay 16")
  }

  @Test func dropoutIsInsideTheBlocks() throws {
    let network = try network("wrn:10,1,dropout=0.5")
    let request = ForwardRequest(taps: ["stem", "group1"], needsLogits: false)
    func group() throws -> [Float]? { try network.forward(noise([2, 1, 8, 8]), request).taps["group1"]?.floats() }
    #expect(try group() != group())
    network.training = false
    #expect(try group() == group())
  }
}
