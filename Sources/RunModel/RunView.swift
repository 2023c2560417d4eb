import Foundation

/// A run as it stood at one position of its log: what every panel draws from.
///
/// It borrows the store; make one for a frame and let it go.
public struct RunView {
  public let store: RunStore
  /// Events taken into account.
  public let position: Int
  private let sorted: SortedCurves

  /// - Parameter sorted: keep one for views of the same store that follow each other.
  public init(_ store: RunStore, position: Int? = nil, sorted: SortedCurves = SortedCurves()) {
    self.store = store
    self.sorted = sorted
    self.position = min(max(position ?? store.position, 0), store.position)
  }

  public var description: RunDescription? { store.descriptions.latest(at: position) }
  public var phase: PhaseStart? { store.phases.latest(at: position) }
  /// What the method is doing by itself; nil for one that does nothing.
  public var methodStatus: MethodStatus? { store.methodStatuses.latest(at: position) }
  public var status: StatusChange? { store.statuses.latest(at: position) }
  public var summary: RunSummary? { store.summaries.latest(at: position) }

  /// Optimiser steps taken so far.
  public var step: Int { position > 0 ? store.furthestSteps[position - 1] : 0 }

  /// Seconds from the first event to the last one taken into account.
  public var elapsed: Double {
    guard position > 0, let start = store.wallTimes.first else { return 0 }
    return store.wallTimes[position - 1] - start
  }

  /// Knob changes so far (applied ones), oldest first, with the step after which each one holds.
  public var changes: [(step: Int, outcome: CommandOutcome)] {
    store.commands.prefix(at: position).compactMap { entry in
      entry.value.applied && entry.value.knob != nil ? (entry.step, entry.value) : nil
    }
  }

  /// Steps of the checkpoints that are there by now, and what each was written for, oldest first.
  public var checkpoints: [(step: Int, reason: CheckpointRecord.Reason)] {
    var reasons: [Int: CheckpointRecord.Reason] = [:]
    for entry in store.checkpoints.prefix(at: position) {
      for step in entry.value.removed { reasons[step] = nil }
      reasons[entry.value.step] = entry.value.reason
    }
    return reasons.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The latest value of a curve; nil before its first point.
  public func value(_ tag: String, run: String = "") -> Float? {
    guard let series = store.series[RunStore.Key(tag, run: run)] else { return nil }
    let count = series.count(at: position)
    return count > 0 ? series.values[count - 1] : nil
  }

  /// The value a knob has now: as logged, or its default before the first log entry.
  public func knobValue(_ knob: Knob) -> Double {
    let series = store.series[RunStore.Key(Tag.knob(knob.name))]
    let count = series?.count(at: position) ?? 0
    let logged = count > 0 ? series.map { (value: $0.values[count - 1], ordinal: $0.ordinals[count - 1]) } : nil
    // The log holds single precision; the text of a change has the exact number. The method may have moved the knob since.
    if let change = store.commands.prefix(at: position).last(where: { $0.value.knob == knob.name && $0.value.applied }),
      let new = change.value.new, logged.map({ $0.ordinal < change.ordinal || $0.value == Float(new) }) ?? true
    {
      return new
    }
    return logged.map { Double("\($0.value)") ?? Double($0.value) } ?? knob.defaultValue
  }

  /// The points of a curve that fall into each of `columns` equal stretches of `steps`; nil where there is none.
  /// Costs the number of columns (an unordered foreign curve is sorted first).
  public func buckets(_ key: RunStore.Key, steps range: Range<Double>, columns: Int) -> [Series.Bucket?] {
    guard columns > 0, range.upperBound > range.lowerBound, let (series, limit) = ascending(key) else {
      return [Series.Bucket?](repeating: nil, count: max(columns, 0))
    }
    let width = (range.upperBound - range.lowerBound) / Double(columns)
    var start = series.firstIndex(ofSteps: range.lowerBound, limit: limit)
    return (0..<columns).map { column in
      let upper = column == columns - 1 ? range.upperBound : range.lowerBound + width * Double(column + 1)
      let end = series.firstIndex(ofSteps: upper, limit: limit)
      defer { start = max(start, end) }
      return series.bucket(start..<max(start, end))
    }
  }

  /// Steps covered by a curve so far, first to last; nil before its first point.
  public func stepRange(_ key: RunStore.Key) -> ClosedRange<Int>? {
    guard let (series, count) = ascending(key), count > 0 else { return nil }
    return series.steps[0]...series.steps[count - 1]
  }

  /// A curve with ascending steps, and how many points of it there are by now.
  private func ascending(_ key: RunStore.Key) -> (series: Series, count: Int)? {
    guard let series = store.series[key] else { return nil }
    let count = series.count(at: position)
    if series.isAscending { return (series, count) }
    return sorted.curve(key, of: store, limit: count).map { ($0, count) }
  }

  /// Curves that have a point by now, in order of first appearance.
  public var keys: [RunStore.Key] {
    store.keys.filter { key in store.series[key].map { $0.count(at: position) > 0 } ?? false }
  }
}
