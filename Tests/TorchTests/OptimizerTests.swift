import Testing

@testable import Torch

/// Ten steps of each optimiser against torch.optim's, with a change of rate and a step without a gradient on the way.
@Suite struct OptimizerTests {
  static func names() throws -> [String] {
    let names = try fixture("optimizers.safetensors").entries.map(\.name)
    return names.filter { $0.hasPrefix("sgd,") || $0.hasPrefix("adam") }.filter { $0.hasSuffix("/0") }
      .map { String($0.dropLast(2)) }.sorted()
  }

  /// The optimiser a fixture's name describes.
  private func optimizer(_ name: String, _ parameters: [(name: String, tensor: Tensor)]) throws -> any Optimizer {
    let parts = name.split(separator: ",").map(String.init)
    let numbers = parts.dropFirst().compactMap(Double.init)
    if parts[0] == "sgd" {
      return SGD(
        parameters, learningRate: 0.1, momentum: numbers[0], dampening: numbers[1], weightDecay: numbers[2],
        nesterov: numbers[3] == 1)
    }
    return Adam(
      parameters, learningRate: 0.01, beta1: numbers[1], beta2: numbers[2], weightDecay: numbers[0],
      decoupled: parts[0] == "adamw")
  }

  private func start(_ file: SafetensorsFile) throws -> [(name: String, tensor: Tensor)] {
    try (0..<2).map {
      let tensor = try file.tensor("start.\($0)")
      try tensor.setRequiresGradient()
      return ("p\($0)", tensor)
    }
  }

  @Test(arguments: try names())
  func agreesWithPyTorch(_ name: String) throws {
    let file = try fixture("optimizers.safetensors")
    let parameters = try start(file)
    let gradients = try (0..<2).map { try file.tensor("gradients.\($0)") }
    let paths = try (0..<2).map { try file.tensor("\(name)/\($0)") }
    var optimizer = try optimizer(name, parameters)
    for k in 0..<10 {
      if k == 5 {
        // Continued by another optimiser from the saved state: nothing of the path may change.
        let state = try optimizer.state()
        optimizer = try self.optimizer(name, parameters)
        try optimizer.restore(state)
        optimizer.learningRate *= 0.5
      }
      try optimizer.zeroGradients()
      for (index, parameter) in parameters.enumerated() where !(k == 3 && index == 1) {
        try parameter.tensor.setGradient(gradients[index].select(0, k).clone())
      }
      #expect(try optimizer.step())
      for (parameter, path) in zip(parameters, paths) {
        try expectClose(parameter.tensor, path.select(0, k), 2e-6, "\(name) step \(k)")
      }
    }
  }

  @Test func everyCombinationIsThere() throws {
    #expect(try Self.names().count == 18)
  }

  @Test func aStepReportsWhatIsNotFinite() throws {
    let p = try Tensor.ones([5000])
    try p.setRequiresGradient()
    for optimizer in [SGD([("p", p)], learningRate: 0.1, momentum: 0.9), Adam([("p", p)])] as [any Optimizer] {
      try p.setGradient(.ones([5000]))
      #expect(try optimizer.step())
      let bad = try Tensor.ones([5000])
      try bad.narrow(0, from: 4321, length: 1).fill(.nan)
      try p.setGradient(bad)
      #expect(try !optimizer.step())
      try p.fill(1)
    }
  }

  @Test func stateThatDoesNotBelongIsRefused() throws {
    let p = try Tensor.ones([3])
    let sgd = SGD([("p", p)], learningRate: 0.1)
    #expect(throws: ModuleError.unknown("q.momentum")) { try sgd.restore(["q.momentum": p]) }
    #expect(throws: ModuleError.shape("p.momentum", expected: [3], found: [4])) {
      try sgd.restore(["p.momentum": .ones([4])])
    }
  }

  @Test func doublePrecisionIsMovedInDoublePrecision() throws {
    let p = try Tensor([1.0, 2.0])
    try p.setRequiresGradient()
    try p.setGradient(Tensor([1e-9, 0.0]))
    try SGD([("p", p)], learningRate: 1).step()
    #expect(try p.doubles() == [1 - 1e-9, 2])
  }

  @Test func clipping() throws {
    let file = try fixture("optimizers.safetensors")
    let p = try Tensor.zeros([4, 4])
    try p.setRequiresGradient()
    try p.setGradient(file.tensor("clip.before"))
    let norm = try Gradients.clip([p], toNorm: 1.5)
    try expectClose(Tensor([norm]), file.tensor("clip.norm"), 1e-6, "norm")
    try expectClose(try #require(try p.gradient()), file.tensor("clip.after"), 1e-6, "clipped")
    try Gradients.clip([p], toValue: 0.1)
    #expect(try #require(try p.gradient()).abs().max().item() <= 0.1000001)
  }
}
