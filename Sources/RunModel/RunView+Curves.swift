/// Where stretches of a curve meet: the columns of a chart.
public enum CurveEdges: Sendable, Equatable {
  /// Steps, ascending; a stretch has the points from its lower edge up to, but not at, its upper one.
  case steps([Double])
  /// Positions in the log, ascending: a stretch has the points that were logged from one to the next.
  case positions([Int])

  /// Equal stretches of a range of steps.
  public static func equal(_ range: Range<Double>, columns: Int) -> CurveEdges {
    let width = (range.upperBound - range.lowerBound) / Double(max(columns, 1))
    return .steps(
      (0...max(columns, 0)).map { $0 == columns ? range.upperBound : range.lowerBound + width * Double($0) })
  }

  /// Stretches there are.
  public var count: Int {
    switch self {
    case .steps(let edges): max(0, edges.count - 1)
    case .positions(let edges): max(0, edges.count - 1)
    }
  }
}

/// A point of a curve.
public struct CurvePoint: Sendable, Equatable {
  public var step: Int
  public var value: Float
  /// The moving average there, where one was asked for.
  public var smoothed: Float?
}

extension RunView {
  /// The points of a curve that fall into each of `columns` equal stretches of `steps`; nil where there is none.
  /// Costs the number of columns (an unordered foreign curve is sorted first).
  public func buckets(_ key: RunStore.Key, steps range: Range<Double>, columns: Int) -> [Series.Bucket?] {
    guard columns > 0, range.upperBound > range.lowerBound else {
      return [Series.Bucket?](repeating: nil, count: max(columns, 0))
    }
    return buckets(key, between: .equal(range, columns: columns))
  }

  /// The points of a curve that fall into each stretch; nil where there is none. Costs the number of stretches (an
  /// unordered foreign curve is sorted first).
  /// - Parameter smoothing: weight of a debiased moving average over all points, which is what the buckets are of then;
  ///   0 for none. Costs the points that have come since the last time (with the same `SmoothedCurves`).
  public func buckets(_ key: RunStore.Key, between edges: CurveEdges, smoothing weight: Double = 0)
    -> [Series.Bucket?]
  {
    guard let (series, count) = ascending(key) else { return [Series.Bucket?](repeating: nil, count: edges.count) }
    let places = places(edges, in: series, count: count)
    guard weight > 0 else { return zip(places, places.dropFirst()).map { series.bucket($0..<max($0, $1)) } }
    let average = average(key, of: series, count: count, weight: weight)
    return zip(places, places.dropFirst()).map { average.bucket($0..<max($0, $1), of: series) }
  }

  /// The first point of a curve in or after each stretch.
  private func places(_ edges: CurveEdges, in series: Series, count: Int) -> [Int] {
    switch edges {
    case .steps(let edges): edges.map { series.firstIndex(ofSteps: $0, limit: count) }
    case .positions(let edges): edges.map { min(series.count(at: $0), count) }
    }
  }

  /// The last point of a curve at a step or before it; nil before the first. O(log n).
  /// - Parameter weight: as of `buckets(_:between:smoothing:)`.
  public func point(_ key: RunStore.Key, atStep step: Int, smoothing weight: Double = 0) -> CurvePoint? {
    guard let (series, count) = ascending(key) else { return nil }
    let index = series.firstIndex(ofSteps: Double(step).nextUp, limit: count) - 1
    guard index >= 0 else { return nil }
    let smoothed =
      weight > 0
      ? average(key, of: series, count: count, weight: weight).value(at: index, of: series) : nil
    return CurvePoint(step: series.steps[index], value: series.values[index], smoothed: smoothed)
  }

  /// The step of the point of a curve that is nearest to a place between steps; nil for a curve without points. O(log n).
  public func nearestStep(_ key: RunStore.Key, to place: Double) -> Int? {
    guard let (series, count) = ascending(key), count > 0 else { return nil }
    let index = series.firstIndex(ofSteps: place, limit: count)
    if index == 0 { return series.steps[0] }
    if index == count { return series.steps[count - 1] }
    let (before, after) = (series.steps[index - 1], series.steps[index])
    return place - Double(before) < Double(after) - place ? before : after
  }

  /// The step of the next point of a curve after a step, or of the one before it. O(log n).
  public func neighbouringStep(_ key: RunStore.Key, of step: Int, forward: Bool) -> Int? {
    guard let (series, count) = ascending(key), count > 0 else { return nil }
    let index =
      forward
      ? series.firstIndex(ofSteps: Double(step).nextUp, limit: count)
      : series.firstIndex(ofSteps: Double(step), limit: count) - 1
    return index >= 0 && index < count ? series.steps[index] : nil
  }

  /// Points of a curve by now, in ascending order of steps, with the wall time (seconds since 1970) of each.
  /// - Parameter weight: as of `buckets(_:between:smoothing:)`.
  public func points(_ key: RunStore.Key, smoothing weight: Double = 0) -> [(point: CurvePoint, wallTime: Double)] {
    guard let (series, count) = ascending(key) else { return [] }
    var average = MovingAverage(weight: weight)
    return (0..<count).map { index in
      let value = series.values[index]
      let smoothed = weight > 0 ? Float(average.add(Double(value))) : nil
      return (
        CurvePoint(step: series.steps[index], value: value, smoothed: smoothed),
        store.wallTimes[series.ordinals[index]]
      )
    }
  }
}
