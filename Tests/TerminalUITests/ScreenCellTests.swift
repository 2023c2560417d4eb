import Testing

@testable import TerminalUI

/// What a cell becomes where the C library and kdtop may disagree about widths.
@Suite struct ScreenCellTests {
  @Test(arguments: [("a", 1, "a"), ("漢", 2, "漢"), ("e\u{301}", 1, "e\u{301}"), ("⣿", 1, "⣿")])
  func plain(glyph: Character, columns: Int, expected: String) {
    #expect(written(glyph, columns) == [expected])
  }

  /// The C locale prints ASCII alone.
  @Test func unprintableGlyphsKeepTheirColumns() {
    let ascii: (Unicode.Scalar) -> Int = { $0.isASCII ? 1 : -1 }
    #expect(written("─", 1, ascii) == ["?"])
    #expect(written("漢", 2, ascii) == ["?", "?"])
    #expect(written("x", 1, ascii) == ["x"])
  }

  /// A C library older than an emoji takes it for narrow, or a narrow sign for wide.
  @Test func disagreementsKeepTheColumns() {
    #expect(written("漢", 2, { _ in 1 }) == ["漢", " "])
    #expect(written("a", 1, { _ in 2 }) == ["?"])
  }

  @Test func partsOfAnEmojiDoNotSpill() {
    // A family: three people and joiners between them, two columns.
    let pieces = written("👩‍👩‍👦", 2, { $0.value == 0x200D ? 0 : 2 })
    #expect(pieces == ["👩"])
  }

  @Test func tooManyMarksAreCut() {
    let glyph = Character("a" + String(repeating: "\u{301}", count: 12))
    #expect(written(glyph, 1, { $0 == "a" ? 1 : 0 })[0].unicodeScalars.count == CellText.capacity)
  }

  @Test func delaysAreNotSent() {
    #expect(Farewell.withoutPadding("\u{1B}[m$<2>\u{1B}[?25h$<5.5*/>") == Array("\u{1B}[m\u{1B}[?25h".utf8))
  }

  private func written(
    _ glyph: Character, _ columns: Int,
    _ widthOf: (Unicode.Scalar) -> Int = { (0x300...0x36F).contains($0.value) ? 0 : $0.value > 0x3000 ? 2 : 1 }
  ) -> [String] {
    CellText.pieces(for: glyph, columns: columns, widthOf: widthOf).map { piece in
      var view = String.UnicodeScalarView()
      view.append(contentsOf: piece.scalars)
      return String(view)
    }
  }
}
