/// Turns what a terminal sends into events: what ncurses has no key for, that is bytes, xterm's sequences and the mouse.
struct InputDecoder {
  /// The button held, for reports that do not name it.
  private var held: MouseEvent.Button = .left

  /// Whether the terminal has said that it shows frames whole.
  private(set) var knowsSynchronizedOutput = false

  /// The event that begins with `byte`, nil when it means nothing.
  ///
  /// - Parameter next: the following byte, nil when none comes soon: ESC alone is a key, ESC and more is a sequence.
  mutating func event(startingWith byte: UInt8, next: () -> UInt8?) -> InputEvent? {
    guard byte == 0x1B else { return key(startingWith: byte, next: next).map(InputEvent.key) }
    switch next() {
    case nil: return .key(KeyEvent(.escape))
    case UInt8(ascii: "["): return sequence(next)
    case UInt8(ascii: "O"):
      guard let final = next() else { return .key(KeyEvent(.character("O"), .alt)) }
      return InputDecoder.key(final: final, parameters: []).map(InputEvent.key)
    case let byte?:
      guard var event = key(startingWith: byte, next: next) else { return .key(KeyEvent(.escape)) }
      // ESC ESC is somebody hitting the key twice.
      if event.key == .escape { return .key(event) }
      event.modifiers.insert(.alt)
      return .key(event)
    }
  }

  /// The key typed as `byte` and, in UTF-8, the bytes after it.
  private func key(startingWith byte: UInt8, next: () -> UInt8?) -> KeyEvent? {
    guard byte >= 0x20, byte != 0x7F else { return KeyCodes.control(byte) }
    var bytes = [byte]
    let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 0
    while bytes.count < length, let more = next() { bytes.append(more) }
    guard bytes.count == length, let text = String(validating: bytes, as: UTF8.self), let character = text.first,
      Text.width(character) > 0
    else { return nil }
    return KeyEvent(character)
  }

  /// What follows `ESC [`: parameters and a final byte, or `M` and three bytes for the mouse as X10 reports it.
  private mutating func sequence(_ next: () -> UInt8?) -> InputEvent? {
    var parameters: [UInt8] = []
    while let byte = next() {
      // Another key came before this one was finished.
      if byte == 0x1B { return event(startingWith: byte, next: next) }
      if byte >= 0x40, byte <= 0x7E, !(byte == UInt8(ascii: "[") && parameters.isEmpty) {
        return event(final: byte, parameters: parameters, next: next)
      }
      parameters.append(byte)
      if parameters.count > 64 { return nil }
    }
    return parameters.isEmpty ? .key(KeyEvent(.character("["), .alt)) : nil
  }

  private mutating func event(final: UInt8, parameters: [UInt8], next: () -> UInt8?) -> InputEvent? {
    if parameters.first == UInt8(ascii: "<") {
      let numbers = InputDecoder.numbers(parameters.dropFirst())
      guard numbers.count == 3, final == UInt8(ascii: "M") || final == UInt8(ascii: "m") else { return nil }
      return mouse(numbers[0], x: numbers[1], y: numbers[2], released: final == UInt8(ascii: "m"))
    }
    if final == UInt8(ascii: "M"), parameters.isEmpty {
      guard let code = next(), let x = next(), let y = next(), code >= 32, x > 32, y > 32 else { return nil }
      return mouse(Int(code) - 32, x: Int(x) - 32, y: Int(y) - 32, released: (code - 32) & 0x43 == 3)
    }
    if final == UInt8(ascii: "y") {
      if SynchronizedOutput.isConfirmed(by: parameters) { knowsSynchronizedOutput = true }
      return nil
    }
    // The Linux console sends F1 to F5 as ESC [ [ A to E.
    if parameters == [UInt8(ascii: "[")], (0x41...0x45).contains(final) {
      return .key(KeyEvent(.function(Int(final) - 0x40)))
    }
    return InputDecoder.key(final: final, parameters: InputDecoder.numbers(parameters[...])).map(InputEvent.key)
  }

  /// A report of the mouse; `x` and `y` count from 1.
  private mutating func mouse(_ code: Int, x: Int, y: Int, released: Bool) -> InputEvent? {
    guard x >= 1, y >= 1 else { return nil }
    var modifiers: KeyEvent.Modifiers = []
    if code & 4 != 0 { modifiers.insert(.shift) }
    if code & 8 != 0 { modifiers.insert(.alt) }
    if code & 16 != 0 { modifiers.insert(.control) }
    let kind: MouseEvent.Kind
    switch code & ~(4 | 8 | 16) {
    case 64: kind = .wheelUp
    case 65: kind = .wheelDown
    case let low where low < 64:
      if low & 3 < 3 { held = [.left, .middle, .right][low & 3] }
      if low & 3 == 3, !released { return nil }  // moved without a button
      kind = released ? .release(held) : low & 32 != 0 ? .drag(held) : .press(held)
    default: return nil
    }
    return .mouse(MouseEvent(kind, at: Point(x: x - 1, y: y - 1), modifiers))
  }

  /// The key of an xterm sequence: `ESC [ 1 ; 2 A`, `ESC [ 5 ~`, `ESC O P`.
  static func key(final: UInt8, parameters: [Int]) -> KeyEvent? {
    guard let modifiers = KeyCodes.modifiers(parameters.count > 1 ? max(1, parameters[1]) : 1) else { return nil }
    if final == UInt8(ascii: "~") {
      return parameters.first.flatMap { numbered[$0] }.map { KeyEvent($0, modifiers) }
    }
    if final == UInt8(ascii: "Z") { return KeyEvent(.tab, .shift) }
    return lettered[final].map { KeyEvent($0, modifiers) }
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int] {
    bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      Int(String(decoding: $0, as: UTF8.self)) ?? 0
    }
  }

  private static let lettered: [UInt8: KeyEvent.Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
    UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "P"): .function(1),
    UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
    UInt8(ascii: "M"): .enter,
  ]

  private static let numbered: [Int: KeyEvent.Key] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}
