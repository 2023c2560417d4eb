import Torch

/// Wide residual networks (Zagoruyko & Komodakis 2016, arXiv 1605.07146): a 3×3 stem of 16 channels, three groups of n
/// pre-activation blocks with 16k, 32k and 64k channels, batch norm and ReLU, the mean over places and a linear classifier.
/// `wrn:16,2`: depth 6n + 4 and k. Dropout is inside the blocks.
///
/// Taps: `stem` (a convolution alone) and `group1` … `group3`, `[batch, channels, h, w]`; the first two groups as they are
/// added up, the last after batch norm and ReLU. Names are those of the usual PyTorch code: `conv1`,
/// `block1.layer.0.bn1` …, `bn1`, `fc`.
public final class WideResNet: Network {
  private let conv1: Conv2d
  private let groups: [[WideBlock]]
  private let bn1: BatchNorm2d
  private let fc: Linear
  private let dropout: Dropout
  public var training = true {
    didSet {
      for block in blocks { block.training = training }
      bn1.training = training
    }
  }
  private var blocks: [WideBlock] { groups.flatMap { $0 } }

  /// - Throws: `EngineError`.
  init(
    channels: Int, factor: Int, blocks count: Int, classes: Int, noise: NetworkNoise, weights: RandomGenerator,
    dropout generator: RandomGenerator
  ) throws(EngineError) {
    var inputs = 16
    conv1 = try Conv2d(channels, inputs, kernel: 3, padding: 1, bias: false, initial: .normal, weights)
    dropout = Dropout(0, generator)
    var groups: [[WideBlock]] = []
    for width in [16 * factor, 32 * factor, 64 * factor] {
      var group: [WideBlock] = []
      for index in 0..<count {
        let stride = index == 0 && !groups.isEmpty ? 2 : 1
        group.append(
          try WideBlock(inputs, width, stride: stride, dropout: dropout, weights: weights, noise: generator))
        inputs = width
      }
      groups.append(group)
    }
    self.groups = groups
    bn1 = try BatchNorm2d(inputs)
    fc = try Linear(inputs, classes, weights)
    setNoise(noise)
  }

  private var parts: [ModulePart] {
    [("conv1", conv1)]
      + groups.enumerated().flatMap { group, blocks in
        blocks.enumerated().map { ("block\(group + 1).layer.\($0.offset)", $0.element) }
      } + [("bn1", bn1), ("fc", fc)]
  }
  public var namedParameters: [(name: String, tensor: Tensor)] { Models.namedParameters(of: parts) }
  public var namedBuffers: [(name: String, tensor: Tensor)] { Models.namedBuffers(of: parts) }

  public var tapNames: [String] { ["stem"] + groupNames }
  public var groupNames: [String] { groups.indices.map { "group\($0 + 1)" } }

  public func setNoise(_ noise: NetworkNoise) {
    if let rate = noise.dropout { dropout.p = rate }
    if let survival = noise.survival { StochasticDepth.decay(blocks.map(\.depth), to: survival) }
  }

  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    var taps = Taps(request, of: tapNames)
    var values = try conv1(images)
    if taps.take("stem", values) { return taps.output }
    for (index, group) in groups.enumerated() {
      for block in group { values = try block(values) }
      if index == groups.count - 1 { values = try bn1(values, relu: true) }
      if taps.take("group\(index + 1)", values) { return taps.output }
    }
    return taps.output(logits: try fc(values.mean([2, 3])))
  }
}

extension WideResNet: ModelFamily {
  public static let name = "wrn"
  public static let usage = "wrn:DEPTH,K, the depth 6n + 4, for example wrn:16,2,dropout=0.3"
  public static let widths = 2...2
  public static let options = [
    ModelOption(
      "dropout", 0...0.95, standard: 0, help: "share of units dropped between the convolutions of a block in training"),
    .survival,
  ]

  public static func check(_ numbers: [Int]) -> String? {
    guard numbers.count == 2, (10...1000).contains(numbers[0]), numbers[0] % 6 == 4 else {
      return "its depth is 6n + 4: 10, 16, 22, 28, 34, 40, … up to 1000"
    }
    return numbers[1] <= 100 ? nil : "it is at most 100 times as wide"
  }

  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    try WideResNet(
      channels: spec.imageChannels(inputShape), factor: spec.widths.last ?? 1,
      blocks: ((spec.widths.first ?? 10) - 4) / 6, classes: classes, noise: spec.noise, weights: weights,
      dropout: dropout)
  }
}
