/// The parser behind `StrictJSON.parse`: RFC 8259 to the letter.
struct StrictJSONScanner {
  let bytes: [UInt8]
  private(set) var offset = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func failure(_ reason: String) -> StrictJSON.Failure { .init(offset: offset, reason: reason) }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { offset += 1 }
  }

  mutating func value(depth: Int) throws(StrictJSON.Failure) -> StrictJSON {
    guard depth < 32 else { throw failure("nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func expect(_ character: Character) throws(StrictJSON.Failure) {
    skipSpace()
    guard next == character.asciiValue else { throw failure("expected \(character)") }
    offset += 1
  }

  /// Whether another element follows; takes the comma or the closing bracket.
  private mutating func more(until close: Character) throws(StrictJSON.Failure) -> Bool {
    skipSpace()
    if next == UInt8(ascii: ",") {
      offset += 1
      return true
    }
    try expect(close)
    return false
  }

  private mutating func object(depth: Int) throws(StrictJSON.Failure) -> StrictJSON {
    try expect("{")
    var members: [(name: String, value: StrictJSON)] = []
    skipSpace()
    if next == UInt8(ascii: "}") {
      offset += 1
      return .object([])
    }
    repeat {
      skipSpace()
      let name = try string()
      try expect(":")
      members.append((name, try value(depth: depth + 1)))
    } while try more(until: "}")
    return .object(members)
  }

  private mutating func array(depth: Int) throws(StrictJSON.Failure) -> StrictJSON {
    try expect("[")
    var elements: [StrictJSON] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      offset += 1
      return .array([])
    }
    repeat { elements.append(try value(depth: depth + 1)) } while try more(until: "]")
    return .array(elements)
  }

  private mutating func word(_ text: String, _ value: StrictJSON) throws(StrictJSON.Failure) -> StrictJSON {
    guard bytes[offset...].starts(with: text.utf8) else { throw failure("expected \(text)") }
    offset += text.utf8.count
    return value
  }

  private mutating func number() throws(StrictJSON.Failure) -> StrictJSON {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    let first = next
    guard digits() > 0 else { throw failure("expected a value") }
    if first == UInt8(ascii: "0"), offset - start > (bytes[start] == UInt8(ascii: "-") ? 2 : 1) {
      throw failure("a number with a leading zero")
    }
    if next == UInt8(ascii: ".") {
      offset += 1
      guard digits() > 0 else { throw failure("expected a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard digits() > 0 else { throw failure("expected a digit") }
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, (48...57).contains(byte) { offset += 1 }
    return offset - start
  }

  private mutating func string() throws(StrictJSON.Failure) -> String {
    guard next == UInt8(ascii: "\"") else { throw failure("expected a string") }
    offset += 1
    var text: [UInt8] = []
    while let byte = next {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw failure("a control character in a string")
      default: text.append(byte)
      }
    }
    throw failure("a string without an end")
  }

  private mutating func escape() throws(StrictJSON.Failure) -> Unicode.Scalar {
    guard let byte = next else { throw failure("a string without an end") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw failure("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(StrictJSON.Failure) -> Unicode.Scalar {
    let high = try hex()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard (0xd800..<0xdc00).contains(high), next == UInt8(ascii: "\\") else { throw failure("a lone surrogate") }
    offset += 1
    guard next == UInt8(ascii: "u") else { throw failure("a lone surrogate") }
    offset += 1
    let low = try hex()
    guard (0xdc00..<0xe000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    else { throw failure("a lone surrogate") }
    return scalar
  }

  private mutating func hex() throws(StrictJSON.Failure) -> UInt32 {
    guard offset + 4 <= bytes.count else { throw failure("expected four hexadecimal digits") }
    var value: UInt32 = 0
    for byte in bytes[offset..<offset + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    offset += 4
    return value
  }
}
