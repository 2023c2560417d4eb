import Torch

/// Groups of 3×3 convolution, batch norm, ReLU and 2×2 max pooling, then the mean over places and a linear classifier.
/// `convnet:32,64,128,dropout=0.2`: a group for each width.
///
/// Taps: `group1` … `[batch, width, height, width]`, after pooling. The last groups of a small image are not pooled
/// once a side is one pixel.
public final class ConvNet: Network {
  private struct Group {
    var convolution: Conv2d
    var normalization: BatchNorm2d
    var isPooled: Bool
  }

  private let groups: [Group]
  private let head: Linear
  private let dropout: Dropout
  public var training = true {
    didSet {
      for group in groups { group.normalization.training = training }
      dropout.training = training
    }
  }

  init(inputShape: [Int], widths: [Int], classes: Int, dropout: Dropout, weights: RandomGenerator) throws {
    var groups: [Group] = []
    var channels = inputShape[0]
    var side = min(inputShape[1], inputShape[2])
    for width in widths {
      groups.append(
        Group(
          convolution: try Conv2d(channels, width, kernel: 3, padding: 1, bias: false, weights),
          normalization: try BatchNorm2d(width), isPooled: side >= 2))
      if side >= 2 { side /= 2 }
      channels = width
    }
    self.groups = groups
    head = try Linear(channels, classes, weights)
    self.dropout = dropout
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    groups.enumerated().flatMap { index, group in
      prefixed("groups.\(index).conv", group.convolution.namedParameters)
        + prefixed("groups.\(index).bn", group.normalization.namedParameters)
    } + prefixed("head", head.namedParameters)
  }

  public var namedBuffers: [(name: String, tensor: Tensor)] {
    groups.enumerated().flatMap { prefixed("groups.\($0.offset).bn", $0.element.normalization.namedBuffers) }
  }

  public var tapNames: [String] { groups.indices.map { "group\($0 + 1)" } }

  public func setNoise(_ noise: NetworkNoise) {
    if let rate = noise.dropout { dropout.p = rate }
  }

  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    var values = images
    var taps = Taps(request, of: tapNames)
    for (index, group) in groups.enumerated() {
      values = try group.normalization(group.convolution, values, relu: true)
      if group.isPooled { values = try values.maxPool2d(2) }
      if taps.take("group\(index + 1)", values) { return taps.output }
    }
    var features = try values.mean([2, 3])
    features = try dropout(features)
    return taps.output(logits: try head(features))
  }
}

extension ConvNet: ModelFamily {
  public static let name = "convnet"
  public static let usage = "convnet:WIDTH,WIDTH…, 1 to 16 groups, for example convnet:32,64,dropout=0.2"
  public static let widths = 1...16
  public static let options = [ModelOption.dropout]

  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    _ = try spec.imageChannels(inputShape)
    let rate = spec.value(of: .dropout)
    return try ConvNet(
      inputShape: inputShape, widths: spec.widths, classes: classes,
      dropout: Dropout(rate, dropout), weights: weights)
  }
}
