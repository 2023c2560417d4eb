/// How far a network may be taken at its word: Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks,
/// ICML 2017, arXiv 1706.04599. Examples stand in bins of equal width by the top probability.
public struct Calibration: Sendable, Codable, Equatable {
  /// One bar of the reliability diagram.
  public struct Bin: Sendable, Codable, Equatable {
    /// Top probabilities in (lower, upper].
    public var lower: Double
    public var upper: Double
    public var count: Int
    /// Mean top probability; 0 for an empty bin.
    public var confidence: Double
    /// Share that is right; 0 for an empty bin.
    public var accuracy: Double
  }

  public let bins: [Bin]
  /// The expected calibration error: Σ count/n·|accuracy − confidence|.
  public let error: Double

  /// - Parameter count: how many bins, 1 or more.
  public init(_ table: LogitTable, temperature: Double = 1, bins count: Int = 15) {
    var sums = [(n: Int, confidence: Double, right: Int)](repeating: (0, 0, 0), count: max(1, count))
    let predictions = table.predictions
    for example in 0..<table.count {
      let p = table.probabilities(example, temperature: temperature)
      let top = p[predictions[example]]
      let place = min(sums.count - 1, max(0, Int((top * Double(sums.count)).rounded(.up)) - 1))
      sums[place].n += 1
      sums[place].confidence += top
      if predictions[example] == table.labels[example] { sums[place].right += 1 }
    }
    let width = 1 / Double(sums.count)
    bins = sums.enumerated().map { index, bin in
      Bin(
        lower: Double(index) * width, upper: Double(index + 1) * width, count: bin.n,
        confidence: bin.n > 0 ? bin.confidence / Double(bin.n) : 0,
        accuracy: bin.n > 0 ? Double(bin.right) / Double(bin.n) : 0)
    }
    error = bins.reduce(0) {
      $0 + Double($1.count) / Double(max(1, table.count)) * abs($1.accuracy - $1.confidence)
    }
  }
}
