/// What a trainer is doing: the body of a `Tag.status` event.
public struct StatusChange: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    case loading, running, paused, finished, stopped, failed
  }

  public var state: State
  /// Why, where it is not plain: `loss is nan at step 1,204; weights of step 1,150 put back`.
  public var reason: String?

  public init(_ state: State, reason: String? = nil) {
    self.state = state
    self.reason = reason
  }

  /// Whether the trainer has ended and nothing more will come.
  public var isOver: Bool { state == .finished || state == .stopped || state == .failed }
}

/// What a method is doing by itself, in one line: the body of a `Tag.method` event.
public struct MethodStatus: Sendable, Equatable, Codable {
  public var text: String

  public init(_ text: String) { self.text = text }
}

/// Something a person should know, with no other consequence: the body of a `Tag.notice` event.
public struct Notice: Sendable, Equatable, Codable {
  public enum Severity: String, Sendable, Codable { case info, warning, error }

  public var severity: Severity
  public var text: String
  /// Whether a rule came true that somebody wants to be called for.
  public var isAlert: Bool { alert != nil }
  /// The name of that rule.
  public var alert: String?

  public init(_ severity: Severity, _ text: String, alert: String? = nil) {
    self.severity = severity
    self.text = text
    self.alert = alert
  }
}
