/// One place on the screen: what is written there and in which style.
public struct Cell: Hashable, Sendable {
  /// One grapheme. A wide one covers this cell and the `continuation` cell to its right.
  public var glyph: Character
  public var style: Style

  public init(_ glyph: Character = " ", _ style: Style = .text) {
    self.glyph = glyph
    self.style = style
  }

  public static let blank = Cell()

  /// What the second cell of a wide glyph holds; never printed.
  static let continuationGlyph: Character = "\u{0}"

  /// Whether the glyph to the left covers this cell too.
  public var isContinuation: Bool { glyph == Cell.continuationGlyph }
}
