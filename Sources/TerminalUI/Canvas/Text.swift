/// Measuring, cleaning and cutting text for a grid of cells.
public enum Text {
  /// How many columns `text` covers: 2 for East Asian wide characters and emoji, 0 for combining marks and controls,
  /// 1 for others. The answer does not depend on the locale.
  public static func width(_ text: String) -> Int {
    var bytes = 0
    for byte in text.utf8 {
      guard byte >= 0x20 && byte < 0x7F else { return text.reduce(0) { $0 + width($1) } }
      bytes += 1
    }
    return bytes
  }

  /// How many columns one grapheme covers: 0, 1 or 2.
  public static func width(_ character: Character) -> Int {
    var total = 0
    for scalar in character.unicodeScalars {
      total += width(scalar)
      // Flags are two regional indicators of one column each; a joined emoji is as wide as its first part.
      if total >= 2 { return 2 }
    }
    return total
  }

  /// How many columns one scalar covers: 0, 1 or 2.
  static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: return 0
    case 0x20..<0x300, 0x2500..<0x25FD, 0x2800..<0x2900: return scalar.value == 0xAD ? 0 : 1
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0  // vowels and finals of Hangul join the wide initial
    default: break
    }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    // A regional indicator alone is one column though it counts as an emoji.
    if (0x1F1E6...0x1F1FF).contains(scalar.value) { return 1 }
    return properties.isEmojiPresentation || isEastAsianWide(scalar.value) ? 2 : 1
  }

  /// Blocks that are East Asian Wide or Fullwidth throughout (Unicode Standard Annex 11), emoji aside.
  private static func isEastAsianWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD:
      return true
    default: return false
    }
  }

  /// `text` without anything that could move the cursor, colour the terminal or reorder what follows: escape sequences,
  /// control characters, bidirectional controls and invisible format characters go; tabs and line ends become a space.
  /// O(n).
  public static func sanitized(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    let scalars = Array(text.unicodeScalars)
    var clean = String.UnicodeScalarView()
    var index = 0
    var hasTerminator = true
    while index < scalars.count {
      let scalar = scalars[index]
      if let end = endOfEscape(scalars, from: index, &hasTerminator) {
        index = end
        continue
      }
      if scalar == "\t" || scalar == "\n" || scalar == "\r" {
        if !(scalar == "\n" && index > 0 && scalars[index - 1] == "\r") { clean.append(" ") }
      } else if isPrintable(scalar) {
        clean.append(scalar)
      }
      index += 1
    }
    return String(clean)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: return false
    case .format: return scalar == "\u{200D}" || scalar == "\u{200C}"  // joiners: part of emoji and of some scripts
    default: return true
    }
  }

  /// Where the escape sequence that starts at `start` ends; nil when none starts there or it has no end.
  /// - Parameter hasTerminator: false once a string without an end was met: what follows it holds no end of one either,
  ///   and looking again for each of many beginnings would take quadratic time.
  private static func endOfEscape(
    _ scalars: [Unicode.Scalar], from start: Int, _ hasTerminator: inout Bool
  ) -> Int? {
    var body = start + 1
    var introducer = scalars[start].value
    if introducer == 0x1B, body < scalars.count {
      introducer = scalars[body].value + 0x40  // ESC [ is another spelling of U+009B
      body += 1
    }
    switch introducer {
    case 0x9B:
      while body < scalars.count, (0x20...0x3F).contains(scalars[body].value) { body += 1 }
      return body < scalars.count && (0x40...0x7E).contains(scalars[body].value) ? body + 1 : nil
    case 0x90, 0x98, 0x9D, 0x9E, 0x9F:  // strings, such as a window's title: up to BEL or ST
      while hasTerminator, body < scalars.count {
        if scalars[body].value == 0x07 || scalars[body].value == 0x9C { return body + 1 }
        if scalars[body].value == 0x1B, body + 1 < scalars.count, scalars[body + 1] == "\\" { return body + 2 }
        body += 1
      }
      hasTerminator = false
      return nil
    default: return nil
    }
  }

  /// `text` cut to `width` columns; what does not fit is replaced by `ellipsis` as its last column. A wide character is
  /// never cut in two, so the result may be a column short.
  public static func truncated(_ text: String, to width: Int, ellipsis: Character = "…") -> String {
    guard width > 0 else { return "" }
    guard self.width(text) > width else { return text }
    guard self.width(ellipsis) <= width else { return "" }
    var result = ""
    var room = width - self.width(ellipsis)
    for character in text {
      let columns = self.width(character)
      guard columns <= room else { break }
      room -= columns
      result.append(character)
    }
    return result + String(ellipsis)
  }

  /// `text` cut or padded with blanks to exactly `width` columns.
  public static func padded(_ text: String, to width: Int, right: Bool = false, ellipsis: Character = "…") -> String {
    let cut = truncated(text, to: width, ellipsis: ellipsis)
    let blanks = String(repeating: " ", count: max(0, width - self.width(cut)))
    return right ? blanks + cut : cut + blanks
  }
}
