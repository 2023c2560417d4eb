import Testing
import Torch

@testable import Models

/// Weights from other repositories.
@Suite struct WeightNamesTests {
  private func saved(_ spec: String) throws -> [String: Tensor] { try network(spec, seed: 9).state }

  /// Loads `saved` into a fresh network, which must then be the one it came from.
  private func expectLoads(_ saved: [String: Tensor], _ spec: String) throws {
    let network = try network(spec)
    let images = try noise([2, 1, 8, 8])
    try withoutGradients { try network.load(WeightNames.matching(saved, to: network)) }
    network.training = false
    let source = try original(spec)
    #expect(try network.logits(images).floats() == source.logits(images).floats())
  }

  private func original(_ spec: String) throws -> any Network {
    let original = try network(spec, seed: 9)
    original.training = false
    return original
  }

  private func renamed(_ saved: [String: Tensor], _ rename: (String) -> String) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: saved.map { (rename($0.key), $0.value) })
  }

  @Test func ownNamesStayAsTheyAre() throws {
    let saved = try saved("resnet:8")
    let network = try network("resnet:8")
    let matched = try WeightNames.matching(saved, to: network)
    #expect(matched.keys.sorted() == saved.keys.sorted())
    #expect(matched.allSatisfy { $0.value === saved[$0.key] })
  }

  @Test(arguments: ["mlp:5", "convnet:4", "resnet:8", "wrn:10,2", "vgg:8,width=0.1", "multi-exit:4,6"])
  func dataParallelPutsModuleInFront(spec: String) throws {
    try expectLoads(renamed(saved(spec)) { "module." + $0 }, spec)
  }

  @Test(arguments: ["fc", "linear", "classifier", "head", "classifier.1"])
  func headsByAnyName(head: String) throws {
    for (spec, own) in [
      ("resnet:8", "fc"), ("wrn:10,1", "fc"), ("vgg:8,width=0.1", "classifier"), ("convnet:4", "head"),
    ] {
      try expectLoads(
        renamed(saved(spec)) { $0.hasPrefix(own + ".") ? head + $0.dropFirst(own.count) : $0 }, spec)
    }
  }

  @Test func shortcutsByAnyName() throws {
    let resnet = try renamed(saved("resnet:8")) { $0.replacing("downsample", with: "shortcut") }
    #expect(resnet["layer2.0.shortcut.0.weight"] != nil)
    try expectLoads(resnet, "resnet:8")
    let wide = try renamed(saved("wrn:10,2")) { "module." + $0.replacing("convShortcut", with: "shortcut") }
    try expectLoads(wide, "wrn:10,2")
  }

  @Test func countsOfBatchesMayBeMissing() throws {
    let all = try saved("resnet:8")
    let old = all.filter { !$0.key.hasSuffix("num_batches_tracked") }
    #expect(old.count < all.count)
    try expectLoads(old, "resnet:8")
    let network = try network("resnet:8")
    _ = try network.logits(noise([2, 1, 8, 8]))
    try withoutGradients { try network.load(WeightNames.matching(old, to: network)) }
    #expect(try network.state["bn1.num_batches_tracked"]?.ints() == [0])
  }

  private func refusal(_ change: (inout [String: Tensor]) throws -> Void) throws -> WeightNamesError {
    var saved = try saved("resnet:8")
    try change(&saved)
    let network = try network("resnet:8")
    return try #require(
      #expect(throws: WeightNamesError.self) { try WeightNames.matching(saved, to: network) })
  }

  @Test func theRestIsRefusedByNameAndShape() throws {
    let unknown = try refusal { $0["layer4.0.conv1.weight"] = try .zeros([2, 3]) }
    #expect(unknown == .unknown("layer4.0.conv1.weight", shape: [2, 3]))
    #expect(unknown.description == "the network has no layer4.0.conv1.weight, which has shape [2, 3]")
    let missing = try refusal { $0["layer2.0.downsample.0.weight"] = nil }
    #expect(
      missing.description == "the saved tensors have no layer2.0.downsample.0.weight, which has shape [32, 16, 1, 1]")
    let shape = try refusal {
      $0["linear.weight"] = try .zeros([100, 64])
      $0["fc.weight"] = nil
    }
    #expect(shape.description == "linear.weight has shape [100, 64], the network needs [10, 64]")
    let twice = try refusal { $0["linear.bias"] = try .zeros([10]) }
    #expect(twice.description == "fc.bias and linear.bias are both the network's fc.bias")
  }

  /// torchvision's VGG has three linear layers behind its convolutions.
  @Test func aHeadOfSeveralLayersIsRefused() throws {
    var saved = try renamed(saved("vgg:8,width=0.1")) { $0.replacing("classifier.", with: "classifier.6.") }
    saved["classifier.0.weight"] = try .zeros([51, 51])
    saved["classifier.0.bias"] = try .zeros([51])
    let network = try network("vgg:8,width=0.1")
    #expect(throws: WeightNamesError.self) { try WeightNames.matching(saved, to: network) }
  }
}
