// What families read out of a spec when they build a network.
extension ModelSpec {
  /// An option's value; its default where it was not given.
  func value(of option: ModelOption) -> Double {
    options.last { $0.name == option.name }?.value ?? option.standard
  }

  /// The noise it asks for.
  var noise: NetworkNoise {
    NetworkNoise(dropout: value(of: .dropout), survival: value(of: .survival))
  }

  /// Channels times the option `width`, 1 at least.
  func widened(_ channels: Int) -> Int {
    max(1, Int((Double(channels) * value(of: .width)).rounded()))
  }

  /// Channels of images `[channels, height, width]`.
  /// - Throws: `ModelSpecError` for any other shape.
  func imageChannels(_ shape: [Int]) throws(ModelSpecError) -> Int {
    guard shape.count == 3 else {
      throw ModelSpecError(
        spec: description, problem: .input(shape: shape, reason: "it takes [channels, height, width]"))
    }
    return shape[0]
  }
}
