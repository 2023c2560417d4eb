import Torch

/// Layers of neurons with ReLU between, dropout after each hidden one. `mlp:1200,1200,dropout=0.5`; without widths it
/// is a linear classifier.
///
/// Taps: `hidden1` … `[batch, width]`, after ReLU and before dropout. Parameters are named as in a PyTorch
/// `Sequential` of linear layers alone: `0.weight`, `0.bias`, `1.weight` …
public final class MLP: Network {
  private let layers: [Linear]
  private let dropout: Dropout
  public var training = true {
    didSet { dropout.training = training }
  }

  init(inputs: Int, widths: [Int], classes: Int, dropout: Dropout, weights: RandomGenerator) throws {
    var layers: [Linear] = []
    var width = inputs
    for next in widths + [classes] {
      layers.append(try Linear(width, next, weights))
      width = next
    }
    self.layers = layers
    self.dropout = dropout
  }

  public var namedParameters: [(name: String, tensor: Tensor)] {
    layers.enumerated().flatMap { prefixed("\($0.offset)", $0.element.namedParameters) }
  }

  public var tapNames: [String] { layers.indices.dropLast().map { "hidden\($0 + 1)" } }

  public func setNoise(_ noise: NetworkNoise) {
    if let rate = noise.dropout { dropout.p = rate }
  }

  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    var values = try images.flatten(from: 1)
    var taps = Taps(request, of: tapNames)
    for (index, layer) in layers.enumerated() {
      values = try layer(values)
      guard index < layers.count - 1 else { break }
      values = try values.relu()
      if taps.take("hidden\(index + 1)", values) { return taps.output }
      values = try dropout(values)
    }
    return taps.output(logits: values)
  }
}

extension MLP: ModelFamily {
  public static let name = "mlp"
  public static let usage = "mlp:WIDTH,WIDTH…, up to 64 hidden layers, for example mlp:1200,1200,dropout=0.5"
  public static let widths = 0...64
  public static let options = [ModelOption.dropout]

  public static func build(
    _ spec: ModelSpec, inputShape: [Int], classes: Int, weights: RandomGenerator, dropout: RandomGenerator
  ) throws -> any Network {
    let rate = spec.value(of: .dropout)
    return try MLP(
      inputs: inputShape.reduce(1, *), widths: spec.widths, classes: classes,
      dropout: Dropout(rate, dropout), weights: weights)
  }
}
