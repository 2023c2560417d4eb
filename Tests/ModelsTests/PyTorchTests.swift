import Testing
import Torch

@testable import Models

/// The same networks in PyTorch, with the same weights, see and learn the same. `Fixtures/make.py` made the values.
@Suite struct PyTorchTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var file: String
    var spec: String
    var testDescription: String { spec }
  }

  static let cases = [
    Case(file: "resnet", spec: "resnet:8,width=0.5"), Case(file: "wrn", spec: "wrn:10,1"),
    Case(file: "vgg", spec: "vgg:8,width=0.03125"),
  ]

  private func loaded(_ test: Case) throws -> (network: any Network, values: [String: Tensor], images: Tensor) {
    let values = try fixture(test.file)
    let images = try #require(values["images"])
    let logits = try #require(values["logits"])
    let network = try network(test.spec, inputShape: Array(images.shape.dropFirst()), classes: logits.size(1))
    // Loading refuses names that are missing or too many: these are PyTorch's names exactly.
    try withoutGradients { try network.load(part("state.", of: values)) }
    return (network, values, images)
  }

  private func part(_ prefix: String, of values: [String: Tensor]) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: values.filter { $0.key.hasPrefix(prefix) }.map {
        (String($0.key.dropFirst(prefix.count)), $0.value)
      })
  }

  @Test(arguments: cases) func logitsAndEveryTapInEvaluation(test: Case) throws {
    let (network, values, images) = try loaded(test)
    network.training = false
    let output = try network.forward(images, ForwardRequest(taps: Set(network.tapNames)))
    try expectClose(output.logits, values["logits"], 1e-5, "logits")
    let taps = part("tap.", of: values)
    #expect(Set(taps.keys) == Set(network.tapNames))
    for (name, expected) in taps { try expectClose(output.taps[name], expected, 1e-5, name) }
  }

  @Test(arguments: cases) func aPassInTrainingAndItsGradient(test: Case) throws {
    let (network, values, images) = try loaded(test)
    let logits = try network.logits(images)
    try expectClose(logits, values["training.logits"], 1e-4, "logits")
    try logits.square().sum().backward()
    try expectClose(network.parameters.first?.gradient(), values["gradient"], 1e-3, "gradient")
    let after = part("after.", of: values)
    #expect(Set(after.keys) == Set(network.namedBuffers.map(\.name)))
    for (name, tensor) in network.namedBuffers { try expectClose(tensor, after[name], 1e-4, name) }
  }
}
