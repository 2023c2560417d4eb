/// What Unicode's block elements (U+2580 to U+259F) are made of: rectangles in a cell of 8×8 parts.
struct BlockElement: Hashable {
  struct Part: Hashable { var x, y, width, height: Int }

  var parts: [Part]
  /// How much of the rectangle is covered, from 0 to 1; 1 but for shades.
  var cover: Double = 1

  /// Nil for characters that are something else.
  init?(_ glyph: Character) {
    let scalars = glyph.unicodeScalars
    guard let scalar = scalars.first, scalars.count == 1, (0x2580...0x259F).contains(scalar.value) else { return nil }
    let value = Int(scalar.value)
    switch value {
    case 0x2580: parts = [Part(x: 0, y: 0, width: 8, height: 4)]
    case 0x2581...0x2588:
      let height = value - 0x2580
      parts = [Part(x: 0, y: 8 - height, width: 8, height: height)]
    case 0x2589...0x258F: parts = [Part(x: 0, y: 0, width: 0x2590 - value, height: 8)]
    case 0x2590: parts = [Part(x: 4, y: 0, width: 4, height: 8)]
    case 0x2591...0x2593:
      parts = [Part(x: 0, y: 0, width: 8, height: 8)]
      cover = Double(value - 0x2590) / 4
    case 0x2594: parts = [Part(x: 0, y: 0, width: 8, height: 1)]
    case 0x2595: parts = [Part(x: 7, y: 0, width: 1, height: 8)]
    default:
      // Quadrants from U+2596 on: upper left 1, upper right 2, lower left 4, lower right 8.
      let quadrants = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14][value - 0x2596]
      parts = (0..<4).filter { quadrants & 1 << $0 != 0 }.map {
        Part(x: $0 % 2 * 4, y: $0 / 2 * 4, width: 4, height: 4)
      }
    }
  }
}
