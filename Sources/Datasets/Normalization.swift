/// How a data set wants its pixels normalised.
public enum NormalizationRule: Sendable, Equatable {
  /// Mean and deviation are measured on the training split alone, so that nothing leaks from validation or test.
  case measured
  case fixed(Normalization)
}

/// Mean and standard deviation of each channel, of values scaled to 0 ... 1. Save it with a checkpoint: a student
/// must see at test time what it saw in training.
public struct Normalization: Sendable, Equatable, Codable {
  /// `[channels]`.
  public let mean: [Float]
  /// `[channels]`, all above 0.
  public let deviation: [Float]

  /// A deviation that is not above 0 (a channel that never varies) becomes 1; missing ones too, surplus ones go.
  public init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = mean.indices.map { $0 < deviation.count && deviation[$0] > 0 ? deviation[$0] : 1 }
  }

  /// Leaves values in 0 ... 1 as they are.
  public static func identity(channels: Int) -> Normalization {
    Normalization(
      mean: [Float](repeating: 0, count: channels), deviation: [Float](repeating: 1, count: channels))
  }
}

extension ImageDataset {
  /// What `normalizationRule` comes to when training on the items at `indices`: the fixed one, or each channel's
  /// mean and population deviation over those items, summed in integers and so the same on every machine.
  /// No indices give `.identity`.
  ///
  /// - Precondition: every index is in 0 ..< `count`.
  public func normalization(training indices: [Int]) -> Normalization {
    if case .fixed(let normalization) = normalizationRule { return normalization }
    guard !indices.isEmpty else { return .identity(channels: shape.channels) }
    var mean: [Float] = []
    var deviation: [Float] = []
    for channel in 0..<shape.channels {
      let (sum, squares) = sums(channel: channel, indices)
      let values = Double(indices.count * shape.area)
      let scale = Double(pixelMaximum)
      let average = Double(sum) / values
      let variance = max(0, Double(squares) / values - average * average)
      mean.append(Float(average / scale))
      deviation.append(Float(variance.squareRoot() / scale))
    }
    return Normalization(mean: mean, deviation: deviation)
  }

  /// Sum and sum of squares of a channel's raw values.
  private func sums(channel: Int, _ indices: [Int]) -> (sum: UInt64, squares: UInt64) {
    var sum: UInt64 = 0
    var squares: UInt64 = 0
    pixels.withUnsafeBufferPointer { pixels in
      for index in indices {
        precondition(index >= 0 && index < count, "index is outside the data set")
        let start = index * shape.count + channel * shape.area
        for offset in start..<start + shape.area {
          let value = UInt64(pixels[offset])
          sum &+= value
          squares &+= value &* value
        }
      }
    }
    return (sum, squares)
  }
}
