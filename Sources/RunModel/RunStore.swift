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
  /// What the run says of itself: the log's own directory alone, see `apply(_:run:)`.
  public private(set) var descriptions = History<RunDescription>(capacity: 64)
  public private(set) var phases = History<PhaseStart>(capacity: RunStore.keptStructured)
  public private(set) var commands = History<CommandOutcome>(capacity: RunStore.keptStructured)
  public private(set) var statuses = History<StatusChange>(capacity: RunStore.keptStructured)
  public private(set) var notices = History<Notice>(capacity: RunStore.keptStructured)
  /// What people wrote down, in the order of writing; the steps they are about are their own.
  public private(set) var notes = History<Note>(capacity: RunStore.keptStructured)
  public private(set) var methodStatuses = History<MethodStatus>(capacity: RunStore.keptStructured)
  public private(set) var checkpoints = History<CheckpointRecord>(capacity: RunStore.keptStructured)
  /// What was said of networks that were looked into.
  public private(set) var inspections = History<InspectionNote>(capacity: RunStore.keptStructured)
  /// What language models made of a sentence.
  public private(set) var sentences = History<SentenceReading>(capacity: RunStore.keptStructured)
  public private(set) var summaries = History<RunSummary>(capacity: 64)
  /// By tag; thinned when there are many of one tag, or more than memory is set aside for.
  public private(set) var histograms = KeptRecords<Histogram>(
    budget: RunStore.memoryBudget / 4, capacity: RunStore.keptPerTag
  ) { ($0.limits.count + $0.counts.count) * MemoryLayout<Double>.size }
  public private(set) var tensors = KeptRecords<TensorValue>(
    budget: RunStore.memoryBudget / 2, capacity: RunStore.keptPerTag
  ) {
    $0.values.count * MemoryLayout<Float>.size + $0.shape.count * MemoryLayout<Int>.size
  }
  /// Texts that are not ours, and those of ours that runs in sub-directories wrote, by tag.
  public private(set) var texts = KeptRecords<String>(budget: RunStore.memoryBudget / 4, capacity: RunStore.keptPerTag)
  { $0.utf8.count }
  /// Seconds since 1970 of every event, made to ascend: clocks of several machines may disagree. The time between a
  /// session of the log's own and the next one is left out.
  public private(set) var wallTimes = TimeColumn()
  /// Within ±`LogLimits.steps`, as all steps here.
  public private(set) var steps = IntegerColumn()
  /// The highest step at each event: where the run stands, whatever order its writers kept.
  public private(set) var furthestSteps = IntegerColumn()
  /// Counts up with every change, so that a reader knows when to look again.
  public private(set) var generation = 0
  /// Counts up with every change but one more point of a curve, or one more tensor or histogram of a tag, that is there
  /// already: what a run looks like, these aside, is as it was while this is. A knob's value is no curve in that sense.
  public private(set) var outlineGeneration = 0
  /// Counts up with every tensor and histogram.
  public private(set) var tensorGeneration = 0
  /// How often points were taken back because a writer began again before them.
  private(set) var supersessions = 0
  /// The highest step since the last start in the log's own directory.
  private var ownStep: Int?
  /// Seconds between a session's end and the next one's start, all together.
  private var idleTime = 0.0
  /// Tensors that contradict their shape.
  private var contradictions = 0

  public init() {}

  /// How many events there are: the position at the end.
  public var position: Int { wallTimes.count }

  /// Bytes of memory that events and the points of curves take, spare room included.
  var footprint: Int {
    wallTimes.footprint + steps.footprint + furthestSteps.footprint + series.values.reduce(0) { $0 + $1.footprint }
  }

  /// Histograms, tensors and texts that there was no room for at all, or that contradict themselves. Values that were
  /// thinned out do not count.
  public var droppedRecords: Int { histograms.dropped + tensors.dropped + texts.dropped + contradictions }

  /// Bytes that all histograms, tensors and texts together may take, however long the log is. Points of curves take less
  /// memory than they take on disk, and texts of ours not much more.
  static let memoryBudget = 128 << 20
  /// Histograms, tensors and texts of one tag beyond this are thinned.
  private static let keptPerTag = 512
  /// Phases, commands and other texts of ours beyond this are thinned, each kind for itself.
  static let keptStructured = 1 << 14
  /// A log with more tags than this is read on, but further tags are not kept.
  public static let maximumTags = 10_000

  /// Takes in one event. Amortised O(1) for scalars.
  ///
  /// A log directory may hold several runs. Only what is in the directory itself says what the run is, which phase it is
  /// in, how it fares and what was done to it; of the runs below it, curves are shown, and their texts are kept as text.
  /// - Parameter run: the sub-directory of the log the event came from; empty for the log's own.
  public func apply(_ event: Event, run: String = "") {
    let ordinal = wallTimes.count
    let step = LogLimits.step(event.step)
    generation &+= 1
    let isStart = event.content == .sessionStart
    if isStart, step > 0 { supersede(fromStep: step, run: run) }
    let time = ownTime(of: event, run: run)
    wallTimes.append(max(time, wallTimes.last ?? time))
    steps.append(step)
    switch event.content {
    case .scalars(let scalars):
      for scalar in scalars { append(scalar, step: step, ordinal: ordinal, run: run) }
    case .histogram(let tag, let histogram):
      countTensor(isFirst: histograms[Key(tag, run: run)] == nil)
      histograms.append(histogram, for: Key(tag, run: run), step: step, ordinal: ordinal)
    case .tensor(let tag, let tensor):
      countTensor(isFirst: tensors[Key(tag, run: run)] == nil)
      if tensor.matchesShape {
        tensors.append(tensor, for: Key(tag, run: run), step: step, ordinal: ordinal)
      } else {
        contradictions += 1
      }
    case .text(let tag, let text):
      outlineGeneration &+= 1
      if !(run.isEmpty && takeStructured(text, tag: tag, step: step, ordinal: ordinal)) {
        texts.append(text, for: Key(tag, run: run), step: step, ordinal: ordinal)
      }
    case .sessionStart: outlineGeneration &+= 1
    }
    furthestSteps.append(furthestStep(step, run: run, isStart: isStart))
  }

  /// The event's time, less the time in which nobody wrote to the log's own directory: a run that was resumed the next
  /// morning has not trained all night.
  private func ownTime(of event: Event, run: String) -> Double {
    let time = event.wallTime.isFinite ? event.wallTime : 0
    guard run.isEmpty else { return time }
    if event.content == .sessionStart, let last = wallTimes.last { idleTime += max(0, time - idleTime - last) }
    return time - idleTime
  }

  /// Where the run stands after an event at `step`: one that has said what it is stands where it is itself, not where a
  /// run in a directory below is.
  private func furthestStep(_ step: Int, run: String, isStart: Bool) -> Int {
    // A writer that begins with a step has not taken it yet.
    let step = isStart ? max(step - 1, min(step, 0)) : step
    if run.isEmpty { ownStep = isStart ? step : max(step, ownStep ?? step) }
    if let ownStep, !descriptions.entries.isEmpty { return ownStep }
    return isStart && run.isEmpty ? step : max(step, furthestSteps.last ?? step)
  }

  private func countTensor(isFirst: Bool) {
    tensorGeneration &+= 1
    if isFirst { outlineGeneration &+= 1 }
  }

  private func append(_ scalar: Scalar, step: Int, ordinal: Int, run: String) {
    let key = Key(scalar.tag, run: run)
    if series[key] == nil {
      guard keys.count < Self.maximumTags else { return }
      keys.append(key)
      outlineGeneration &+= 1
    } else if Tag.isKnob(scalar.tag), series[key]?.values.last != scalar.value {
      outlineGeneration &+= 1
    }
    series[key, default: Series()].append(step: step, value: scalar.value, ordinal: ordinal)
  }

  /// Whether the text was one of ours.
  private func takeStructured(_ text: String, tag: String, step: Int, ordinal: Int) -> Bool {
    func take<Value: StructuredText & Equatable>(
      _ path: ReferenceWritableKeyPath<RunStore, History<Value>>, unlessRepeated: Bool = false
    ) -> Bool {
      guard text.utf8.count <= LogLimits.structuredText, let value = Event.decode(Value.self, from: text)?.bounded
      else { return false }
      // A run that goes on says once more which phase it is in.
      if unlessRepeated, self[keyPath: path].entries.last?.value == value { return true }
      self[keyPath: path].append(value, step: step, ordinal: ordinal)
      return true
    }
    return switch tag {
    case Tag.run: take(\.descriptions)
    case Tag.phase: take(\.phases, unlessRepeated: true)
    case Tag.checkpoint: take(\.checkpoints)
    case Tag.command: take(\.commands)
    case Tag.status: take(\.statuses)
    case Tag.notice: take(\.notices)
    case Tag.note: take(\.notes)
    case Tag.method: take(\.methodStatuses)
    case Tag.summary: take(\.summaries)
    case Tag.inspection: take(\.inspections)
    case Tag.sentence: take(\.sentences)
    default: false
    }
  }

  /// Forgets what `run` logged at `step` or later: a writer begins there again.
  private func supersede(fromStep step: Int, run: String) {
    supersessions += 1
    for key in keys where key.run == run {
      if let last = series[key]?.furthestStep, last >= step { series[key] = series[key]?.truncated(beforeStep: step) }
    }
    histograms.remove(fromStep: step, run: run)
    tensors.remove(fromStep: step, run: run)
    texts.remove(fromStep: step, run: run)
    // The others are the log's own.
    guard run.isEmpty else { return }
    phases.remove(fromStep: step)
    commands.remove(fromStep: step)
    statuses.remove(fromStep: step)
    checkpoints.remove(fromStep: step)
    notes.remove(fromStep: step)
    methodStatuses.remove(fromStep: step)
    summaries.remove(fromStep: step)
    inspections.remove(fromStep: step)
    sentences.remove(fromStep: step)
  }

  /// The last position at which the run had come to `step` or less far. O(n).
  public func position(atStep step: Int) -> Int { furthestSteps.lastIndex(atMost: step).map { $0 + 1 } ?? 0 }

  /// The position just after the last event at `wallTime` (seconds since 1970) or before it. O(log n).
  public func position(atTime wallTime: Double) -> Int {
    wallTimes.indices.partition { wallTimes[$0] > wallTime }
  }
}
