/// One number of several runs, in short.
public struct SampleStatistics: Sendable, Equatable {
  public let count: Int
  public let mean: Double
  /// The sample's standard deviation, with n − 1; nil for a single value.
  public let deviation: Double?
  public let minimum: Double
  public let maximum: Double

  /// Nil without values. One that is not a number makes all of them so: a mean without it would hide it. O(n).
  public init?(_ values: [Double]) {
    guard let first = values.first else { return nil }
    count = values.count
    let sum = values.reduce(0, +)
    if count > 1, sum.isFinite {
      let mean = sum / Double(count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      // Equal values have no spread, whatever rounding made of their mean.
      let isConstant = values.allSatisfy { $0 == first }
      self.mean = isConstant ? first : mean
      deviation = isConstant ? 0 : (squares / Double(count - 1)).squareRoot()
    } else {
      mean = sum / Double(count)
      deviation = count > 1 ? .nan : nil
    }
    let hasNaN = values.contains { $0.isNaN }
    minimum = hasNaN ? .nan : values.min() ?? first
    maximum = hasNaN ? .nan : values.max() ?? first
  }
}
