import TestSupport
import Testing

@testable import Torch

/// Convolutions and what batch norm makes of them in single precision, where kernels of our own compute them, against the
/// same in double precision, where ATen's plain operations do.
@Suite(.serialized) struct ConvolutionTests {
  /// Images `[batch, inputs, height, width]` and the convolution.
  struct Shape: CustomTestStringConvertible {
    var batch, inputs, outputs, height, width, kernel, stride, padding: Int
    var testDescription: String {
      "\(batch)×\(inputs)×\(height)×\(width) to \(outputs), kernel \(kernel), stride \(stride), padding \(padding)"
    }

    init(_ numbers: [Int]) {
      (batch, inputs, outputs, height) = (numbers[0], numbers[1], numbers[2], numbers[3])
      (width, kernel, stride, padding) = (numbers[4], numbers[5], numbers[6], numbers[7])
    }
  }

  /// One channel, three, places that are no multiple of six, strides, kernels of one and five, more padding than a convolution
  /// turned around has, numbers of outputs and weights that are left to oneDNN, and tiles of Winograd's that reach beyond images.
  static let shapes = [
    [4, 1, 16, 9, 7, 3, 1, 1], [3, 3, 32, 8, 8, 3, 1, 1], [5, 16, 16, 5, 5, 3, 1, 1], [2, 32, 48, 9, 6, 3, 2, 1],
    [2, 16, 32, 7, 7, 1, 2, 0], [2, 16, 16, 3, 4, 1, 1, 2], [2, 16, 16, 8, 8, 5, 1, 2], [2, 16, 16, 6, 6, 3, 1, 0],
    [3, 16, 10, 6, 6, 3, 1, 1], [1, 300, 16, 3, 3, 3, 1, 1], [3, 32, 48, 9, 7, 3, 1, 1], [2, 48, 32, 8, 9, 3, 1, 0],
    [2, 32, 32, 5, 6, 3, 1, 2], [7, 64, 64, 9, 9, 3, 1, 1], [4, 32, 16, 1, 3, 3, 1, 1],
  ].map(Shape.init)

  private struct Case {
    let x, weight, bias, gamma, beta, mean, variance, shortcut, seed: Tensor
    let shape: Shape

    init(_ shape: Shape) throws {
      self.shape = shape
      let generator = try RandomGenerator(seed: 3)
      x = try generator.normal([shape.batch, shape.inputs, shape.height, shape.width])
      let fan = Double(shape.inputs * shape.kernel * shape.kernel)
      weight = try generator.normal([shape.outputs, shape.inputs, shape.kernel, shape.kernel]) / fan.squareRoot()
      bias = try generator.normal([shape.outputs])
      gamma = try generator.normal([shape.outputs])
      beta = try generator.normal([shape.outputs])
      mean = try generator.normal([shape.outputs])
      variance = try generator.normal([shape.outputs]).square() + 0.5
      func places(_ size: Int) -> Int { (size + 2 * shape.padding - shape.kernel) / shape.stride + 1 }
      let result = [shape.batch, shape.outputs, places(shape.height), places(shape.width)]
      shortcut = try generator.normal(result)
      seed = try generator.normal(result)
    }

    func convolved(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?, norm: BatchNormArguments? = nil) throws -> Tensor {
      try x.conv2d(weight, bias, stride: shape.stride, padding: shape.padding, norm: norm)
    }

    /// Fresh leaves of another type.
    func leaves(_ tensors: [Tensor], _ dtype: Tensor.DType) throws -> [Tensor] {
      try tensors.map { tensor in
        let leaf = try tensor.to(dtype).clone()
        try leaf.setRequiresGradient()
        return leaf
      }
    }

    /// The output of `body` and the gradients of everything it reads.
    func results(
      of tensors: [Tensor], _ dtype: Tensor.DType, _ body: ([Tensor]) throws -> Tensor
    ) throws -> [Tensor] {
      let leaves = try leaves(tensors, dtype)
      let y = try body(leaves)
      try y.backward(seed: seed.to(dtype))
      return try ([y.detached()] + leaves.map { try #require(try $0.gradient()) }).map { try $0.to(.float64) }
    }
  }

  @Test(arguments: shapes) func valuesAndGradients(_ shape: Shape) throws {
    let numbers = try Case(shape)
    for withBias in [true, false] {
      func results(_ dtype: Tensor.DType) throws -> [Tensor] {
        let tensors = [numbers.x, numbers.weight] + (withBias ? [numbers.bias] : [])
        return try numbers.results(of: tensors, dtype) { try numbers.convolved($0[0], $0[1], withBias ? $0[2] : nil) }
      }
      try expectEqual(try results(.float32), try results(.float64), ["y", "x", "weight", "bias"])
    }
  }

  /// In training, with and without shortcut and ReLU, and what becomes of the running statistics.
  @Test(arguments: shapes) func normalised(_ shape: Shape) throws {
    let numbers = try Case(shape)
    for (adds, relu) in [(true, true), (true, false), (false, true), (false, false)] {
      func results(_ dtype: Tensor.DType) throws -> [Tensor] {
        let running = try [numbers.mean, numbers.variance].map { try $0.to(dtype).clone() }
        let tensors = [numbers.x, numbers.weight, numbers.gamma, numbers.beta] + (adds ? [numbers.shortcut] : [])
        return try numbers.results(of: tensors, dtype) {
          let norm = BatchNormArguments(
            weight: $0[2], bias: $0[3], mean: running[0], variance: running[1], training: true,
            shortcut: adds ? $0[4] : nil, relu: relu)
          return try numbers.convolved($0[0], $0[1], nil, norm: norm)
        } + running.map { try $0.to(.float64) }
      }
      let names = ["y", "x", "weight", "gamma", "beta"] + (adds ? ["shortcut"] : []) + ["mean", "variance"]
      try expectEqual(try results(.float32), try results(.float64), names)
    }
  }

  /// Outside training, where batch norm becomes part of the weights, and where gradients are wanted and it does not.
  @Test(arguments: shapes) func evaluated(_ shape: Shape) throws {
    let numbers = try Case(shape)
    for (adds, relu) in [(true, true), (false, true), (false, false)] {
      func result(_ dtype: Tensor.DType) throws -> Tensor {
        let norm = BatchNormArguments(
          weight: try numbers.gamma.to(dtype), bias: try numbers.beta.to(dtype), mean: try numbers.mean.to(dtype),
          variance: try numbers.variance.to(dtype), training: false,
          shortcut: adds ? try numbers.shortcut.to(dtype) : nil, relu: relu)
        let found = try numbers.convolved(
          numbers.x.to(dtype), numbers.weight.to(dtype), numbers.bias.to(dtype), norm: norm)
        return try found.to(.float64)
      }
      let wanted = try result(.float64)
      try expectClose(withoutGradients { try result(.float32) }, wanted, 1e-4, "folded")
      try expectClose(result(.float32), wanted, 1e-4, "apart")
    }
  }

  /// A gradient that is part of a loss, as attention transfer by gradients has it.
  @Test(arguments: shapes.prefix(4)) func gradientsOfGradients(_ shape: Shape) throws {
    let numbers = try Case(shape)
    func second(_ dtype: Tensor.DType) throws -> [Tensor] {
      let leaves = try numbers.leaves(
        [numbers.x, numbers.weight, numbers.gamma, numbers.beta, numbers.shortcut], dtype)
      let norm = BatchNormArguments(
        weight: leaves[2], bias: leaves[3], mean: nil, variance: nil, training: true, shortcut: leaves[4], relu: true)
      let y = try numbers.convolved(leaves[0], leaves[1], nil, norm: norm)
      let loss = try (y * numbers.seed.to(dtype)).tanh().sum()
      let first = try #require(try Tensor.gradients(of: loss, withRespectTo: [leaves[0]], createGraph: true)[0])
      let found = try Tensor.gradients(of: first.square().sum(), withRespectTo: Array(leaves.prefix(3)))
      return try found.map { try #require($0).to(.float64) }
    }
    let (found, wanted) = (try second(.float32), try second(.float64))
    for (place, name) in ["x", "weight", "gamma"].enumerated() {
      let scale = try wanted[place].abs().max().item()
      try expectClose(found[place] / scale, wanted[place] / scale, 1e-3, "second derivative, \(name)")
    }
  }

  /// One computed place by place, one in tiles.
  @Test(arguments: [[16, 16, 32, 32, 32, 3, 1, 1], [16, 64, 64, 8, 8, 3, 1, 1]].map(Shape.init))
  func theSameNumbersEveryTime(_ shape: Shape) throws {
    try withEngineThreads { try expectTheSameNumbers(shape) }
  }

  /// Also with another number of threads: sums are joined in the same order.
  private func expectTheSameNumbers(_ shape: Shape) throws {
    defer { try? Engine.setThreads(1) }
    let numbers = try Case(shape)
    func bytes(threads: Int) throws -> [[UInt8]] {
      try Engine.setThreads(threads)
      let norm = BatchNormArguments(
        weight: numbers.gamma, bias: numbers.beta, mean: nil, variance: nil, training: true, shortcut: numbers.shortcut,
        relu: true)
      return try numbers.results(of: [numbers.x], .float32) {
        try numbers.convolved($0[0], numbers.weight, nil, norm: norm)
      }.map { try $0.bytes() }
    }
    let first = try bytes(threads: 2)
    for _ in 0..<10 { #expect(try bytes(threads: 2) == first) }
    #expect(try bytes(threads: 1) == first)
  }

  private func expectEqual(_ found: [Tensor], _ wanted: [Tensor], _ names: [String]) throws {
    #expect(found.count == wanted.count)
    for (place, (mine, other)) in zip(found, wanted).enumerated() {
      try expectClose(mine, other, 3e-4, names[place])
    }
  }
}
