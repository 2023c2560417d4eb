/// A key as the user knows it: a character or a named key, with the modifiers a terminal can tell.
public struct KeyEvent: Hashable, Sendable {
  public enum Key: Hashable, Sendable {
    /// What was typed, as one grapheme; letters keep their case (`G` is not `shift-g`).
    case character(Character)
    case up, down, left, right
    case home, end, pageUp, pageDown
    case insert, delete, backspace
    case enter, escape, tab
    /// F1 to F12.
    case function(Int)
  }

  public struct Modifiers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let shift = Modifiers(rawValue: 1)
    public static let control = Modifiers(rawValue: 2)
    public static let alt = Modifiers(rawValue: 4)
  }

  public var key: Key
  public var modifiers: Modifiers

  public init(_ key: Key, _ modifiers: Modifiers = []) {
    self.key = key
    self.modifiers = modifiers
  }

  /// A typed character.
  public init(_ character: Character) {
    self.init(.character(character))
  }

  /// The character when the key is one without modifiers: what a text field takes.
  public var typed: Character? {
    guard modifiers.isEmpty, case .character(let character) = key else { return nil }
    return character
  }
}
