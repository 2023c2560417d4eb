import Testing
import Torch

@testable import Models

/// What holds of every network, whatever its layers.
@Suite struct EveryFamilyTests {
  static let specs = [
    "mlp:6,5,dropout=0.5", "convnet:4,6,dropout=0.5", "resnet:8,width=0.25,dropout=0.5,survival=0.5",
    "wrn:10,1,dropout=0.5,survival=0.5", "vgg:11,width=0.05,dropout=0.5", "multi-exit:4,6,dropout=0.5,survival=0.5",
  ]

  @Test func everyFamilyIsHere() throws {
    #expect(try Set(Self.specs.map { try ModelSpec($0).family }) == Set(ModelRegistry.all.map { $0.name }))
  }

  @Test(arguments: specs) func evaluationIsDeterministicTrainingIsNot(spec: String) throws {
    let network = try network(spec)
    let images = try noise([8, 1, 8, 8])
    network.training = false
    let before = try numbers(network)
    let calm = try network.logits(images).floats()
    #expect(try network.logits(images).floats() == calm)
    #expect(try numbers(network) == before)
    network.training = true
    #expect(try network.logits(images).floats() != network.logits(images).floats())
  }

  @Test(arguments: specs) func theNoiseCanBeTurnedOffAndOn(spec: String) throws {
    let network = try network(spec)
    let images = try noise([8, 1, 8, 8])
    network.setNoise(NetworkNoise(dropout: 0, survival: 1))
    let calm = try network.logits(images).floats()
    #expect(try network.logits(images).floats() == calm, "batch norm uses the batch alone")
    network.setNoise(NetworkNoise(dropout: 0.5))
    #expect(try network.logits(images).floats() != calm)
    network.setNoise(NetworkNoise(dropout: 0))
    #expect(try network.logits(images).floats() == calm)
    network.setNoise(NetworkNoise(survival: 0.3))
    let hasDepth = ["resnet", "wrn", "multi-exit"].contains(try ModelSpec(spec).family)
    #expect(try (network.logits(images).floats() == calm) != hasDepth)
  }

  @Test(arguments: specs) func theGeneratorDecidesTheNoise(spec: String) throws {
    let images = try noise([8, 1, 8, 8])
    let generator = try RandomGenerator(seed: 5)
    let network = try ModelRegistry.build(
      ModelSpec(spec), inputShape: [1, 8, 8], classes: 10, weights: RandomGenerator(seed: 1), dropout: generator)
    let state = try generator.state()
    let first = try network.logits(images).floats()
    #expect(try network.logits(images).floats() != first)
    try generator.restore(state)
    #expect(try network.logits(images).floats() == first)
  }

  /// A pass that stops at a tap is as if the rest of the network did not exist; one that goes on gives the same tap.
  @Test(arguments: specs) func stoppingAtATapTouchesNothingBehind(spec: String) throws {
    let images = try noise([4, 1, 8, 8])
    for tap in try network(spec).tapNames {
      let network = try network(spec)
      network.setNoise(NetworkNoise(dropout: 0, survival: 1))
      let before = try numbers(network)
      let output = try network.forward(images, ForwardRequest(taps: [tap, "no such tap"], needsLogits: false))
      #expect(output.logits == nil)
      #expect(output.taps.keys.elementsEqual([tap]))
      let touched = Set(try numbers(network).filter { $0.value != before[$0.key] }.keys)
      let expected = try reached(by: tap, in: network, images)
      #expect(touched == expected, "\(spec) at \(tap)")
      network.training = false
      let stopped = try network.forward(images, ForwardRequest(taps: [tap], needsLogits: false)).taps[tap]
      let whole = try network.forward(images, ForwardRequest(taps: Set(network.tapNames))).taps[tap]
      #expect(try stopped?.floats() == whole?.floats())
    }
  }

  /// The buffers of batch norms whose weights have a gradient from the sum of a tap's squares.
  private func reached(by tap: String, in network: any Network, _ images: Tensor) throws -> Set<String> {
    network.training = false
    let values = try #require(try network.forward(images, ForwardRequest(taps: [tap])).taps[tap])
    let gradients = try Tensor.gradients(of: values.square().sum(), withRespectTo: network.parameters)
    let used = zip(network.namedParameters, gradients).filter { $0.1 != nil }.map { $0.0.name }
    return Set(
      network.namedBuffers.map(\.name).filter { name in
        used.contains(name.split(separator: ".").dropLast().joined(separator: ".") + ".weight")
      })
  }

  @Test(arguments: specs) func gradientsReachEveryParameter(spec: String) throws {
    let network = try network(spec)
    network.setNoise(NetworkNoise(dropout: 0, survival: 1))
    let output = try network.forward(noise([8, 1, 8, 8]), ForwardRequest(taps: Set(network.exitNames)))
    var loss = try #require(output.logits).square().sum()
    for exit in output.taps.values { loss = try loss + exit.square().sum() }
    try loss.backward()
    for (name, tensor) in network.namedParameters {
      let gradient = try #require(try tensor.gradient(), "\(name)")
      #expect(try gradient.isFinite())
      #expect(try gradient.floats().contains { $0 != 0 }, "\(name)")
    }
  }

  @Test(arguments: specs) func gradientsCanBeDifferentiatedAgain(spec: String) throws {
    let network = try network(spec)
    let images = try noise([8, 1, 8, 8])
    try images.setRequiresGradient()
    let inputs = try Tensor.gradients(
      of: network.logits(images).square().sum(), withRespectTo: [images], createGraph: true)
    try #require(inputs.first ?? nil).square().sum().backward()
    let first = try #require(try network.parameters.first?.gradient())
    #expect(try first.floats().contains { $0 != 0 })
  }

  @Test(arguments: specs) func oneSpecAndSeedOneState(spec: String) throws {
    #expect(try numbers(network(spec, seed: 3)) == numbers(network(spec, seed: 3)))
    #expect(try numbers(network(spec, seed: 3)) != numbers(network(spec, seed: 4)))
    let names = try network(spec).namedParameters.map(\.name) + network(spec).namedBuffers.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: specs.filter { !$0.hasPrefix("mlp") }) func flatInputIsRefused(spec: String) throws {
    #expect(throws: ModelSpecError.self) { try network(spec, inputShape: [64]) }
  }
}
