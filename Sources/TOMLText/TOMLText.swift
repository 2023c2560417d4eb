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
  /// zero byte (it would leave out, without a word, what follows) and a table header without a name (an assertion ends
  /// the program).
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

/// Walks over TOML, strings and comments and arrays passed over, as far as is needed to know a table header.
private struct TOMLFaults {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The first fault that the parser must not see.
  var first: TOMLTextError? {
    if let zero = bytes.firstIndex(of: 0) { return error(at: zero, "there is a zero byte") }
    var walk = self
    return walk.faultyHeader().map { error(at: $0, "expected the name of a table after '['") }
  }

  private func error(at offset: Int, _ reason: String) -> TOMLTextError {
    let before = bytes[..<offset]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return TOMLTextError(line: line, column: offset - start + 1, reason: reason)
  }

  private func byte(_ offset: Int = 0) -> UInt8? { index + offset < bytes.count ? bytes[index + offset] : nil }

  private mutating func faultyHeader() -> Int? {
    var isStart = true
    var depth = 0
    while let next = byte() {
      switch next {
      case UInt8(ascii: "\n"): isStart = true
      // Bytes beyond ASCII may be a byte order mark, or spaces that the parser takes for such.
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x80...: break
      case UInt8(ascii: "#"):
        while let next = byte(1), next != UInt8(ascii: "\n") { index += 1 }
      case UInt8(ascii: "[") where isStart && depth == 0:
        isStart = false
        guard skipToName() else { return min(index, bytes.count - 1) }
        continue
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth = max(0, depth - 1)
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        isStart = false
        skipString(next)
        continue
      default: isStart = false
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
