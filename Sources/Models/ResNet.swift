import Torch

/// The residual networks for small images (He et al. 2016, arXiv 1512.03385, section 4.2): a 3×3 stem, three groups of n
/// basic blocks, the mean over places and a linear classifier. `resnet:20`: depth 6n + 2.
///
/// Groups have 16, 32 and 64 channels times `width`; the second and the third halve the image. A wide network's stem has
/// half the channels of its first group, and 16 at least: `resnet:8,width=4` is the resnet8x4 (32, then 64, 128, 256) of
/// Tian, Krishnan and Isola's Contrastive Representation Distillation (2020, arXiv 1910.10699).
///
/// Taps: `stem` and `group1` … `group3`, `[batch, channels, h, w]`, all after ReLU. Parameters are named as in torchvision:
/// `conv1`, `bn1`, `layer1.0.conv1` …, `fc`.
public final class ResNet: Network {
  private let conv1: Conv2d
  private let bn1: BatchNorm2d
  private let layers: [[BasicBlock]]
  private let fc: Linear
  private let dropout: Dropout
  public var training = true {
    didSet {
      bn1.training = training
      for block in blocks { block.training = training }
      dropout.training = training
    }
  }
  private var blocks: [BasicBlock] { layers.flatMap { $0 } }

  /// - Parameter widths: channels of the stem and of each group.
  /// - Throws: `EngineError`.
  init(
    channels: Int, widths: [Int], blocks count: Int, classes: Int, noise: NetworkNoise, weights: RandomGenerator,
    dropout generator: RandomGenerator
  ) throws(EngineError) {
    var inputs = widths[0]
    conv1 = try Conv2d(channels, inputs, kernel: 3, padding: 1, bias: false, initial: .normal, weights)
    bn1 = try BatchNorm2d(inputs)
    var layers: [[BasicBlock]] = []
    for width in widths.dropFirst() {
      var group: [BasicBlock] = []
      for index in 0..<count {
        let stride = index == 0 && !layers.isEmpty ? 2 : 1
        group.append(try BasicBlock(inputs, width, stride: stride, weights: weights, noise: generator))
        inputs = width
      }
      layers.append(group)
    }
    self.layers = layers
    fc = try Linear(inputs, classes, weights)
    dropout = Dropout(0, generator)
    setNoise(noise)
  }

  private var parts: [ModulePart] {
    [("conv1", conv1), ("bn1", bn1)]
      + layers.enumerated().flatMap { group, blocks in
        blocks.enumerated().map { ("layer\(group + 1).\($0.offset)", $0.element) }
      } + [("fc", fc)]
  }
  public var namedParameters: [(name: String, tensor: Tensor)] { Models.namedParameters(of: parts) }
  public var namedBuffers: [(name: String, tensor: Tensor)] { Models.namedBuffers(of: parts) }

  public var tapNames: [String] { ["stem"] + groupNames }
  public var groupNames: [String] { layers.indices.map { "group\($0 + 1)" } }

  public func setNoise(_ noise: NetworkNoise) {
    if let rate = noise.dropout { dropout.p = rate }
    if let survival = noise.survival { StochasticDepth.decay(blocks.map(\.depth), to: survival) }
  }

  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    var taps = Taps(request, of: tapNames)
    var values = try bn1(conv1, images, relu: true)
    if taps.take("stem", values) { return taps.output }
    for (index, group) in layers.enumerated() {
      for block in group { values = try block(values) }
      if taps.take("group\(index + 1)", values) { return taps.output }
    }
    return taps.output(logits: try fc(dropout(values.mean([2, 3]))))
  }
}

extension ResNet: ModelFamily {
  public static let name = "resnet"
  public static let usage = "resnet:DEPTH, the depth 6n + 2, for example resnet:20,survival=0.8"
  public static let widths = 1...1
  public static let options = [ModelOption.dropoutBeforeHead, .survival, .width]

  /// The deepest one in the paper has 1202 layers.
  public static func check(_ numbers: [Int]) -> String? {
    let depths = "its depth is 6n + 2: 8, 14, 20, 26, 32, … up to 1202"
    guard let depth = numbers.first, (8...1202).contains(depth), depth % 6 == 2 else { return depths }
    return nil
  }

  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    let groups = [16, 32, 64].map(spec.widened)
    let stem = groups[0] <= 16 ? groups[0] : max(16, groups[0] / 2)
    return try ResNet(
      channels: spec.imageChannels(inputShape), widths: [stem] + groups, blocks: ((spec.widths.first ?? 8) - 2) / 6,
      classes: classes, noise: spec.noise, weights: weights, dropout: dropout)
  }
}
