import Testing

@testable import TerminalUI

@Suite("Text") struct TextTests {
  /// Widths as Unicode's EastAsianWidth.txt and emoji-data.txt give them.
  @Test(
    "width in columns",
    arguments: [
      ("", 0), ("abc", 3), ("日本語", 6), ("한국어", 6), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4), ("é", 1), ("e\u{301}", 1),
      ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("😀", 2), ("👍🏽", 2), ("─│╭█⠿▲●", 7), ("α→…", 3), ("\u{200B}\u{200D}", 0),
      ("\u{1B}\u{7}\u{0}", 0), ("a\u{AD}b", 2), ("각", 2), ("\u{1100}\u{1161}\u{11A8}", 2), ("עברית", 5), ("「」", 4),
    ])
  func width(text: String, columns: Int) {
    #expect(Text.width(text) == columns)
  }

  @Test(
    "what a terminal would obey is taken out",
    arguments: [
      ("plain", "plain"), ("\u{1B}[1;31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{1B}\\x", "x"),
      ("\u{1B}]8;;http://x\u{7}link", "link"), ("\u{9B}5nx", "x"), ("\u{1B}P1$r\u{9C}y", "y"), ("a\r\nb\tc", "a b c"),
      ("\u{202E}abc\u{2066}d\u{2069}", "abcd"), ("a\u{7F}b\u{85}c", "abc"), ("\u{1B}", ""), ("\u{1B}[", "["),
      ("x\u{2028}y", "xy"), ("\u{FEFF}bom", "bom"),
    ])
  func sanitized(text: String, clean: String) {
    #expect(Text.sanitized(text) == clean)
    #expect(Text.sanitized(Text.sanitized(text)) == clean)
  }

  /// Beginnings of sequences that never end: looking for the end of each would take minutes.
  @Test("sequences without an end take linear time", .timeLimit(.minutes(10)))
  func unendedSequences() {
    for start in ["\u{9D}", "\u{1B}]", "\u{1B}P", "\u{9B}", "\u{1B}["] {
      let text = String(repeating: start, count: 300_000)
      let kept = start.unicodeScalars.count == 2 ? start.suffix(1) : ""
      #expect(Text.sanitized(text + "é") == String(repeating: String(kept), count: 300_000) + "é")
    }
    #expect(Text.sanitized("\u{9D}a\u{9D}b\u{7}c\u{9D}d") == "cd")
  }

  @Test("cut and padded text has the width asked for")
  func truncated() {
    #expect(Text.truncated("temperature", to: 5) == "temp…")
    #expect(Text.truncated("日本語", to: 6) == "日本語")
    #expect(Text.truncated("日本語", to: 4) == "日…")
    #expect(Text.truncated("日本語", to: 1) == "…")
    #expect(Text.truncated("日本語", to: 0).isEmpty)
    #expect(Text.truncated("abc", to: -1).isEmpty)
    #expect(Text.truncated("abc", to: 1, ellipsis: "界").isEmpty)
    #expect(Text.padded("日本語", to: 4) == "日… ")
    #expect(Text.padded("a", to: 3, right: true) == "  a")
    for width in 0...12 {
      #expect(Text.width(Text.padded("日本語 mixed", to: width)) == width)
      #expect(Text.width(Text.truncated("e\u{301}日😀x", to: width)) <= width)
    }
  }
}
