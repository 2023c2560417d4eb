import Testing
import Torch

@testable import Models

@Suite struct MultiExitTests {
  @Test func anExitAfterEveryGroup() throws {
    let network = try network("multi-exit:4,6,8", inputShape: [1, 8, 8])
    #expect(network.tapNames == ["stem", "group1", "exit1", "group2", "exit2", "group3", "exit3"])
    #expect(network.groupNames == ["group1", "group2", "group3"])
    #expect(network.exitNames == ["exit1", "exit2", "exit3"])
    network.training = false
    let output = try network.forward(noise([2, 1, 8, 8]), ForwardRequest(taps: Set(network.tapNames)))
    #expect(
      output.taps.mapValues(\.shape)
        == [
          "stem": [2, 4, 8, 8], "group1": [2, 4, 8, 8], "group2": [2, 6, 4, 4], "group3": [2, 8, 2, 2],
          "exit1": [2, 10], "exit2": [2, 10], "exit3": [2, 10],
        ])
    #expect(try output.taps["exit3"]?.floats() == output.logits?.floats())
    #expect(try network.logits(noise([2, 1, 8, 8])).floats() == output.logits?.floats(), "asking changes nothing")
  }

  @Test func exitsNobodyAsksForAreLeftAlone() throws {
    let network = try network("multi-exit:4,6,8", inputShape: [1, 8, 8])
    let images = try noise([4, 1, 8, 8])
    _ = try network.forward(images, ForwardRequest(taps: ["exit2"], needsLogits: false))
    func batches(_ name: String) throws -> [Int]? { try network.state["\(name).bn.num_batches_tracked"]?.ints() }
    #expect(try batches("exits.0") == [0])
    #expect(try batches("exits.1") == [1])
    #expect(try batches("exits.2") == [0])
    _ = try network.logits(images)
    #expect(try batches("exits.0") == [0])
    #expect(try batches("exits.1") == [1])
    #expect(try batches("exits.2") == [1])
    _ = try network.forward(images, ForwardRequest(taps: ["exit3"]))
    #expect(try batches("exits.2") == [2], "the last exit answers both once")
  }

  @Test func parametersCountedByHand() throws {
    let stem = 1 * 4 * 9 + 8
    let first = 2 * (4 * 4 * 9 + 8)
    let second = (4 * 6 * 9 + 12) + (6 * 6 * 9 + 12) + (4 * 6 + 12)
    let exits = (4 * 4 * 9 + 8 + 4 * 10 + 10) + (6 * 6 * 9 + 12 + 6 * 10 + 10)
    #expect(try network("multi-exit:4,6").parameterCount == stem + first + second + exits)
  }
}
