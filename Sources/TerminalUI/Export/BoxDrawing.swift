/// What Unicode's box drawing characters (U+2500 to U+257F) are made of.
enum BoxDrawing: Hashable {
  /// How thick a line from the cell's middle to one of its sides is.
  enum Weight: Int, Hashable { case none, light, heavy }

  /// Lines from the middle to the four sides.
  case arms(up: Weight, right: Weight, down: Weight, left: Weight)
  /// A line through the whole cell in `count` dashes.
  case dashes(Weight, horizontal: Bool, count: Int)
  /// A quarter of a circle between two sides; `right` and `down` say which: `╭` is right and down.
  case arc(right: Bool, down: Bool)

  /// Nil for characters that are something else, and for double and slanting lines.
  init?(_ glyph: Character) {
    let scalars = glyph.unicodeScalars
    guard let scalar = scalars.first, scalars.count == 1, (0x2500...0x257F).contains(scalar.value) else { return nil }
    switch scalar.value {
    case 0x2504...0x250B, 0x254C...0x254F:
      // In threes and fours (U+2504 on) or in twos (U+254C on): light and heavy by turns, across before down.
      let index = Int(scalar.value) - (scalar.value < 0x254C ? 0x2504 : 0x254C)
      let count = scalar.value < 0x254C ? 3 + index / 4 : 2
      self = .dashes(index % 2 == 0 ? .light : .heavy, horizontal: index % 4 < 2, count: count)
    case 0x256D: self = .arc(right: true, down: true)
    case 0x256E: self = .arc(right: false, down: true)
    case 0x256F: self = .arc(right: false, down: false)
    case 0x2570: self = .arc(right: true, down: false)
    default:
      let digits = BoxDrawing.arms.utf8
      let start = digits.index(digits.startIndex, offsetBy: Int(scalar.value - 0x2500) * 5)
      let weights = digits[start...].prefix(4).compactMap { Weight(rawValue: Int($0) - 0x30) }
      guard weights.count == 4, weights.contains(where: { $0 != .none }) else { return nil }
      self = .arms(up: weights[0], right: weights[1], down: weights[2], left: weights[3])
    }
  }

  /// The weights up, right, down and left of U+2500 and those that follow, from their Unicode names.
  private static let arms =
    """
    0101 0202 1010 2020 0000 0000 0000 0000 0000 0000 0000 0000 0110 0210 0120 0220 \
    0011 0012 0021 0022 1100 1200 2100 2200 1001 1002 2001 2002 1110 1210 2110 1120 \
    2120 2210 1220 2220 1011 1012 2011 1021 2021 2012 1022 2022 0111 0112 0211 0212 \
    0121 0122 0221 0222 1101 1102 1201 1202 2101 2102 2201 2202 1111 1112 1211 1212 \
    2111 1121 2121 2112 2211 1122 1221 2212 1222 2122 2221 2222 0000 0000 0000 0000 \
    0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 \
    0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 \
    0000 0000 0000 0000 0001 1000 0100 0010 0002 2000 0200 0020 0201 1020 0102 2010
    """
}
