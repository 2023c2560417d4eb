import TerminalUI

extension KeyName {
  /// A key as configuration writes it: `space`, `ctrl-d`, `shift-left`, `F5`, `x`. Nil for what is no key.
  static func parse(_ text: String) -> KeyEvent? {
    if text.count == 1, let character = text.first { return isWritable(character) ? KeyEvent(character) : nil }
    var modifiers: KeyEvent.Modifiers = []
    var rest = Substring(text)
    if rest.hasPrefix("^"), rest.count == 2 {
      modifiers.insert(.control)
      rest = rest.dropFirst()
    }
    while let mark = rest.firstIndex(where: { $0 == "-" || $0 == "+" }), mark != rest.startIndex {
      switch rest[..<mark].lowercased() {
      case "ctrl", "control", "c": modifiers.insert(.control)
      case "alt", "meta", "m": modifiers.insert(.alt)
      case "shift", "s": modifiers.insert(.shift)
      default: return nil
      }
      rest = rest[rest.index(after: mark)...]
    }
    if rest.count == 1, let character = rest.first {
      guard isWritable(character) else { return nil }
      if modifiers.contains(.control) { return KeyEvent(.character(Character(character.lowercased())), modifiers) }
      guard modifiers.contains(.shift) else { return KeyEvent(.character(character), modifiers) }
      // Terminals tell a capital letter, not that Shift was held.
      guard character.isLetter else { return nil }
      return KeyEvent(.character(Character(character.uppercased())), modifiers.subtracting(.shift))
    }
    return named[rest.lowercased()].map { KeyEvent($0, modifiers) }
  }

  /// As `parse` reads it.
  static func configured(_ event: KeyEvent) -> String {
    var text = ""
    if event.modifiers.contains(.control) { text += "ctrl-" }
    if event.modifiers.contains(.alt) { text += "alt-" }
    if event.modifiers.contains(.shift) { text += "shift-" }
    if case .character(let character) = event.key, character != " " { return text + String(character) }
    return text + (words.first { $0.1 == event.key }?.0 ?? "?")
  }

  private static func isWritable(_ character: Character) -> Bool { character != " " && Text.width(character) > 0 }

  private static let words: [(String, KeyEvent.Key)] =
    [
      ("space", .character(" ")), ("enter", .enter), ("return", .enter), ("esc", .escape), ("escape", .escape),
      ("tab", .tab), ("backspace", .backspace), ("bksp", .backspace), ("delete", .delete), ("del", .delete),
      ("insert", .insert), ("ins", .insert), ("home", .home), ("end", .end), ("pgup", .pageUp), ("pageup", .pageUp),
      ("pgdn", .pageDown), ("pagedown", .pageDown), ("up", .up), ("down", .down), ("left", .left), ("right", .right),
      ("minus", .character("-")), ("plus", .character("+")),
    ] + (1...12).map { ("f\($0)", .function($0)) }

  private static let named = Dictionary(words) { first, _ in first }
}
