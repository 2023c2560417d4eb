import TOMLKit

/// Text that is no TOML: where, and why.
public struct TOMLTextError: Error, Equatable, Sendable {
  /// From 1.
  public let line: Int
  /// From 1.
  public let column: Int
  public let reason: String
}

extension TOMLTable {
  /// Parses text from anywhere. What the parser behind `init(string:)` does not stand is found before it comes to it: a
  /// zero byte (it would leave out, without a word, what follows), a table header without a name and a date without the
  /// time that its end announces (assertions end the program).
  /// - Throws: `TOMLTextError`.
  public convenience init(checking text: String) throws(TOMLTextError) {
    if let fault = TOMLFaults(Array(text.utf8)).first { throw fault }
    do { try self.init(string: text) } catch let error as TOMLParseError {
      let begin = error.source.begin
      throw TOMLTextError(line: Int(begin.line), column: Int(begin.column), reason: error.description)
    } catch {
      throw TOMLTextError(line: 1, column: 1, reason: "\(error)")
    }
  }
}

/// Walks over TOML, strings and comments and arrays passed over, as far as is needed to know a table header
/// and a date.
private struct TOMLFaults {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The first fault that the parser must not see.
  var first: TOMLTextError? {
    if let zero = bytes.firstIndex(of: 0) { return error(at: zero, "there is a zero byte") }
    var walk = self
    return walk.firstFault()
  }

  private func error(at offset: Int, _ reason: String) -> TOMLTextError {
    let before = bytes[..<offset]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return TOMLTextError(line: line, column: offset - start + 1, reason: reason)
  }

  private func byte(_ offset: Int = 0) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }

  private mutating func firstFault() -> TOMLTextError? {
    var isStart = true
    var open: [UInt8] = []
    while let next = byte() {
      switch next {
      case UInt8(ascii: "\n"): isStart = true
      // Bytes beyond ASCII may be a byte order mark, or spaces that the parser takes for such.
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x80...: break
      case UInt8(ascii: "#"):
        while let next = byte(1), next != UInt8(ascii: "\n") { index += 1 }
      case UInt8(ascii: "[") where isStart && open.isEmpty:
        isStart = false
        guard skipToName() else { return error(at: index, "expected the name of a table after '['") }
        continue
      case UInt8(ascii: "="), UInt8(ascii: ","): isStart = false
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        isStart = false
        open.append(next)
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        isStart = false
        // In ASCII each closes the one two places before it. That of a table's header has none.
        if let last = open.popLast(), last != next - 2 {
          return error(at: index, "expected '\(Character(Unicode.Scalar(last + 2)))'")
        }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        isStart = false
        skipString(next)
        continue
      default:
        isStart = false
        let start = index
        guard skipWord() else { return error(at: start, "expected a time after the date") }
        continue
      }
      index += 1
    }
    return nil
  }

  /// From the `[` of a header to its name; false when there is none, in a way that the parser does not stand.
  private mutating func skipToName() -> Bool {
    index += 1
    if byte() == UInt8(ascii: "[") { index += 1 } else if skipSpace(), byte() == UInt8(ascii: "[") { return true }
    _ = skipSpace()
    guard let next = byte() else { return true }
    switch next {
    case UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "_"), UInt8(ascii: "-"): return true
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return true
    default: return false
    }
  }

  /// Over a key, a number or a sign; false for a date that a time should follow, and does not.
  private mutating func skipWord() -> Bool {
    let start = index
    repeat { index += 1 } while byte().map { !Self.ends.contains($0) } ?? false
    return !isDateWithoutTime(start)
  }

  /// The parser takes for a date and a time what starts with a digit and has two hyphens in the right places, whatever
  /// else is in it.
  private func isDateWithoutTime(_ start: Int) -> Bool {
    func isDigit(_ byte: UInt8?) -> Bool { byte.map { (48...57).contains($0) } ?? false }
    guard isDigit(bytes[start]) else { return false }
    var word: [UInt8] = []
    var end = start
    while end < bytes.count, word.count < 12, !Self.terminators.contains(bytes[end]) {
      let isCounted = bytes[end] != UInt8(ascii: "_") && !(0x80..<0xc0).contains(bytes[end])
      if isCounted { word.append(bytes[end]) }
      end += 1
    }
    guard word.count >= 10, word[4] == UInt8(ascii: "-"), word[7] == UInt8(ascii: "-") else { return false }
    if word.count > 10 { return word[10] | 0x20 == UInt8(ascii: "t") && !(word.count > 11 && isDigit(word[11])) }
    guard end + 1 < bytes.count, bytes[end] == UInt8(ascii: " "), isDigit(bytes[end + 1]) else { return false }
    return !(end + 2 < bytes.count && isDigit(bytes[end + 2]))
  }

  /// What a word does not hold.
  private static let ends = Set("\t\n\r \"#',=[]{}".utf8)
  /// What ends a value for the parser.
  private static let terminators = Set("\t\n\r #,]}".utf8)

  private mutating func skipSpace() -> Bool {
    let start = index
    while byte() == UInt8(ascii: " ") || byte() == UInt8(ascii: "\t") { index += 1 }
    return index > start
  }

  private mutating func skipString(_ quote: UInt8) {
    let isLong = byte(1) == quote && byte(2) == quote
    index += isLong ? 3 : 1
    while let next = byte() {
      if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        index += 2
      } else if next == UInt8(ascii: "\n"), !isLong {
        return
      } else if next != quote {
        index += 1
      } else if !isLong {
        index += 1
        return
      } else if byte(1) == quote, byte(2) == quote {
        index += 3
        // Two quotes may stand before the three that end it.
        for _ in 0..<2 where byte() == quote { index += 1 }
        return
      } else {
        index += 1
      }
    }
  }
}
