/// Keys as text: `ctrl-c`, `shift-left`, `F1`, `space`, `q`, `G`.
extension KeyEvent: CustomStringConvertible {
  private static let names: [(name: String, key: Key)] = [
    ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home), ("end", .end),
    ("pageup", .pageUp), ("pagedown", .pageDown), ("insert", .insert), ("delete", .delete),
    ("backspace", .backspace), ("enter", .enter), ("esc", .escape), ("tab", .tab), ("space", .character(" ")),
    ("minus", .character("-")),
  ]

  private static let aliases = [
    "escape": "esc", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "pgdown": "pagedown", "del": "delete",
    "ins": "insert",
  ]

  /// Reads a key's name: modifiers `ctrl-`, `alt-`, `shift-`, then a key's name or one character. Names are read without
  /// regard to case, a single character is not. Nil when there is no such key.
  public init?(_ name: String) {
    var rest = Substring(name)
    var modifiers: Modifiers = []
    let prefixes: [(String, Modifiers)] = [
      ("ctrl-", .control), ("control-", .control), ("alt-", .alt), ("meta-", .alt), ("shift-", .shift),
    ]
    while let (prefix, modifier) = prefixes.first(where: {
      rest.count > $0.0.count && rest.lowercased().hasPrefix($0.0)
    }
    ) {
      rest = rest.dropFirst(prefix.count)
      modifiers.insert(modifier)
    }
    let lower = rest.lowercased()
    if let character = rest.first, rest.count == 1, character != "\u{0}" {
      // A terminal sends control letters without their case.
      let key = modifiers.contains(.control) ? Character(lower) : character
      self.init(.character(key), modifiers)
    } else if let known = KeyEvent.names.first(where: { $0.name == KeyEvent.aliases[lower, default: lower] }) {
      self.init(known.key, modifiers)
    } else if lower.hasPrefix("f"), let number = Int(lower.dropFirst()), (1...12).contains(number) {
      self.init(.function(number), modifiers)
    } else {
      return nil
    }
  }

  /// The name that `init(_:)` reads.
  public var description: String { prefix + keyName }

  /// How a key is shown to the user: arrows as arrows when the symbols have them, otherwise its name.
  public func label(symbols: SymbolSet) -> String {
    switch key {
    case .left: prefix + symbols.arrows.left
    case .right: prefix + symbols.arrows.right
    case .up: prefix + symbols.arrows.up
    case .down: prefix + symbols.arrows.down
    case .character("-"): prefix + "-"
    default: description
    }
  }

  private var prefix: String {
    (modifiers.contains(.control) ? "ctrl-" : "") + (modifiers.contains(.alt) ? "alt-" : "")
      + (modifiers.contains(.shift) ? "shift-" : "")
  }

  private var keyName: String {
    if case .function(let number) = key { return "F\(number)" }
    if let name = KeyEvent.names.first(where: { $0.key == key })?.name { return name }
    if case .character(let character) = key { return String(character) }
    return ""
  }
}
