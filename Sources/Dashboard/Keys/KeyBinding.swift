import TerminalUI

/// One line of the table of keys: what to press, where it counts, what it does, and how it is explained.
public struct KeyBinding: Sendable {
  /// What the footer says of a binding.
  public struct Hint: Sendable {
    /// The keys to name, which may be those of two bindings that belong together: `←→`.
    public var keys: [KeyEvent]
    /// One or two words.
    public var label: String
  }

  public var keys: [KeyEvent]
  public var action: KeyAction
  public var contexts: KeyContext
  public var group: KeyGroup
  /// One line.
  public var help: String
  /// Nil for what the footer leaves to the help screen.
  public var hint: Hint?
  /// How the help names the keys where a list of them would be too long: `0`–`9`.
  public var keysText: String?
  /// Whether it stands for every character that nothing else is bound to there.
  public var takesText = false

  init(
    _ keys: [KeyEvent], _ action: KeyAction, in contexts: KeyContext, _ group: KeyGroup, _ help: String,
    hint: Hint? = nil, keysText: String? = nil, takesText: Bool = false
  ) {
    self.keys = keys
    self.action = action
    self.contexts = contexts
    self.group = group
    self.help = help
    self.hint = hint
    self.keysText = keysText
    self.takesText = takesText
  }
}

/// Names of keys for people.
enum KeyName {
  static func text(_ event: KeyEvent, symbols: SymbolSet = .braille) -> String {
    var prefix = ""
    if event.modifiers.contains(.control) { prefix += "^" }
    if event.modifiers.contains(.alt) { prefix += "Alt-" }
    if event.modifiers.contains(.shift) { prefix += symbols == .ascii ? "Shift-" : "⇧" }
    return prefix + name(event.key, symbols: symbols, isControl: event.modifiers.contains(.control))
  }

  /// Keys one after the other; arrows stand close together.
  static func text(_ keys: [KeyEvent], symbols: SymbolSet = .braille) -> String {
    let names = keys.map { text($0, symbols: symbols) }
    return names.joined(separator: separator(names, symbols: symbols))
  }

  /// What stands between keys that belong together.
  static func separator(_ names: [String], symbols: SymbolSet) -> String {
    symbols == .ascii || names.contains { $0.count > 1 } ? "/" : ""
  }

  private static func name(_ key: KeyEvent.Key, symbols: SymbolSet, isControl: Bool) -> String {
    switch key {
    case .character(" "): "Space"
    case .character(let character): isControl ? String(character).uppercased() : String(character)
    case .up: symbols.arrows.up
    case .down: symbols.arrows.down
    case .left: symbols.arrows.left
    case .right: symbols.arrows.right
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .insert: "Ins"
    case .delete: "Del"
    case .backspace: "Bksp"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .function(let number): "F\(number)"
    }
  }
}
