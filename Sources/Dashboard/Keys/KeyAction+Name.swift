extension KeyAction {
  /// What configuration and commands call it: `pause-or-resume`.
  public var name: String {
    var name = ""
    for character in "\(self)" {
      if character.isUppercase { name += "-" }
      name += character.lowercased()
    }
    return name
  }

  /// Actions by their names.
  static let named = Dictionary(allCases.map { ($0.name, $0) }) { first, _ in first }

  /// Whether the key pressed says what is to be done: which digit, which letter. Such a row can be given no other keys and
  /// is no command.
  var needsItsKey: Bool { KeyTable.bindings.contains { $0.action == self && ($0.keysText != nil || $0.takesText) } }
}
