import Testing

@testable import Torch

/// Automatic differentiation: against finite differences, second derivatives, and the grad mode.
@Suite struct GradientTests {
  /// A loss that goes through a matrix product, a softmax and a norm.
  private func loss(_ x: Tensor, _ w: Tensor) throws -> Tensor {
    let z = try x.matmul(w).tanh()
    return try (z / 2).logSoftmax().square().mean() + z.norm([1]).log().sum()
  }

  @Test func agreesWithFiniteDifferences() throws {
    let generator = try RandomGenerator(seed: 11)
    let x = try generator.normal([3, 4], .float64)
    let w = try generator.normal([4, 5], .float64)
    try w.setRequiresGradient()
    try loss(x, w).backward()
    let gradient = try #require(try w.gradient()).doubles()
    let numbers = try w.doubles()
    for index in numbers.indices {
      let sides = try [1e-6, -1e-6].map { delta in
        var moved = numbers
        moved[index] += delta
        return try loss(x, Tensor(moved, shape: [4, 5])).item()
      }
      #expect(abs((sides[0] - sides[1]) / 2e-6 - gradient[index]) < 1e-7)
    }
  }

  @Test func gradientsOfGradients() throws {
    let x = try Tensor([2.0, 3.0])
    try x.setRequiresGradient()
    let cube = try x.power(3).sum()
    let first = try #require(try Tensor.gradients(of: cube, withRespectTo: [x], createGraph: true)[0])
    #expect(try first.doubles() == [12, 27])
    let second = try #require(try Tensor.gradients(of: first, withRespectTo: [x])[0])
    #expect(try second.doubles() == [12, 18])
    #expect(try x.gradient() == nil)
  }

  @Test func whatDoesNotDependHasNoGradient() throws {
    let x = try Tensor([1.0])
    let y = try Tensor([1.0])
    for leaf in [x, y] { try leaf.setRequiresGradient() }
    #expect(try Tensor.gradients(of: (x * 2).sum(), withRespectTo: [x, y])[1] == nil)
  }

  @Test func withoutGradientsRestoresAlsoOnThrow() throws {
    let x = try Tensor([1.0])
    try x.setRequiresGradient()
    #expect(try !withoutGradients { try x * 2 }.requiresGradient)
    #expect(throws: EngineError.self) { try withoutGradients { try x.matmul(.zeros([2, 2])) } }
    #expect(try (x * 2).requiresGradient)
    #expect(try !(x.detached() * 2).requiresGradient)
  }

  @Test func backwardAddsUpAndZeroForgets() throws {
    let x = try Tensor([3.0])
    try x.setRequiresGradient()
    for _ in 0..<2 { try x.square().backward(seed: Tensor([1.0])) }
    #expect(try #require(try x.gradient()).item() == 12)
    try Gradients.zero([x])
    #expect(try x.gradient() == nil)
  }
}
