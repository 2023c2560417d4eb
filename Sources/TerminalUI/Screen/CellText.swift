/// What is written to the terminal for one cell.
enum CellText {
  /// Code points ncurses takes for a cell: one that takes up room, and combining ones.
  static let capacity = 5

  /// The pieces that cover `columns` columns, one for each place ncurses is to write, left to right.
  ///
  /// - Parameters:
  ///   - glyph: one grapheme, `columns` (1 or 2) wide by `Text.width(_:)`.
  ///   - widthOf: how wide the C library thinks a code point is; -1 when it cannot print it. Where it disagrees about
  ///     `glyph`, something is written that keeps the columns right: its parts, or question marks.
  static func pieces(
    for glyph: Character, columns: Int, widthOf: (Unicode.Scalar) -> Int
  ) -> [(offset: Int, scalars: [Unicode.Scalar])] {
    var pieces: [(offset: Int, scalars: [Unicode.Scalar])] = []
    var used = 0
    for scalar in glyph.unicodeScalars {
      let width = widthOf(scalar)
      if width > 0 {
        if used + width > columns { break }
        pieces.append((used, [scalar]))
        used += width
      } else if width == 0, let last = pieces.indices.last, pieces[last].scalars.count < capacity {
        // A joiner would ask the terminal to merge what follows, which is left out.
        if scalar.value != 0x200D { pieces[last].scalars.append(scalar) }
      }
    }
    if used == 0 { return (0..<columns).map { ($0, ["?"]) } }
    while used < columns {
      pieces.append((used, [" "]))
      used += 1
    }
    return pieces
  }
}
