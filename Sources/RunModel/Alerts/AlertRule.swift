/// When somebody wants to be called to a run.
///
/// A rule looks at one curve and at nothing else, so that it says the same of the same events.
public struct AlertRule: Sendable, Equatable {
  public enum Condition: String, Sendable, CaseIterable {
    /// Each of the last `points` values is greater than (less than) the one before it.
    case rises, falls
    /// The mean of the last `points` values differs from that of as many before them by no more than `tolerance` of it.
    case flat
    /// A value is NaN or infinite.
    case nan
    /// A value is greater than (less than) `value`.
    case above, below
  }

  /// For people: `validation error rises`.
  public var name: String
  public var condition: Condition
  /// Of the curve: `accuracy/student`; with `*` at its end, of every curve that begins so.
  public var tag: String
  /// Values in a row (rises, falls), or on either side (flat).
  public var points: Int
  /// For `above` and `below`.
  public var value: Double
  /// For `flat`, relative.
  public var tolerance: Double
  /// Whether training stops until somebody lets it go on.
  public var pauses: Bool

  public static let longestWindow = 100_000

  public init(
    _ name: String, _ condition: Condition, of tag: String, points: Int = 3, value: Double = 0,
    tolerance: Double = 0.002, pauses: Bool = false
  ) {
    self.name = name
    self.condition = condition
    self.tag = tag
    self.points = min(max(points, 1), AlertRule.longestWindow)
    self.value = value
    self.tolerance = tolerance
    self.pauses = pauses
  }

  /// What is watched where nothing else is asked for: overfitting, a teacher that teaches nothing more, and numbers that
  /// are none.
  public static let usual: [AlertRule] = [
    AlertRule("validation error rises", .falls, of: Tag.studentAccuracy, points: 3),
    AlertRule("soft term flat", .flat, of: Tag.loss("soft"), points: 2000),
    AlertRule("NaN", .nan, of: "loss/*"),
  ]

  func watches(_ tag: String) -> Bool {
    self.tag.hasSuffix("*") ? tag.hasPrefix(self.tag.dropLast()) : self.tag == tag
  }
}

/// A rule came true.
public struct AlertFiring: Sendable, Equatable {
  public var rule: AlertRule
  public var tag: String
  public var step: Int
  /// What happened, in a sentence.
  public var text: String
}
