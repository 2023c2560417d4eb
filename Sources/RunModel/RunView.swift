import Foundation

/// A run as it stood at one position of its log: what every panel draws from.
///
/// It borrows the store; make one for a frame and let it go.
public struct RunView {
  public let store: RunStore
  /// Events taken into account.
  public let position: Int
  private let sorted: SortedCurves
  private let smoothed: SmoothedCurves

  /// - Parameters:
  ///   - sorted: keep one for views of the same store that follow each other.
  ///   - smoothed: the same.
  public init(
    _ store: RunStore, position: Int? = nil, sorted: SortedCurves = SortedCurves(),
    smoothed: SmoothedCurves = SmoothedCurves()
  ) {
    self.store = store
    self.sorted = sorted
    self.smoothed = smoothed
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

  /// What people wrote down about steps up to now, in the order of steps: also what they wrote afterwards.
  public var notes: [Note] {
    store.notes.entries.map(\.value).filter { $0.step <= step }.enumerated()
      .sorted { ($0.element.step, $0.offset) < ($1.element.step, $1.offset) }.map(\.element)
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

  /// Steps covered by a curve so far, first to last; nil before its first point.
  public func stepRange(_ key: RunStore.Key) -> ClosedRange<Int>? {
    guard let (series, count) = ascending(key), count > 0 else { return nil }
    return series.steps[0]...series.steps[count - 1]
  }

  /// A curve with ascending steps, and how many points of it there are by now.
  func ascending(_ key: RunStore.Key) -> (series: Series, count: Int)? {
    guard let series = store.series[key] else { return nil }
    let count = series.count(at: position)
    if series.isAscending { return (series, count) }
    return sorted.curve(key, of: store, limit: count).map { ($0, count) }
  }

  /// The moving average of a curve that `ascending` gave.
  func average(_ key: RunStore.Key, of series: Series, count: Int, weight: Double) -> SmoothedSeries {
    let isSorted = store.series[key]?.isAscending == false
    return smoothed.curve(key, of: store, series, sorted: isSorted ? count : nil, weight: weight)
  }

  /// Curves that have a point by now, in order of first appearance.
  public var keys: [RunStore.Key] {
    store.keys.filter { key in store.series[key].map { $0.count(at: position) > 0 } ?? false }
  }
}
