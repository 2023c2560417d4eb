/// One curve: every point ever logged for a tag, in the order of arrival, with what drawing it fast needs.
///
/// Steps usually ascend. Where a foreign log has them in another order, queries by step work on a sorted copy.
public struct Series: Sendable {
  /// What a stretch of the curve looks like when it has to fit one column of dots.
  public struct Bucket: Sendable, Equatable {
    /// Over finite values only; NaN when there is none.
    public var minimum: Float
    public var maximum: Float
    /// First and last finite values of the stretch, to join neighbouring columns; NaN when there is none.
    public var first: Float
    public var last: Float
    /// Over finite values only; NaN when there is none.
    public var mean: Float
    /// A NaN or an infinity is in the stretch.
    public var hasNonFinite: Bool
    public var count: Int
  }

  public private(set) var steps: [Int] = []
  public private(set) var values: [Float] = []
  /// Place of each point in the whole log, ascending; see `RunStore.position`.
  public private(set) var ordinals: [UInt32] = []
  public private(set) var isAscending = true
  /// The highest step of any point; nil before the first.
  public private(set) var furthestStep: Int?
  private var pyramid = Pyramid()
  /// Sum of the finite values, and their count, up to and with each point: the mean of any stretch is two look-ups.
  private var sums: [Double] = []
  private var finiteCounts: [UInt32] = []

  public init() {}

  public var count: Int { steps.count }
  public var isEmpty: Bool { steps.isEmpty }

  /// Amortised O(1).
  mutating func append(step: Int, value: Float, ordinal: UInt32) {
    if let last = steps.last, step < last { isAscending = false }
    furthestStep = max(step, furthestStep ?? step)
    steps.append(step)
    values.append(value)
    ordinals.append(ordinal)
    pyramid.append(value)
    sums.append((sums.last ?? 0) + (value.isFinite ? Double(value) : 0))
    finiteCounts.append((finiteCounts.last ?? 0) &+ (value.isFinite ? 1 : 0))
  }

  /// How many points had been logged when the log was `position` events long. O(log n).
  public func count(at position: Int) -> Int {
    guard let last = ordinals.last, Int(last) >= position else { return count }
    return partition(count) { Int(ordinals[$0]) >= position }
  }

  /// Points whose step is in `range`, among the first `limit`. Ascending series only. O(log n).
  public func indices(ofSteps range: Range<Double>, limit: Int? = nil) -> Range<Int> {
    let end = min(limit ?? count, count)
    let lower = partition(end) { Double(steps[$0]) >= range.lowerBound }
    let upper = partition(end) { Double(steps[$0]) >= range.upperBound }
    return lower..<max(lower, upper)
  }

  /// The stretch `range` of points as one bucket; nil when it is empty. O(log n).
  public func bucket(_ range: Range<Int>) -> Bucket? {
    let range = range.clamped(to: 0..<count)
    guard !range.isEmpty else { return nil }
    let node = pyramid.node(over: range, of: values)
    guard node.minimum <= node.maximum else {
      return Bucket(
        minimum: .nan, maximum: .nan, first: .nan, last: .nan, mean: .nan, hasNonFinite: true, count: range.count)
    }
    let first = range.first { values[$0].isFinite } ?? range.lowerBound
    let last = range.last { values[$0].isFinite } ?? range.lowerBound
    return Bucket(
      minimum: node.minimum, maximum: node.maximum, first: values[first], last: values[last],
      mean: min(max(mean(range), node.minimum), node.maximum), hasNonFinite: node.hasNonFinite, count: range.count)
  }

  /// Over the finite values of a stretch that has some.
  private func mean(_ range: Range<Int>) -> Float {
    let (last, before) = (range.upperBound - 1, range.lowerBound - 1)
    let count = finiteCounts[last] &- (before >= 0 ? finiteCounts[before] : 0)
    let sum = sums[last] - (before >= 0 ? sums[before] : 0)
    return Float(sum / Double(max(count, 1)))
  }

  /// Places of the points in ascending order of steps, points of equal step in order of arrival. O(n log n).
  var stepOrder: [UInt32] {
    (0..<UInt32(count)).sorted { (steps[Int($0)], $0) < (steps[Int($1)], $1) }
  }

  /// Those of the first `limit` points, in the order of all points that `stepOrder` found. O(n).
  func arranged(_ order: [UInt32], limit: Int) -> Series {
    var arranged = Series()
    for place in order where place < limit {
      let index = Int(place)
      arranged.append(step: steps[index], value: values[index], ordinal: ordinals[index])
    }
    return arranged
  }

  /// Without the points at `step` or later, which a restarted writer supersedes. O(n).
  func truncated(beforeStep step: Int) -> Series {
    var kept = Series()
    for index in 0..<count where steps[index] < step {
      kept.append(step: steps[index], value: values[index], ordinal: ordinals[index])
    }
    return kept
  }

  /// First index below `end` for which `isAfter` holds, where it holds for all indices after that one.
  private func partition(_ end: Int, _ isAfter: (Int) -> Bool) -> Int {
    var low = 0
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if isAfter(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
