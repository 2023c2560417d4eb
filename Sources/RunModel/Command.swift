/// A wish: what a person, a schedule or a signal asks of a trainer. What became of it is a `CommandOutcome`.
public struct Command: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    case setKnob(name: String, value: Double)
    case resetKnob(name: String)
    case pause
    case resume
    /// One optimiser step, then paused again.
    case step
    /// Show from now on what language models make of this sentence.
    case readSentence(String)
    /// Save everything the run depends on, now.
    case checkpoint
    /// Put what a person has written into the log.
    case note(Note)
    /// Leave training; with `saving`, the weights are written to the run directory first.
    case quit(saving: Bool)
  }

  public enum Source: String, Sendable, Codable {
    case keyboard, mouse, config, schedule, signal, trainer
  }

  public var action: Action
  public var source: Source

  public init(_ action: Action, from source: Source) {
    self.action = action
    self.source = source
  }
}

/// What became of a command: the body of a `Tag.command` event.
public struct CommandOutcome: Sendable, Equatable, Codable {
  /// The trainer's own doing: weights were put back because a loss was no number.
  public static let recovery = "recover"
  /// A knob was put back to where the run started it.
  public static let reset = "reset"

  /// `set`, `reset`, `pause`, `resume`, `step`, `checkpoint`, `sentence`, `quit`.
  public var command: String
  public var source: Command.Source
  public var applied: Bool
  /// Why it was refused, or nil.
  public var reason: String?
  public var knob: String?
  public var old: Double?
  public var new: Double?

  public init(
    command: String, source: Command.Source, applied: Bool, reason: String? = nil, knob: String? = nil,
    old: Double? = nil, new: Double? = nil
  ) {
    self.command = command
    self.source = source
    self.applied = applied
    self.reason = reason
    self.knob = knob
    self.old = old
    self.new = new
  }
}
