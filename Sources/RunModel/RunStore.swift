import Foundation

/// Everything known of a run, built from its events alone: the one source of what the screen shows. A live run, a
/// replayed log and a log some other program wrote all fill one in the same way.
///
/// A *position* is a number of events: the state at position `p` is that after the first `p`. Replaying moves a
/// position over a full store; a live run looks at the end. Not thread-safe: one thread fills and reads it.
public final class RunStore {
  /// A curve's name: the tag, and the sub-directory of the log it came from (empty for the log's own).
  public struct Key: Hashable, Sendable, Comparable {
    public var tag: String
    public var run: String

    public init(_ tag: String, run: String = "") {
      self.tag = tag
      self.run = run
    }

    public static func < (a: Key, b: Key) -> Bool { (a.tag, a.run) < (b.tag, b.run) }
  }

  /// Curves in the order in which they first appeared.
  public private(set) var keys: [Key] = []
  public private(set) var series: [Key: Series] = [:]
  public private(set) var descriptions = History<RunDescription>()
  public private(set) var phases = History<PhaseStart>()
  public private(set) var commands = History<CommandOutcome>()
  public private(set) var statuses = History<StatusChange>()
  public private(set) var notices = History<Notice>()
  public private(set) var summaries = History<RunSummary>()
  /// By tag; thinned when there are many of one tag.
  public private(set) var histograms: [Key: History<Histogram>] = [:]
  public private(set) var tensors: [Key: History<TensorValue>] = [:]
  /// Texts that are not ours, by tag.
  public private(set) var texts: [Key: History<String>] = [:]
  /// Seconds since 1970 of every event, made to ascend: clocks of several machines may disagree.
  public private(set) var wallTimes: [Double] = []
  public private(set) var steps: [Int] = []
  /// The highest step at each event: where the run stands, whatever order its writers kept.
  public private(set) var furthestSteps: [Int] = []
  /// Counts up with every change, so that a reader knows when to look again.
  public private(set) var generation = 0

  public init() {}

  /// How many events there are: the position at the end.
  public var position: Int { wallTimes.count }

  /// Histograms, tensors and texts of one tag beyond this are thinned, which bounds what a hostile log can hold.
  private static let keptPerTag = 512
  /// A log with more tags than this is read on, but further tags are not kept.
  public static let maximumTags = 10_000

  /// Takes in one event. Amortised O(1) for scalars.
  /// - Parameter run: the sub-directory of the log the event came from.
  public func apply(_ event: Event, run: String = "") {
    let ordinal = wallTimes.count
    generation &+= 1
    if case .sessionStart = event.content, event.step > 0 { supersede(fromStep: event.step, run: run) }
    let time = event.wallTime.isFinite ? event.wallTime : 0
    wallTimes.append(max(time, wallTimes.last ?? time))
    steps.append(event.step)
    let isRestart = event.content == .sessionStart
    furthestSteps.append(isRestart ? event.step : max(event.step, furthestSteps.last ?? event.step))
    switch event.content {
    case .scalars(let scalars):
      for scalar in scalars { append(scalar, event: event, ordinal: ordinal, run: run) }
    case .histogram(let tag, let histogram):
      record(histogram, in: \.histograms, tag: tag, run: run, step: event.step, ordinal: ordinal)
    case .tensor(let tag, let tensor):
      record(tensor, in: \.tensors, tag: tag, run: run, step: event.step, ordinal: ordinal)
    case .text(let tag, let text): apply(text: text, tag: tag, step: event.step, ordinal: ordinal, run: run)
    case .sessionStart: break
    }
  }

  private func append(_ scalar: Scalar, event: Event, ordinal: Int, run: String) {
    let key = Key(scalar.tag, run: run)
    if series[key] == nil {
      guard keys.count < Self.maximumTags else { return }
      keys.append(key)
    }
    series[key, default: Series()].append(
      step: event.step, value: scalar.value, ordinal: UInt32(truncatingIfNeeded: ordinal))
  }

  private func record<Value>(
    _ value: Value, in path: ReferenceWritableKeyPath<RunStore, [Key: History<Value>]>, tag: String, run: String,
    step: Int, ordinal: Int
  ) {
    let key = Key(tag, run: run)
    if self[keyPath: path][key] == nil && self[keyPath: path].count >= Self.maximumTags { return }
    self[keyPath: path][key, default: History(capacity: Self.keptPerTag)].append(value, step: step, ordinal: ordinal)
  }

  private func apply(text: String, tag: String, step: Int, ordinal: Int, run: String) {
    func take<Value: Decodable>(_ path: ReferenceWritableKeyPath<RunStore, History<Value>>) -> Bool {
      guard let value = Event.decode(Value.self, from: text) else { return false }
      self[keyPath: path].append(value, step: step, ordinal: ordinal)
      return true
    }
    let isTaken =
      switch tag {
      case Tag.run: take(\.descriptions)
      case Tag.phase: take(\.phases)
      case Tag.command: take(\.commands)
      case Tag.status: take(\.statuses)
      case Tag.notice: take(\.notices)
      case Tag.summary: take(\.summaries)
      default: false
      }
    if !isTaken { record(text, in: \.texts, tag: tag, run: run, step: step, ordinal: ordinal) }
  }

  private func supersede(fromStep step: Int, run: String) {
    for key in keys where key.run == run {
      if let last = series[key]?.steps.max(), last >= step { series[key] = series[key]?.truncated(beforeStep: step) }
    }
    for key in histograms.keys where key.run == run { histograms[key]?.remove(fromStep: step) }
    for key in tensors.keys where key.run == run { tensors[key]?.remove(fromStep: step) }
    phases.remove(fromStep: step)
    commands.remove(fromStep: step)
    statuses.remove(fromStep: step)
    summaries.remove(fromStep: step)
  }

  /// The last position at which the run had come to `step` or less far. O(n).
  public func position(atStep step: Int) -> Int {
    (furthestSteps.lastIndex { $0 <= step }).map { $0 + 1 } ?? 0
  }

  /// The position just after the last event at `wallTime` (seconds since 1970) or before it. O(log n).
  public func position(atTime wallTime: Double) -> Int {
    var low = 0
    var high = wallTimes.count
    while low < high {
      let middle = (low + high) / 2
      if wallTimes[middle] > wallTime { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
