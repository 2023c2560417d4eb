/// A curve of one run, or the mean of several with the spread between them, in equal stretches of steps.
public struct CurveBand: Sendable, Equatable {
  /// A stretch of the curve.
  public struct Point: Sendable, Equatable {
    public var mean: Double
    /// Of one run: its extremes. Of several: those of their means, so that what is seen is how far the runs are apart and
    /// not how much each of them shivers.
    public var minimum: Double
    public var maximum: Double
    public var first: Double
    public var last: Double
    /// A value that is NaN or infinite is in the stretch.
    public var hasNonFinite: Bool
    /// Values of one run, or runs.
    public var count: Int
  }

  /// One a column; nil where nothing is known.
  public private(set) var points: [Point?]
  /// Runs that the curve stands for.
  public let runs: Int

  /// - Parameter steps: since the curves' phases began, see `AlignedCurve`.
  public init(_ curves: [AlignedCurve], steps: Range<Double>, columns: Int) {
    runs = curves.count
    let all = curves.map { CurveBand.single($0, steps: steps, columns: columns) }
    points = all.count == 1 ? all[0] : CurveBand.merged(all, columns: columns)
  }

  private static func single(_ curve: AlignedCurve, steps: Range<Double>, columns: Int) -> [Point?] {
    curve.buckets(steps: steps, columns: columns).map { bucket in
      bucket.map {
        Point(
          mean: Double($0.mean), minimum: Double($0.minimum), maximum: Double($0.maximum), first: Double($0.first),
          last: Double($0.last), hasNonFinite: $0.hasNonFinite, count: $0.count)
      }
    }
  }

  /// Where all of the curves have a value, or lie between two near ones: where one is missing, a mean of the others would
  /// be another curve.
  private static func merged(_ curves: [[Point?]], columns: Int) -> [Point?] {
    let filled = curves.map(interpolated)
    return (0..<columns).map { column in
      let means = filled.compactMap { $0[column] }
      let hasNonFinite = curves.contains { $0[column]?.hasNonFinite == true }
      guard !curves.isEmpty, means.count == curves.count, let spread = SampleStatistics(means) else {
        return hasNonFinite ? gap : nil
      }
      return Point(
        mean: spread.mean, minimum: spread.minimum, maximum: spread.maximum, first: spread.mean, last: spread.mean,
        hasNonFinite: hasNonFinite, count: spread.count)
    }
  }

  private static let gap = Point(
    mean: .nan, minimum: .nan, maximum: .nan, first: .nan, last: .nan, hasNonFinite: true, count: 0)

  /// The means, with straight lines between columns that are at most four times as far apart as usual: a value logged
  /// once an epoch is a line, and a hole stays a hole.
  private static func interpolated(_ points: [Point?]) -> [Double?] {
    var values = points.map { point in point.flatMap { $0.mean.isFinite ? $0.mean : nil } }
    let known = values.indices.filter { values[$0] != nil }
    let distances = zip(known, known.dropFirst()).map { $1 - $0 }.sorted()
    guard !distances.isEmpty else { return values }
    let reach = 4 * distances[distances.count / 2]
    for (left, right) in zip(known, known.dropFirst()) where right - left > 1 && right - left <= reach {
      guard let start = values[left], let end = values[right] else { continue }
      for column in left + 1..<right {
        let share = Double(column - left) / Double(right - left)
        values[column] = start + (end - start) * share
      }
    }
    return values
  }
}
