import Torch

/// Plain stacks of 3×3 convolutions with batch norm and ReLU (Simonyan & Zisserman 2015, arXiv 1409.1556) as they are
/// used for small images: five groups, 2×2 max pooling after each, the mean over the places that are left and one linear
/// classifier. `vgg:8`: 8, 11, 13, 16 or 19 layers; `width` times 64, 128, 256, 512, 512 channels.
///
/// Taps: `group1` … `group5`, `[batch, channels, h, w]`, after ReLU and before pooling. An image is not pooled once a side
/// is one pixel. Names count layers as torchvision does, poolings too: `features.0.weight` …, `classifier.weight`.
public final class VGG: Network {
  private struct Layer {
    /// Its place in `features`; batch norm has the next one.
    var index: Int
    var convolution: Conv2d
    var normalization: BatchNorm2d
  }

  private let groups: [[Layer]]
  /// Whether a group's result is pooled.
  private let isPooled: [Bool]
  private let classifier: Linear
  private let dropout: Dropout
  public var training = true {
    didSet {
      for layer in groups.joined() { layer.normalization.training = training }
      dropout.training = training
    }
  }

  /// - Parameters:
  ///   - side: the shorter one of the images.
  ///   - groups: channels of each group's layers.
  /// - Throws: `EngineError`.
  init(
    channels: Int, side: Int, groups widths: [[Int]], classes: Int, noise: NetworkNoise, weights: RandomGenerator,
    dropout generator: RandomGenerator
  ) throws(EngineError) {
    var inputs = channels
    var side = side
    var index = 0
    var groups: [[Layer]] = []
    var isPooled: [Bool] = []
    for group in widths {
      var layers: [Layer] = []
      for width in group {
        layers.append(
          Layer(
            index: index, convolution: try Conv2d(inputs, width, kernel: 3, padding: 1, initial: .normal, weights),
            normalization: try BatchNorm2d(width)))
        inputs = width
        index += 3
      }
      groups.append(layers)
      isPooled.append(side >= 2)
      if side >= 2 { side /= 2 }
      // The pooling's own place, taken also where there is none: a name does not depend on the images' size.
      index += 1
    }
    self.groups = groups
    self.isPooled = isPooled
    classifier = try Linear(inputs, classes, weights)
    dropout = Dropout(0, generator)
    setNoise(noise)
  }

  private var parts: [ModulePart] {
    groups.joined().flatMap { layer -> [ModulePart] in
      [("features.\(layer.index)", layer.convolution), ("features.\(layer.index + 1)", layer.normalization)]
    } + [("classifier", classifier)]
  }
  public var namedParameters: [(name: String, tensor: Tensor)] { Models.namedParameters(of: parts) }
  public var namedBuffers: [(name: String, tensor: Tensor)] { Models.namedBuffers(of: parts) }

  public var tapNames: [String] { groups.indices.map { "group\($0 + 1)" } }

  public func setNoise(_ noise: NetworkNoise) {
    if let rate = noise.dropout { dropout.p = rate }
  }

  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    var taps = Taps(request, of: tapNames)
    var values = images
    for (index, group) in groups.enumerated() {
      for layer in group { values = try layer.normalization(layer.convolution, values, relu: true) }
      if taps.take("group\(index + 1)", values) { return taps.output }
      if isPooled[index] { values = try values.maxPool2d(2) }
    }
    return taps.output(logits: try classifier(dropout(values.mean([2, 3]))))
  }
}

extension VGG: ModelFamily {
  public static let name = "vgg"
  public static let usage = "vgg:DEPTH, the depth 8, 11, 13, 16 or 19, for example vgg:8,width=0.5"
  public static let widths = 1...1
  public static let options = [ModelOption.dropoutBeforeHead, .width]

  /// Layers in each group, by depth: the paper's A, B, D and E, and the 8 of the distillation literature.
  private static let layers = [
    8: [1, 1, 1, 1, 1], 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4],
  ]

  public static func check(_ numbers: [Int]) -> String? {
    numbers.first.flatMap { layers[$0] } == nil ? "its depth is 8, 11, 13, 16 or 19" : nil
  }

  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    let channels = try spec.imageChannels(inputShape)
    let widths = [64, 128, 256, 512, 512].map(spec.widened)
    let counts = spec.widths.first.flatMap { layers[$0] } ?? []
    return try VGG(
      channels: channels, side: min(inputShape[1], inputShape[2]),
      groups: zip(widths, counts).map { Array(repeating: $0, count: $1) }, classes: classes, noise: spec.noise,
      weights: weights, dropout: dropout)
  }
}
