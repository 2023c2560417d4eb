/// What a person wrote down while looking at a run: the body of a `Tag.note` event.
public struct Note: Sendable, Equatable, Codable {
  public var text: String
  /// The step it is about; the event that tells of it may be of a later one.
  public var step: Int

  /// Scalars of Unicode that a note has at most.
  public static let longest = 500

  public init(_ text: String, step: Int) {
    self.text = text
    self.step = step
  }
}
