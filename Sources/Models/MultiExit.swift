import Torch

/// One network with a classifier after every group, so that it can answer early (Phuong & Lampert 2019, Distillation-Based
/// Training for Multi-Exit Architectures). `multi-exit:16,32,64`: a 3×3 stem and a basic residual block for each width, every
/// block but the first on half the image.
///
/// The paper trains multi-scale DenseNets (Huang et al. 2018, arXiv 1703.09844); this is a small residual trunk with that
/// architecture's kind of exit: a convolution of its own with stride 2, so that a trunk's features need not be ready for a
/// classifier as they are, the mean over places and a linear layer.
///
/// Taps: `stem`, `group1`, `exit1`, `group2`, … Groups are `[batch, width, h, w]` after ReLU, exits `[batch, classes]`; the
/// last exit is what `logits` returns. An exit that nobody asks for is not computed.
public final class MultiExit: Network {
  private struct Exit {
    var convolution: Conv2d
    var normalization: BatchNorm2d
    var fc: Linear

    func callAsFunction(_ values: Tensor, _ dropout: Dropout) throws(EngineError) -> Tensor {
      let features = try normalization(convolution, values, relu: true).mean([2, 3])
      return try fc(dropout(features))
    }
  }

  private let stem: (convolution: Conv2d, normalization: BatchNorm2d)
  private let groups: [BasicBlock]
  private let exits: [Exit]
  private let dropout: Dropout
  public var training = true {
    didSet {
      stem.normalization.training = training
      for group in groups { group.training = training }
      for exit in exits { exit.normalization.training = training }
      dropout.training = training
    }
  }

  /// - Throws: `EngineError`.
  init(
    channels: Int, widths: [Int], classes: Int, noise: NetworkNoise, weights: RandomGenerator,
    dropout generator: RandomGenerator
  ) throws(EngineError) {
    var inputs = widths[0]
    stem = (
      try Conv2d(channels, inputs, kernel: 3, padding: 1, bias: false, initial: .normal, weights),
      try BatchNorm2d(inputs)
    )
    var groups: [BasicBlock] = []
    var exits: [Exit] = []
    for width in widths {
      groups.append(
        try BasicBlock(inputs, width, stride: groups.isEmpty ? 1 : 2, weights: weights, noise: generator))
      exits.append(
        Exit(
          convolution: try Conv2d(
            width, width, kernel: 3, stride: 2, padding: 1, bias: false, initial: .normal, weights),
          normalization: try BatchNorm2d(width), fc: try Linear(width, classes, weights)))
      inputs = width
    }
    self.groups = groups
    self.exits = exits
    dropout = Dropout(0, generator)
    setNoise(noise)
  }

  private var parts: [ModulePart] {
    let trunk: [ModulePart] = groups.enumerated().map { ("groups.\($0.offset)", $0.element) }
    let heads: [ModulePart] = exits.enumerated().flatMap { index, exit -> [ModulePart] in
      [
        ("exits.\(index).conv", exit.convolution), ("exits.\(index).bn", exit.normalization),
        ("exits.\(index).fc", exit.fc),
      ]
    }
    return [("stem.conv", stem.convolution), ("stem.bn", stem.normalization)] + trunk + heads
  }
  public var namedParameters: [(name: String, tensor: Tensor)] { Models.namedParameters(of: parts) }
  public var namedBuffers: [(name: String, tensor: Tensor)] { Models.namedBuffers(of: parts) }

  public var tapNames: [String] { ["stem"] + zip(groupNames, exitNames).flatMap { [$0, $1] } }
  public var groupNames: [String] { groups.indices.map { "group\($0 + 1)" } }
  public var exitNames: [String] { exits.indices.map { "exit\($0 + 1)" } }

  public func setNoise(_ noise: NetworkNoise) {
    if let rate = noise.dropout { dropout.p = rate }
    if let survival = noise.survival { StochasticDepth.decay(groups.map(\.depth), to: survival) }
  }

  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    var taps = Taps(request, of: tapNames)
    var values = try stem.normalization(stem.convolution, images, relu: true)
    if taps.take("stem", values) { return taps.output }
    var last: Tensor?
    for (index, group) in groups.enumerated() {
      values = try group(values)
      if taps.take("group\(index + 1)", values) { return taps.output }
      let name = "exit\(index + 1)"
      let isLast = index == groups.count - 1
      guard taps.wants(name) || isLast && request.needsLogits else { continue }
      let answer = try exits[index](values, dropout)
      if taps.take(name, answer) { return taps.output }
      if isLast { last = answer }
    }
    return last.map { taps.output(logits: $0) } ?? taps.output
  }
}

extension MultiExit: ModelFamily {
  public static let name = "multi-exit"
  public static let usage = "multi-exit:WIDTH,WIDTH…, 2 to 16 groups and exits, for example multi-exit:16,32,64"
  public static let widths = 2...16
  public static let options = [
    ModelOption("dropout", 0...0.95, standard: 0, help: "share of units dropped before every exit in training"),
    .survival,
  ]

  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    try MultiExit(
      channels: spec.imageChannels(inputShape), widths: spec.widths, classes: classes, noise: spec.noise,
      weights: weights, dropout: dropout)
  }
}
