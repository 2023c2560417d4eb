extension RGB {
  /// The square of the distance to another colour.
  func distance(to other: RGB) -> Int {
    let (red, green, blue) = (Int(r) - Int(other.r), Int(g) - Int(other.g), Int(b) - Int(other.b))
    return red * red + green * green + blue * blue
  }
}

/// Turns what a cell means into what it looks like. A theme is one.
public protocol ScreenPalette: Sendable {
  /// The colours and the type face of `style`; a nil colour is the terminal's default.
  func colors(
    of style: Style
  ) -> (foreground: RGB?, background: RGB?, attributes: Style.Attributes)
}
