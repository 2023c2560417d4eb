import CNcurses

/// ncurses' key codes as keys.
enum KeyCodes {
  /// The key for one of ncurses' codes; nil for codes that mean nothing here.
  ///
  /// - Parameter name: terminfo's name for a code, which is all there is to know keys with modifiers by.
  static func event(for code: Int32, name: (Int32) -> String?) -> KeyEvent? {
    if let known = table[code] { return known }
    // F1 is KEY_F0 + 1; with Shift, Control, or both, terminfo counts on from 12.
    let number = Int(code - KEY_F0)
    if (1...48).contains(number) {
      let modifiers: [KeyEvent.Modifiers] = [[], .shift, .control, [.shift, .control]]
      return KeyEvent(.function((number - 1) % 12 + 1), modifiers[(number - 1) / 12])
    }
    return name(code).flatMap(event(named:))
  }

  /// The key for a terminfo name as `kUP5`: the key, and 1 plus its modifiers (1 Shift, 2 Alt, 4 Control).
  static func event(named name: String) -> KeyEvent? {
    if name == "kcbt2" { return KeyEvent(.tab, .shift) }  // the Linux console's other Shift-Tab
    let base = name.prefix { !$0.isNumber }
    guard let key = names[String(base)] else { return nil }
    // Without a number, terminfo means Shift.
    let number = name.count == base.count ? 2 : Int(name.dropFirst(base.count)) ?? 0
    return modifiers(number).map { KeyEvent(key, $0) }
  }

  /// Modifiers as xterm numbers them, from 1 for none.
  static func modifiers(_ number: Int) -> KeyEvent.Modifiers? {
    guard (1...16).contains(number) else { return nil }
    let bits = number - 1
    var modifiers: KeyEvent.Modifiers = []
    if bits & 1 != 0 { modifiers.insert(.shift) }
    if bits & (2 | 8) != 0 { modifiers.insert(.alt) }
    if bits & 4 != 0 { modifiers.insert(.control) }
    return modifiers
  }

  /// A byte below 0x20, or 0x7F, as a key.
  static func control(_ byte: UInt8) -> KeyEvent? {
    switch byte {
    case 0x08, 0x7F: return KeyEvent(.backspace)
    case 0x09: return KeyEvent(.tab)
    case 0x0A, 0x0D: return KeyEvent(.enter)
    case 0x1B: return KeyEvent(.escape)
    case 0x00: return KeyEvent(.character(" "), .control)
    case 0x01...0x1A: return KeyEvent(.character(Character(Unicode.Scalar(byte + 0x60))), .control)
    case 0x1C...0x1F: return KeyEvent(.character(Character(Unicode.Scalar(byte + 0x40))), .control)
    default: return nil
    }
  }

  private static let names: [String: KeyEvent.Key] = [
    "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end, "kPRV": .pageUp,
    "kNXT": .pageDown, "kDC": .delete, "kIC": .insert,
  ]

  private static let table: [Int32: KeyEvent] = [
    KEY_UP: KeyEvent(.up), KEY_DOWN: KeyEvent(.down), KEY_LEFT: KeyEvent(.left), KEY_RIGHT: KeyEvent(.right),
    KEY_SR: KeyEvent(.up, .shift), KEY_SF: KeyEvent(.down, .shift),
    KEY_SLEFT: KeyEvent(.left, .shift), KEY_SRIGHT: KeyEvent(.right, .shift),
    KEY_HOME: KeyEvent(.home), KEY_END: KeyEvent(.end), KEY_A1: KeyEvent(.home), KEY_C1: KeyEvent(.end),
    KEY_FIND: KeyEvent(.home), KEY_SELECT: KeyEvent(.end),
    KEY_SHOME: KeyEvent(.home, .shift), KEY_SEND: KeyEvent(.end, .shift),
    KEY_PPAGE: KeyEvent(.pageUp), KEY_NPAGE: KeyEvent(.pageDown), KEY_A3: KeyEvent(.pageUp),
    KEY_C3: KeyEvent(.pageDown),
    KEY_SPREVIOUS: KeyEvent(.pageUp, .shift), KEY_SNEXT: KeyEvent(.pageDown, .shift),
    KEY_IC: KeyEvent(.insert), KEY_SIC: KeyEvent(.insert, .shift),
    KEY_DC: KeyEvent(.delete), KEY_SDC: KeyEvent(.delete, .shift),
    KEY_BACKSPACE: KeyEvent(.backspace), KEY_ENTER: KeyEvent(.enter), KEY_BTAB: KeyEvent(.tab, .shift),
    // Some descriptions, the Linux console's among them, call ^Z a key of its own.
    KEY_SUSPEND: KeyEvent(.character("z"), .control),
  ]
}
