import RunModel
import TerminalUI

/// What input asks of the world outside the dashboard's own state.
public enum DashboardAction: Sendable, Equatable {
  /// For the trainer.
  case send(Command)
  /// For the log, where no trainer writes it.
  case write(Note)
  /// The screen as it is, for a file: what its name ends in says how.
  case savePicture(file: String)
  case leave(LeaveReason)
  /// For the screen: other colours from now on.
  case recolor(Theme)
  /// To be kept for the next time.
  case saveLayout(ScreenLayout)
}

/// Why the dashboard ended.
public enum LeaveReason: Sendable, Equatable {
  /// The person quit. While training went on, the quit command has been sent already and the trainer is about to end;
  /// with `saving` it writes the weights first.
  case quit(saving: Bool)
  /// The person wants another run to go on from a step of this one; this one is to be saved.
  case fork(ForkRequest)
  /// The terminal is gone.
  case hangup
}

/// A wish for a new run that goes on from this one.
public struct ForkRequest: Sendable, Equatable {
  /// Optimiser steps of the run after which it parts.
  public var step: Int
  /// Knobs that are changed there.
  public var settings: [String: Double]

  public init(step: Int, settings: [String: Double] = [:]) {
    self.step = step
    self.settings = settings
  }
}

/// What the dashboard is looking at.
public enum DashboardMode: Sendable, Equatable {
  /// A trainer at work in this process: its knobs answer.
  case live
  /// A log, with a playhead.
  case replay
  /// One frame, with nobody to press a key.
  case still
}
