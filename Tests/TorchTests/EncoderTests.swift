import TestSupport
import Testing

@testable import Torch

/// Operations of encoders that are computed as one, against the same in steps and in double precision.
@Suite(.serialized) struct EncoderTests {
  /// Output and the gradients of every leaf.
  private func results(
    _ leaves: [Tensor], _ dtype: Tensor.DType, seed: Tensor, _ body: ([Tensor]) throws -> Tensor
  ) throws -> [Tensor] {
    let own = try leaves.map { tensor in
      let leaf = try tensor.to(dtype).clone()
      try leaf.setRequiresGradient()
      return leaf
    }
    let y = try body(own)
    try y.backward(seed: seed.to(dtype))
    return try [y.detached().to(.float64)] + own.map { try #require(try $0.gradient()).to(.float64) }
  }

  private func compare(
    _ names: [String], _ leaves: [Tensor], output: [Int], tolerance: Double = 2e-4, fused: ([Tensor]) throws -> Tensor,
    steps: ([Tensor]) throws -> Tensor, _ comment: String
  ) throws {
    try withEngineThreads {
      try Engine.setThreads(2)
      defer { try? Engine.setThreads(1) }
      let seed = try RandomGenerator(seed: 8).normal(output)
      let found = try results(leaves, .float32, seed: seed, fused)
      let wanted = try results(leaves, .float64, seed: seed, steps)
      for (place, name) in (["output"] + names).enumerated() {
        try expectClose(found[place], wanted[place], tolerance, "\(comment): \(name)")
      }
      // Where nothing is recorded it goes another way.
      let plain = try withoutGradients { try fused(leaves) }
      try expectClose(plain.to(.float64), wanted[0], tolerance, "\(comment): without gradients")
      // In double precision ATen's operations do the same.
      let double = try results(leaves, .float64, seed: seed, fused)
      for (place, name) in (["output"] + names).enumerated() {
        try expectClose(double[place], wanted[place], 1e-9, "\(comment): \(name) in double precision")
      }
    }
  }

  private func attention(
    _ x: Tensor, _ w: [Tensor], _ b: [Tensor], mask: Tensor?, kept: Tensor?, rows: Int, heads: Int
  ) throws -> Tensor {
    let hidden = w[0].size(0)
    func split(_ y: Tensor) throws -> Tensor {
      try y.reshape([rows, x.size(0) / rows, heads, hidden / heads]).transpose(1, 2)
    }
    let parts = try (0..<3).map { index in
      let y = try x.matmul(w[index].transpose(0, 1))
      return try split(b.isEmpty ? y : y + b[index])
    }
    var scores = try parts[0].matmul(parts[1].transpose(-2, -1)) / Double(hidden / heads).squareRoot()
    if let mask { scores = try scores + mask.to(x.dtype) }
    var shares = try scores.softmax()
    if let kept { shares = try shares * kept.to(x.dtype) }
    return try shares.matmul(parts[2]).transpose(1, 2).reshape([x.size(0), hidden])
  }

  /// Sentences, heads, length, inputs, hidden: one sentence, odd lengths, narrow heads.
  @Test(arguments: [[4, 3, 17, 40, 48], [1, 2, 5, 12, 12], [3, 12, 8, 96, 96], [7, 1, 1, 16, 8]])
  func attentionOfHeads(shape: [Int]) throws {
    let (rows, heads, length, inputs, hidden) = (shape[0], shape[1], shape[2], shape[3], shape[4])
    let generator = try RandomGenerator(seed: 3)
    let x = try generator.normal([rows * length, inputs])
    let w = try (0..<3).map { _ in try generator.normal([hidden, inputs]) * (1 / Double(inputs).squareRoot()) }
    let b = try (0..<3).map { _ in try generator.normal([hidden]) }
    // Of every sentence but the first, the last token is padding.
    var padding = [Float](repeating: 0, count: rows * length)
    for row in 1..<max(2, rows) where row < rows && length > 1 {
      padding[row * length + length - 1] = -Float.greatestFiniteMagnitude
    }
    let mask = try Tensor(padding, shape: [rows, 1, 1, length])
    let kept = try Tensor.ones([rows, heads, length, length]).dropout(0.3, generator)
    for (withBias, withMask, withKept) in [(true, false, false), (true, true, false), (false, true, true)] {
      func arguments(_ leaves: [Tensor]) -> AttentionArguments {
        func projection(_ index: Int) -> AttentionArguments.Projection {
          (leaves[1 + index], withBias ? leaves[4 + index] : nil)
        }
        return AttentionArguments(
          query: projection(0), key: projection(1), value: projection(2), mask: withMask ? mask : nil,
          kept: withKept ? kept : nil, rows: rows, heads: heads)
      }
      func fused(_ leaves: [Tensor]) throws -> Tensor {
        var arguments = arguments(leaves)
        if leaves[0].dtype == .float64 {
          arguments.mask = try arguments.mask?.to(.float64)
          arguments.kept = try arguments.kept?.to(.float64)
        }
        return try leaves[0].attention(arguments)
      }
      try compare(
        ["x", "query", "key", "value"] + (withBias ? ["query bias", "key bias", "value bias"] : []),
        [x] + w + (withBias ? b : []), output: [rows * length, hidden], fused: fused,
        steps: {
          try attention(
            $0[0], Array($0[1..<4]), withBias ? Array($0[4..<7]) : [], mask: withMask ? mask : nil,
            kept: withKept ? kept : nil, rows: rows, heads: heads)
        }, "\(shape), bias \(withBias), mask \(withMask), kept \(withKept)")
    }
  }

  @Test func attentionThatCannotBe() throws {
    let x = try Tensor.zeros([6, 4])
    let w = try Tensor.zeros([8, 4])
    func refuse(_ rows: Int, _ heads: Int, value: Tensor) {
      #expect(throws: EngineError.self) {
        try x.attention(
          AttentionArguments(query: (w, nil), key: (w, nil), value: (value, nil), rows: rows, heads: heads))
      }
    }
    refuse(4, 2, value: w)
    refuse(2, 3, value: w)
    refuse(0, 2, value: w)
    refuse(2, 2, value: try .zeros([8, 5]))
  }

  @Test(arguments: [[64, 96, 384], [5, 7, 9], [130, 384, 65]])
  func linearAndGELU(shape: [Int]) throws {
    let generator = try RandomGenerator(seed: 4)
    let x = try generator.normal([shape[0], shape[1]])
    let weight = try generator.normal([shape[2], shape[1]]) * (2 / Double(shape[1]).squareRoot())
    let bias = try generator.normal([shape[2]])
    for withBias in [true, false] {
      try compare(
        ["x", "weight"] + (withBias ? ["bias"] : []), [x, weight] + (withBias ? [bias] : []),
        output: [shape[0], shape[2]], fused: { try $0[0].linearGELU($0[1], withBias ? $0[2] : nil) },
        steps: {
          let y = try $0[0].matmul($0[1].transpose(0, 1))
          return try (withBias ? try y + $0[2] : y).gelu()
        }, "\(shape), bias \(withBias)")
    }
  }

  /// Where GELU is steep, flat, and far out.
  @Test func geluEverywhere() throws {
    let values = stride(from: -12.0, through: 12, by: 0.01).map { Float($0) } + [-1e30, 1e30, 0, -0.0]
    let x = try Tensor(values, shape: [values.count, 1])
    let weight = try Tensor([Float](repeating: 1, count: 640), shape: [640, 1])
    try compare(
      ["x"], [x], output: [values.count, 640], tolerance: 1e-3, fused: { try $0[0].linearGELU(weight.to($0[0].dtype)) },
      steps: { try $0[0].matmul(weight.to($0[0].dtype).transpose(0, 1)).gelu() }, "everywhere")
    let found = try withoutGradients { try x.linearGELU(weight) }.floats()
    let wanted = try withoutGradients { try x.to(.float64).gelu() }.floats()
    for (row, value) in values.enumerated() {
      #expect(abs(found[row * 640] - wanted[row]) <= 1e-6 * max(1, abs(value)), "gelu(\(value))")
    }
  }

  @Test(arguments: [[3, 8], [100, 33], [64, 384], [1, 1]])
  func layerNormOfASum(shape: [Int]) throws {
    let generator = try RandomGenerator(seed: 5)
    let leaves = try [
      generator.normal(shape), generator.normal(shape) + 3, generator.normal([shape[1]]), generator.normal([shape[1]]),
    ]
    try compare(
      ["a", "b", "weight", "bias"], leaves, output: shape,
      fused: { try $0[0].normalisedSum($0[1], weight: $0[2], bias: $0[3], epsilon: 1e-3) },
      steps: {
        let sum = try $0[0] + $0[1]
        let rest = try sum - sum.mean([1], keep: true)
        let deviation = try (rest.square().mean([1], keep: true) + 1e-3).sqrt()
        return try rest / deviation * $0[2] + $0[3]
      }, "\(shape)")
  }

  /// Step after step, with words that come back, come twice, and stay away; and with a gradient somebody has written into.
  @Test func gradientsOfWordsAreKeptApart() throws {
    let generator = try RandomGenerator(seed: 6)
    let (words, size) = (3000, 400)
    let weight = try generator.normal([words, size])
    try weight.setRequiresGradient()
    var held: Tensor?
    var copy: [Float] = []
    for step in 0..<6 {
      let ids = (0..<40).map { Int64(($0 * 71 + step * 13) % (step % 2 == 0 ? 50 : words)) } + [7, 7, 0]
      let index = try Tensor(ids, shape: [ids.count])
      let seed = try generator.normal([ids.count, size])
      try weight.setGradient(nil)
      try weight.embedding(index, padding: 0).backward(seed: seed)
      let found = try #require(try weight.gradient())
      var wanted = [Float](repeating: 0, count: words * size)
      let numbers = try seed.floats()
      for (place, word) in ids.enumerated() where word != 0 {
        for column in 0..<size { wanted[Int(word) * size + column] += numbers[place * size + column] }
      }
      #expect(try found.floats() == wanted, "step \(step)")
      // One that somebody keeps is nobody else's afterwards.
      if step == 1 { (held, copy) = (found, wanted) }
      if step == 3 { try withoutGradients { try found.fill(5) } }
    }
    #expect(try held?.floats() == copy)
  }

  @Test func gradientsOfGradients() throws {
    let generator = try RandomGenerator(seed: 7)
    try withEngineThreads {
      try Engine.setThreads(2)
      defer { try? Engine.setThreads(1) }
      let generatorInput = try generator.normal([40, 256])
      // ∂/∂x of |∂ sum(y²)/∂x|², with one operation and in steps.
      func second(_ body: (Tensor) throws -> Tensor) throws -> Tensor {
        let x = try generatorInput.clone()
        try x.setRequiresGradient()
        let first = try #require(
          try Tensor.gradients(of: body(x).square().sum(), withRespectTo: [x], createGraph: true)[0])
        try first.square().sum().backward()
        return try #require(try x.gradient())
      }
      let weight = try generator.normal([256, 256]) * 0.05
      let more = try generator.normal([40, 256])
      let scale = try generator.normal([256])
      try expectClose(
        second { try $0.linearGELU(weight) }, second { try $0.matmul(weight.transpose(0, 1)).gelu() }, 2e-3, "GELU")
      try expectClose(
        second { try $0.normalisedSum(more, weight: scale, bias: scale, epsilon: 1e-3) },
        second { try ($0 + more).layerNorm([256], weight: scale, bias: scale, epsilon: 1e-3) }, 2e-3, "norm")
      try expectClose(
        second {
          try $0.attention(
            AttentionArguments(query: (weight, nil), key: (weight, nil), value: (weight, nil), rows: 4, heads: 8))
        },
        second { try attention($0, [weight, weight, weight], [], mask: nil, kept: nil, rows: 4, heads: 8) }, 2e-3,
        "attention")
    }
  }
}
