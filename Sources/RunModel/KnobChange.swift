/// A knob is set to a value after a number of steps of the whole run: it holds from the next step on.
public struct KnobChange: Sendable, Equatable {
  /// Optimiser steps taken before it, of all phases; 0 is before the first one.
  public var step: Int
  public var knob: String
  public var value: Double
  public var source: Command.Source
  /// How often, before it, weights had been put back because a loss was no number: no step is taken then, so that steps
  /// alone do not say what came first.
  public var recoveries: Int
  /// Whether the knob was put back to where the run started it, to which `value` belongs: the method may move it again.
  public var isReset: Bool

  public init(
    step: Int, knob: String, value: Double, source: Command.Source = .schedule, recoveries: Int = 0,
    isReset: Bool = false
  ) {
    self.step = step
    self.knob = knob
    self.value = value
    self.source = source
    self.recoveries = recoveries
    self.isReset = isReset
  }

  /// What is asked of the knob; nil puts it back.
  public var target: Double? { isReset ? nil : value }
}

/// Collects the knob changes of a run from its events, all of them and in order: the recipe of an interactive session.
public struct RecordedChanges: Sendable, Equatable {
  /// Applied changes with the wall time of each.
  public private(set) var entries: [(change: KnobChange, wallTime: Double)] = []
  /// The highest step of any event since the last start; nil before the first event.
  public private(set) var furthestStep: Int?
  /// What the trainer said last that it was doing.
  public private(set) var state: StatusChange.State?
  /// Steps at which weights were put back.
  private var recoveries: [Int] = []

  public init() {}

  /// Takes in an event of the run's own log.
  public mutating func apply(_ event: Event) {
    let step = LogLimits.step(event.step)
    if event.content == .sessionStart {
      guard step > 0 else { return }
      entries.removeAll { $0.change.step >= step }
      recoveries.removeAll { $0 >= step }
      // A writer that begins at a step has not taken it yet.
      furthestStep = min(furthestStep ?? step - 1, step - 1)
      return
    }
    furthestStep = max(furthestStep ?? step, step)
    guard case .text(let tag, let text) = event.content, text.utf8.count <= LogLimits.structuredText else { return }
    if tag == Tag.status, let status = Event.decode(StatusChange.self, from: text) { state = status.state }
    guard tag == Tag.command,
      let outcome = Event.decode(CommandOutcome.self, from: text)?.bounded, outcome.applied
    else { return }
    if outcome.command == CommandOutcome.recovery {
      recoveries.append(step)
    } else if let knob = outcome.knob, let value = outcome.new {
      let change = KnobChange(
        step: step, knob: knob, value: value, source: outcome.source, recoveries: recoveries.count,
        isReset: outcome.command == CommandOutcome.reset)
      entries.append((change, event.wallTime))
    }
  }

  public static func == (a: RecordedChanges, b: RecordedChanges) -> Bool {
    a.furthestStep == b.furthestStep && a.entries.count == b.entries.count
      && zip(a.entries, b.entries).allSatisfy { $0.change == $1.change && $0.wallTime == $1.wallTime }
  }
}
