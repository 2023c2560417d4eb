import Foundation

/// A mapping from values to fractions of an axis, and where its round numbers are.
struct ChartAxis: Equatable {
  let lower: Double
  let upper: Double
  let scale: LineChart.Scale
  /// The lower end and the length as the scale measures them: decades on a log scale.
  private let start: Double
  private let length: Double

  /// Values beyond are drawn at the edge: differences of what is left cannot overflow.
  static let limit = 1e300
  static let smallestLog = 1e-300

  /// An axis over exactly `range`; nil when the range is not finite or (on a log scale) not positive.
  init?(_ range: ClosedRange<Double>, scale: LineChart.Scale) {
    guard range.lowerBound.isFinite, range.upperBound.isFinite, range.lowerBound < range.upperBound else { return nil }
    lower = max(range.lowerBound, scale == .log ? ChartAxis.smallestLog : -ChartAxis.limit)
    upper = min(range.upperBound, ChartAxis.limit)
    self.scale = scale
    guard lower < upper else { return nil }
    (start, length) = ChartAxis.measured(from: lower, to: upper, scale)
  }

  /// An axis that shows every finite value of `series`, with a fortieth of its length free above and below; nil when
  /// there is none. A log axis without positive values covers 0.1…1.
  init?(fitting series: [ChartSeries], scale: LineChart.Scale) {
    var low = Double.infinity
    var high = -Double.infinity
    var isEmpty = true
    for bucket in series.lazy.flatMap(\.buckets) {
      guard let bucket, bucket.isFinite else { continue }
      isEmpty = false
      for value in [bucket.minimum, bucket.maximum] {
        guard scale == .linear || value > 0 else { continue }
        let clamped = min(ChartAxis.limit, max(-ChartAxis.limit, value))
        low = min(low, clamped)
        high = max(high, clamped)
      }
    }
    guard !isEmpty else { return nil }
    self.scale = scale
    switch scale {
    case .linear:
      let margin = low == high ? max(abs(low) * 0.1, 1e-12) : (high - low) / 40
      // Losses and accuracies start at zero: no room below it unless something is there.
      lower = low >= 0 && low - margin < 0 ? 0 : low - margin
      upper = high + (low == 0 && high == 0 ? 1 : margin)
    case .log:
      if !low.isFinite { (low, high) = (0.1, 1) }
      low = max(low, ChartAxis.smallestLog)
      high = max(high, low)
      let margin = low == high ? 2 : pow(10, (log10(high) - log10(low)) * 0.025)
      lower = max(low / margin, ChartAxis.smallestLog / 10)
      upper = min(high * margin, ChartAxis.limit * 10)
    }
    (start, length) = ChartAxis.measured(from: lower, to: upper, scale)
  }

  private static func measured(
    from lower: Double, to upper: Double, _ scale: LineChart.Scale
  ) -> (start: Double, length: Double) {
    scale == .linear ? (lower, upper - lower) : (log10(lower), log10(upper) - log10(lower))
  }

  /// Where `value` is, 0 at the bottom and 1 at the top; values outside are clamped.
  func fraction(_ value: Double) -> Double {
    guard scale == .linear || value > 0 else { return 0 }
    let fraction = ((scale == .linear ? value : log10(value)) - start) / length
    return fraction.isNaN ? 0 : min(1, max(0, fraction))
  }

  /// Round numbers inside the axis, at most `count` of them, rising. On a log scale decades, with 2 and 5 between
  /// when there is room.
  func ticks(atMost count: Int) -> [Double] {
    guard count > 0 else { return [] }
    if scale == .log {
      let found = logTicks(atMost: count)
      if found.count >= 2 || count < 2 { return found }
    }
    return ChartAxis.linearTicks(from: lower, to: upper, atMost: count)
  }

  private func logTicks(atMost count: Int) -> [Double] {
    let first = Int(floor(log10(lower)))
    let last = max(first, Int(ceil(log10(upper))))
    for digits in [[1.0, 2, 5], [1.0, 3], [1.0]] {
      let found = (first...last).flatMap { decade in digits.map { $0 * pow(10, Double(decade)) } }
        .filter { $0 >= lower && $0 <= upper }
      if found.count <= count { return found }
    }
    var stride = 2
    while true {
      let found = (first...last).filter { $0 % stride == 0 }.map { pow(10, Double($0)) }
        .filter { $0 >= lower && $0 <= upper }
      if found.count <= count { return found }
      stride += stride == 2 ? 1 : stride
    }
  }

  /// Multiples of 1, 2 or 5 times a power of ten between the two numbers, at most `count` of them and at least `grain`
  /// apart.
  static func linearTicks(
    from lower: Double, to upper: Double, atMost count: Int, grain: Double = 0
  ) -> [Double] {
    let length = upper - lower
    guard count > 0, length > 0, length.isFinite else { return [] }
    var step = roundStep(max(length / Double(count), grain))
    for _ in 0..<4 {
      let first = (lower / step).rounded(.up)
      let last = (upper / step).rounded(.down)
      // So far from zero that neighbouring multiples are the same number: no ticks rather than wrong ones.
      guard first.magnitude < 1e15, last.magnitude < 1e15 else { return [] }
      if last < first { return [] }
      let total = Int(last - first) + 1
      if total <= count { return (0..<total).map { (first + Double($0)) * step } }
      step = roundStep(step * 1.5)
    }
    return []
  }

  /// The least of 1, 2, 5, 10 … times a power of ten that is not less than `length`.
  static func roundStep(_ length: Double) -> Double {
    let power = pow(10, floor(log10(length)))
    guard power > 0, power.isFinite else { return length }
    return ([1.0, 2, 5].first { $0 * power >= length * 0.999_999 } ?? 10) * power
  }
}
