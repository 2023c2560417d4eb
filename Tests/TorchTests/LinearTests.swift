import TestSupport
import Testing

@testable import Torch

/// Linear layers large enough to be cut into pieces for several threads, against the same sums written as a matrix product
/// in double precision.
@Suite(.serialized) struct LinearTests {
  private struct Case {
    let x, weight, bias, seed: Tensor

    init(_ rows: Int, _ inputs: Int, _ outputs: Int) throws {
      let generator = try RandomGenerator(seed: 5)
      x = try generator.normal([rows, inputs])
      weight = try generator.normal([outputs, inputs])
      bias = try generator.normal([outputs])
      seed = try generator.normal([rows, outputs])
    }

    /// Output and the gradients of input, weight and bias.
    func results(_ dtype: Tensor.DType, bias withBias: Bool, _ body: (Tensor, Tensor, Tensor) throws -> Tensor) throws
      -> [Tensor]
    {
      let leaves = try [x, weight, bias].map { tensor in
        let leaf = try tensor.to(dtype).clone()
        try leaf.setRequiresGradient()
        return leaf
      }
      let y = try body(leaves[0], leaves[1], leaves[2])
      try y.backward(seed: seed.to(dtype))
      let gradients = try leaves.prefix(withBias ? 3 : 2).map { try #require(try $0.gradient()) }
      return try [y.detached()] + gradients
    }
  }

  /// Widths that are no multiple of a piece's, inputs wider and narrower than outputs, and few rows.
  @Test(arguments: [[128, 784, 800], [130, 1201, 333], [64, 97, 1203], [3, 700, 1000], [1100, 64, 33]])
  func valuesAndGradients(shape: [Int]) throws { try withEngineThreads { try expectValuesAndGradients(shape) } }

  private func expectValuesAndGradients(_ shape: [Int]) throws {
    try Engine.setThreads(2)
    defer { try? Engine.setThreads(1) }
    let numbers = try Case(shape[0], shape[1], shape[2])
    for withBias in [true, false] {
      let found = try numbers.results(.float32, bias: withBias) { try $0.linear($1, withBias ? $2 : nil) }
      let wanted = try numbers.results(.float64, bias: withBias) {
        let product = try $0.matmul($1.transpose(0, 1))
        return withBias ? try product + $2 : product
      }
      for (place, name) in ["y", "x", "weight", "bias"].prefix(found.count).enumerated() {
        try expectClose(found[place].to(.float64), wanted[place], 2e-4, "\(shape) \(name), bias \(withBias)")
      }
    }
  }

  @Test func onlyWhatIsAskedForIsComputed() throws { try withEngineThreads(expectOnlyWhatIsAskedFor) }

  private func expectOnlyWhatIsAskedFor() throws {
    try Engine.setThreads(2)
    defer { try? Engine.setThreads(1) }
    let numbers = try Case(128, 300, 200)
    try numbers.weight.setRequiresGradient()
    try numbers.x.linear(numbers.weight, numbers.bias).sum().backward()
    #expect(try numbers.x.gradient() == nil && numbers.bias.gradient() == nil)
    #expect(try numbers.weight.gradient()?.shape == [200, 300])
    let outside = try withoutGradients { try numbers.x.linear(numbers.weight, numbers.bias) }
    #expect(throws: EngineError.self) { try outside.sum().backward() }
  }

  /// A gradient that is part of a loss, as attention transfer by gradients has it.
  @Test func gradientsOfGradients() throws { try withEngineThreads(expectGradientsOfGradients) }

  private func expectGradientsOfGradients() throws {
    func second(_ dtype: Tensor.DType, threads: Int) throws -> Tensor {
      try Engine.setThreads(threads)
      let numbers = try Case(128, 120, 100)
      let (x, weight) = (try numbers.x.to(dtype).clone(), try numbers.weight.to(dtype).clone())
      try x.setRequiresGradient()
      try weight.setRequiresGradient()
      let loss = try (x.linear(weight, numbers.bias.to(dtype)) / 30).tanh().square().sum()
      let first = try #require(try Tensor.gradients(of: loss, withRespectTo: [x], createGraph: true)[0])
      return try #require(try Tensor.gradients(of: first.square().sum(), withRespectTo: [weight])[0]).to(.float64)
    }
    defer { try? Engine.setThreads(1) }
    try expectClose(second(.float32, threads: 2), second(.float64, threads: 1), 1e-3, "second derivative")
  }

  @Test func theSameNumbersEveryTime() throws { try withEngineThreads(expectTheSameNumbers) }

  private func expectTheSameNumbers() throws {
    try Engine.setThreads(2)
    defer { try? Engine.setThreads(1) }
    let numbers = try Case(128, 784, 800)
    func results() throws -> [[UInt8]] {
      try numbers.results(.float32, bias: true) { try $0.linear($1, $2) }.map { try $0.bytes() }
    }
    let first = try results()
    for _ in 0..<50 { #expect(try results() == first) }
  }
}
