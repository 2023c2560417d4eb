import Testing

@testable import Torch

/// Layers against PyTorch's: the same outputs and gradients, and from the same seed the same parameters.
@Suite struct LayerTests {
  @Test(arguments: ["linear", "conv", "batchnorm", "layernorm", "embedding"])
  func agreesWithPyTorch(_ name: String) throws {
    let file = try fixture("layers.safetensors")
    let generator = try RandomGenerator(seed: 7)
    let layer: any Module
    let call: (Tensor) throws -> Tensor
    switch name {
    case "linear":
      let linear = try Linear(5, 3, generator)
      (layer, call) = (linear, { try linear($0) })
    case "conv":
      let conv = try Conv2d(4, 6, kernel: 3, stride: 2, padding: 1, groups: 2, generator)
      (layer, call) = (conv, { try conv($0) })
    case "batchnorm":
      let norm = try BatchNorm2d(3)
      (layer, call) = (norm, { try norm($0) })
    case "layernorm":
      let norm = try LayerNorm([5])
      (layer, call) = (norm, { try norm($0) })
    default:
      let embedding = try Embedding(6, 4, padding: 2, generator)
      (layer, call) = (embedding, { try embedding($0) })
    }
    try expectTensors(layer.state, in: file, "\(name)/seeded.", 1e-6)

    try layer.load(saved(file, "\(name)/state."))
    let x = try file.tensor("\(name)/x")
    if x.dtype == .float32 { try x.setRequiresGradient() }
    let y = try call(x)
    try expectClose(y, file.tensor("\(name)/y"), 1e-5, name)
    try (y * file.tensor("\(name)/seed")).sum().backward()
    if x.dtype == .float32 { try expectClose(try #require(try x.gradient()), file.tensor("\(name)/dx"), 1e-5, name) }
    for (parameter, tensor) in layer.namedParameters {
      try expectClose(
        try #require(try tensor.gradient()), file.tensor("\(name)/grad.\(parameter)"), 1e-5, "\(name) \(parameter)")
    }
    let buffers = Dictionary(layer.namedBuffers.map { ($0.name, $0.tensor) }, uniquingKeysWith: { $1 })
    try expectTensors(buffers, in: file, "\(name)/after.", 1e-5)
    if name == "batchnorm" {
      layer.training = false
      try expectClose(call(x), file.tensor("\(name)/evaluated"), 1e-5, name)
    }
  }

  @Test func dropoutKeepsTheMeanAndCanBeRepeated() throws {
    let generator = try RandomGenerator(seed: 5)
    let dropout = Dropout(0.25, generator)
    let x = try Tensor.ones([10_000])
    let state = try generator.state()
    let y = try dropout(x).floats()
    #expect(Set(y) == [0, Float(1 / 0.75)])
    #expect(abs(y.reduce(0, +) / 10_000 - 1) < 0.03)
    try generator.restore(state)
    #expect(try dropout(x).floats() == y)
    dropout.training = false
    #expect(try dropout(x).floats() == x.floats())
    #expect(throws: EngineError.self) { try x.dropout(1.5, generator) }
  }

  @Test func loadRefusesWhatDoesNotBelong() throws {
    let linear = try Linear(2, 3, RandomGenerator(seed: 1))
    let weight = try Tensor.zeros([3, 2])
    #expect(throws: ModuleError.missing("bias")) { try linear.load(["weight": weight]) }
    #expect(throws: ModuleError.unknown("other")) {
      try linear.load(["weight": weight, "bias": .zeros([3]), "other": weight])
    }
    #expect(throws: ModuleError.shape("bias", expected: [3], found: [4])) {
      try linear.load(["weight": weight, "bias": .zeros([4])])
    }
    #expect(linear.parameterCount == 9)
    #expect(prefixed("0", linear.namedParameters).map(\.name) == ["0.weight", "0.bias"])
  }

  private func saved(_ file: SafetensorsFile, _ prefix: String) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for entry in file.entries where entry.name.hasPrefix(prefix) {
      result[String(entry.name.dropFirst(prefix.count))] = try file.tensor(entry.name)
    }
    return result
  }

  private func expectTensors(
    _ found: [String: Tensor], in file: SafetensorsFile, _ prefix: String, _ tolerance: Double
  ) throws {
    let expected = try saved(file, prefix)
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, tensor) in expected { try expectClose(try #require(found[name]), tensor, tolerance, prefix + name) }
  }

  @Test("one value a channel has no variance, and leaves the running one alone")
  func batchNormOfOneValue() throws {
    let norm = try BatchNorm2d(3)
    #expect(throws: EngineError.self) { try norm(.ones([1, 3, 1, 1])) }
    _ = try norm(.ones([2, 3, 1, 1]))
    #expect(try norm.runningVariance.floats().allSatisfy(\.isFinite))
    norm.training = false
    _ = try norm(.ones([1, 3, 1, 1]))
  }
}
