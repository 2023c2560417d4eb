/// A checkpoint was written: the body of a `Tag.checkpoint` event.
public struct CheckpointRecord: Sendable, Equatable, Codable {
  /// What a checkpoint was written for; later ones outrank earlier ones.
  public enum Reason: String, Sendable, Codable, CaseIterable, Comparable {
    /// Time had passed.
    case periodic
    /// A phase had come to its end.
    case phase
    /// A knob was about to change.
    case change
    /// A run begins here with what another one had learned.
    case fork
    /// Somebody asked for it.
    case demand
    /// The run was about to end before its time: somebody quit, or something failed.
    case quit

    public static func < (a: Reason, b: Reason) -> Bool {
      (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
  }

  /// Steps of the run that it holds; the event that tells of it may be of a later step.
  public var step: Int
  public var reason: Reason
  /// Steps of older checkpoints that were removed to make room.
  public var removed: [Int]

  public init(step: Int, reason: Reason, removed: [Int] = []) {
    self.step = step
    self.reason = reason
    self.removed = removed
  }
}
