/// A JSON value as written: objects keep order and every member, numbers their text.
///
/// `JSONDecoder` keeps one of two members of the same name without a word, which lets a crafted header mean one thing to one
/// reader and another to the next; hence this small parser.
package enum StrictJSON: Equatable {
  case object([(name: String, value: StrictJSON)])
  case array([StrictJSON])
  case string(String)
  case number(String)
  case bool(Bool)
  case null

  /// Where and why a text is not JSON.
  package struct Failure: Error, Equatable {
    package let offset: Int
    package let reason: String
  }

  /// Parses all of `bytes`, which must be valid UTF-8. Nesting deeper than 32 is refused.
  package static func parse(_ bytes: [UInt8]) throws(Failure) -> StrictJSON {
    var scanner = StrictJSONScanner(bytes: bytes)
    let value = try scanner.value(depth: 0)
    scanner.skipSpace()
    guard scanner.offset == bytes.count else { throw scanner.failure("text after the end") }
    return value
  }

  /// A whole number ≥ 0 that fits Int.
  package var unsigned: Int? {
    if case .number(let text) = self, text.utf8.allSatisfy({ (48...57).contains($0) }) { Int(text) } else { nil }
  }

  package static func == (a: StrictJSON, b: StrictJSON) -> Bool {
    switch (a, b) {
    case (.object(let x), .object(let y)): x.count == y.count && zip(x, y).allSatisfy { $0 == $1 }
    case (.array(let x), .array(let y)): x == y
    case (.string(let x), .string(let y)), (.number(let x), .number(let y)): x == y
    case (.bool(let x), .bool(let y)): x == y
    case (.null, .null): true
    default: false
    }
  }
}
