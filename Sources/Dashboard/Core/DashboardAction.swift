import RunModel

/// What input asks of the world outside the dashboard's own state.
public enum DashboardAction: Sendable, Equatable {
  /// For the trainer.
  case send(Command)
  case leave(LeaveReason)
}

/// Why the dashboard ended.
public enum LeaveReason: Sendable, Equatable {
  /// The person quit. While training went on, the quit command has been sent already and the trainer is about to end;
  /// with `saving` it writes the weights first.
  case quit(saving: Bool)
  /// The terminal is gone.
  case hangup
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
