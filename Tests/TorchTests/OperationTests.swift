import Testing

@testable import Torch

/// Every operation and its gradients against values PyTorch made.
@Suite struct OperationTests {
  typealias Operation = @Sendable ([Tensor]) throws -> Tensor

  static let elementwise: [String: Operation] = [
    "add": { try $0[0] + $0[1] }, "sub": { try $0[0] - $0[1] }, "mul": { try $0[0] * $0[1] },
    "div": { try $0[0] / $0[1] }, "add.scalar": { try $0[0] + 2 }, "sub.scalar": { try $0[0] - 2 },
    "rsub.scalar": { try 2 - $0[0] }, "mul.scalar": { try $0[0] * 3 }, "div.scalar": { try $0[0] / 3 },
    "rdiv.scalar": { try 3 / $0[0] }, "neg": { try -$0[0] }, "exp": { try $0[0].exp() }, "log": { try $0[0].log() },
    "sqrt": { try $0[0].sqrt() }, "abs": { try $0[0].abs() }, "square": { try $0[0].square() },
    "sign": { try $0[0].sign() }, "round": { try $0[0].rounded() }, "floor": { try $0[0].floor() },
    "sin": { try $0[0].sin() }, "cos": { try $0[0].cos() }, "erf": { try $0[0].erf() }, "relu": { try $0[0].relu() },
    "gelu": { try $0[0].gelu() }, "sigmoid": { try $0[0].sigmoid() }, "softplus": { try $0[0].softplus() },
    "tanh": { try $0[0].tanh() }, "pow.scalar": { try $0[0].power(1.5) }, "pow": { try $0[0].power($0[1]) },
    "maximum": { try .maximum($0[0], $0[1]) }, "minimum": { try .minimum($0[0], $0[1]) },
    "clamp": { try $0[0].clamped(to: -0.5...0.5) },
    "where": { try .where($0[0].compare(.greater, $0[1]), $0[0], $0[1] * 2) },
    "filled": { try $0[0].filled(where: $0[0].compare(.less, 0), with: 7) },
  ]

  static let shapes: [String: Operation] = [
    "reshape": { try $0[0].reshape([2, -1]) }, "expand": { try $0[0].narrow(1, from: 0, length: 1).expand([3, 5]) },
    "flatten": { try $0[0].flatten(from: 1) }, "transpose": { try $0[0].transpose() },
    "permute": { try $0[0].permute([0, 2, 3, 1]) }, "unsqueeze": { try $0[0].unsqueeze(1) },
    "squeeze": { try $0[0].narrow(1, from: 0, length: 1).squeeze(1) },
    "narrow": { try $0[0].narrow(1, from: 1, length: 2) }, "select": { try $0[0].select(0, 1) },
    "index_select": { try $0[0].indexSelect(1, $0[1]) },
    "masked_select": { try $0[0].maskedSelect($0[0].compare(.greater, 0)) },
    "gather": { try $0[0].gather(1, $0[1]) },
    "scatter": { try $0[0].scatter(1, $0[1].narrow(1, from: 0, length: 1), $0[2]) }, "flip": { try $0[0].flip([1]) },
    "pad": { try $0[0].pad([1, 2, 0, 1], value: 0.5) }, "one_hot": { try $0[0].oneHot(classes: 4) },
    "tril": { try $0[0].lowerTriangle() }, "triu": { try $0[0].upperTriangle(1) },
    "diagonal": { try $0[0].diagonal() }, "cat": { try .cat($0, 1) }, "stack": { try .stack($0, 1) },
    "nonzero": { try $0[0].compare(.greater, 0).nonzero() },
  ]

  static let reductions: [String: Operation] = [
    "sum": { try $0[0].sum() }, "sum.keep": { try $0[0].sum([1], keep: true) }, "mean": { try $0[0].mean() },
    "mean.dims": { try $0[0].mean([0, 2]) }, "max": { try $0[0].max([1]) },
    "min": { try $0[0].min([0], keep: true) }, "max.all": { try $0[0].max() },
    "variance": { try $0[0].variance([1]) }, "variance.biased": { try $0[0].variance(unbiased: false) },
    "norm": { try $0[0].norm([1]) }, "norm.1": { try $0[0].norm(p: 1) }, "logsumexp": { try $0[0].logSumExp([1]) },
    "argmax": { try $0[0].argmax() }, "cumsum": { try $0[0].cumulativeSum() }, "softmax": { try $0[0].softmax() },
    "log_softmax": { try $0[0].logSoftmax() }, "sort": { try $0[0].sort(descending: true).values },
    "top_k": { try $0[0].topK(2).values }, "top_k.indices": { try $0[0].topK(2).indices },
  ]

  static let layers: [String: Operation] = [
    "matmul": { try $0[0].matmul($0[1]) }, "matmul.batch": { try $0[0].matmul($0[1]) },
    "cdist": { try $0[0].cdist($0[1]) }, "linear": { try $0[0].linear($0[1], $0[2]) },
    "conv2d": { try $0[0].conv2d($0[1], $0[2], stride: 2, padding: 1) },
    "conv2d.groups": { try $0[0].conv2d($0[1], groups: 2) },
    "max_pool2d": { try $0[0].maxPool2d(3, stride: 2, padding: 1) }, "average_pool2d": { try $0[0].averagePool2d(2) },
    "adaptive_average_pool2d": { try $0[0].adaptiveAveragePool2d(2, 3) },
    "batch_norm": {
      try $0[0].batchNorm(.init(weight: $0[1], bias: $0[2], mean: nil, variance: nil, training: true))
    },
    "layer_norm": { try $0[0].layerNorm([4], weight: $0[1], bias: $0[2]) },
    "embedding": { try $0[0].embedding($0[1], padding: 0) }, "cross_entropy": { try $0[0].crossEntropy(labels: $0[1]) },
    "cross_entropy.smoothing": { try $0[0].crossEntropy(labels: $0[1], reduction: .sum, smoothing: 0.1) },
    "cross_entropy.ignored": { try $0[0].crossEntropy(labels: $0[1], ignored: 0) },
    "nll": { try $0[0].nll(labels: $0[1], reduction: .none) }, "mse": { try $0[0].mse($0[1]) },
    "kl": { try $0[0].klDivergence(to: $0[1]) }, "kl.log": { try $0[0].klDivergence(to: $0[1], logTarget: true) },
  ]

  static var all: [String: Operation] {
    [elementwise, shapes, reductions, layers].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
  }

  @Test(arguments: all.keys.sorted())
  func agreesWithPyTorch(_ name: String) throws {
    let operation = try #require(Self.all[name])
    let file = try fixture("ops.safetensors")
    let names = Set(file.entries.map(\.name))
    var inputs: [Tensor] = []
    while names.contains("\(name)/in.\(inputs.count)") { inputs.append(try file.tensor("\(name)/in.\(inputs.count)")) }
    let leaves = inputs.filter { $0.dtype == .float64 }
    for leaf in leaves { try leaf.setRequiresGradient() }
    let output = try operation(inputs)
    try expectClose(output, file.tensor("\(name)/out"), 1e-10, name)
    guard names.contains("\(name)/seed") else { return }
    let total = try (output * file.tensor("\(name)/seed")).sum()
    for (index, gradient) in try Tensor.gradients(of: total, withRespectTo: leaves).enumerated() {
      try expectClose(try #require(gradient), file.tensor("\(name)/grad.\(index)"), 1e-9, "\(name) gradient \(index)")
    }
  }

  @Test func everyReferenceValueIsUsed() throws {
    let names = try fixture("ops.safetensors").entries.compactMap { $0.name.split(separator: "/").first }
    #expect(Set(names.map(String.init)) == Set(Self.all.keys))
  }

  @Test func scalarsAndTypes() throws {
    let whole = try Tensor([5, 7])
    #expect(try (whole + 1).dtype == .int64 && (2 - whole).dtype == .int64 && whole.power(2).dtype == .int64)
    #expect(try (whole * 2).ints() == [10, 14])
    #expect(try (whole + 0.5).floats() == [5.5, 7.5])
    #expect(try (whole / 2).floats() == [2.5, 3.5])
    #expect(try (Tensor([1.0]) + 1).dtype == .float64)
  }

  @Test func comparisonsAndLogic() throws {
    let a = try Tensor([Float(1), 2, 3])
    let b = try Tensor([Float(2), 2, 2])
    let expected: [(Tensor.Comparison, [Int])] = [
      (.equal, [0, 1, 0]), (.notEqual, [1, 0, 1]), (.less, [1, 0, 0]), (.lessOrEqual, [1, 1, 0]),
      (.greater, [0, 0, 1]), (.greaterOrEqual, [0, 1, 1]),
    ]
    for (how, result) in expected {
      #expect(try a.compare(how, b).ints() == result)
      #expect(try a.compare(how, 2).ints() == result)
    }
    let less = try a.compare(.less, b)
    let more = try a.compare(.greater, b)
    #expect(try less.or(more).ints() == [1, 0, 1])
    #expect(try less.and(more).ints() == [0, 0, 0])
    #expect(try less.not().ints() == [0, 1, 1])
  }
}
