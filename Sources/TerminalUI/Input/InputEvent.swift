/// What the user, the terminal or another thread did.
public enum InputEvent: Hashable, Sendable {
  case key(KeyEvent)
  case mouse(MouseEvent)
  /// The terminal's new size.
  case resize(Size)
  /// Another thread called `wake()`.
  case wake
  /// The terminal is gone: no more events will come.
  case hangup
}

/// A mouse button or wheel at a cell.
public struct MouseEvent: Hashable, Sendable {
  public enum Button: Hashable, Sendable { case left, middle, right }

  public enum Kind: Hashable, Sendable {
    case press(Button)
    /// The mouse moved to another cell with the button held.
    case drag(Button)
    case release(Button)
    case wheelUp, wheelDown
  }

  public var kind: Kind
  public var position: Point
  public var modifiers: KeyEvent.Modifiers

  public init(_ kind: Kind, at position: Point, _ modifiers: KeyEvent.Modifiers = []) {
    self.kind = kind
    self.position = position
    self.modifiers = modifiers
  }
}
