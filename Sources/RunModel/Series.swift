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

  public private(set) var steps = IntegerColumn()
  public private(set) var values = ChunkedArray<Float>()
  /// Place of each point in the whole log, ascending; see `RunStore.position`.
  public private(set) var ordinals = IntegerColumn()
  public private(set) var isAscending = true
  /// The highest step of any point; nil before the first.
  public private(set) var furthestStep: Int?
  private var lastStep = Int.min
  private(set) var pyramid = Pyramid()

  public init() {}

  public var count: Int { steps.count }
  public var isEmpty: Bool { steps.isEmpty }

  /// Amortised O(1).
  mutating func append(step: Int, value: Float, ordinal: Int) {
    if step < lastStep { isAscending = false }
    lastStep = step
    furthestStep = max(step, furthestStep ?? step)
    steps.append(step)
    values.append(value)
    ordinals.append(ordinal)
    pyramid.grow(over: values)
  }

  /// How many points had been logged when the log was `position` events long. O(log n).
  public func count(at position: Int) -> Int {
    guard let last = ordinals.last, last >= position else { return count }
    return ordinals.partition(count) { $0 >= position }
  }

  /// Points whose step is in `range`, among the first `limit`. Ascending series only. O(log n).
  public func indices(ofSteps range: Range<Double>, limit: Int? = nil) -> Range<Int> {
    let end = min(limit ?? count, count)
    let lower = firstIndex(ofSteps: range.lowerBound, limit: end)
    return lower..<max(lower, firstIndex(ofSteps: range.upperBound, limit: end))
  }

  /// The first point whose step is `step` or later, among the first `limit`, which is the answer if there is none.
  /// Ascending series only. O(log n).
  func firstIndex(ofSteps step: Double, limit: Int) -> Int { steps.partition(limit) { Double($0) >= step } }

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
      mean: min(max(node.mean, node.minimum), node.maximum), hasNonFinite: node.hasNonFinite, count: range.count)
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

  /// Bytes of memory taken, spare room included.
  var footprint: Int {
    MemoryLayout<Series>.stride + steps.footprint + values.footprint + ordinals.footprint + pyramid.footprint
  }
}
