extension Canvas {
  /// The canvas as text for a terminal: 24-bit colours, a line a row, each ending with the terminal's own colours.
  ///
  /// The only control sequences in it are SGR (ECMA-48, 8.3.117).
  public func ansi(_ theme: Theme) -> String {
    var result = ""
    for y in 0..<size.height {
      if y > 0 { result += "\n" }
      var pen = Pen()
      for cell in row(y) where !cell.isContinuation {
        let (foreground, background, attributes) = theme.colors(of: cell.style)
        var wanted = Pen(foreground: foreground, background: background, attributes: attributes)
        // A blank shows no foreground: keep the one there is.
        if cell.glyph == " ", attributes.isDisjoint(with: [.reverse, .underline]) {
          wanted.foreground = pen.foreground
          wanted.attributes = pen.attributes.isDisjoint(with: [.reverse, .underline]) ? pen.attributes : []
        }
        pen.change(to: wanted, in: &result)
        // A level that a theme has no colours for is a shade.
        result.append(foreground == nil && background == nil ? cell.withoutColors.glyph : cell.glyph)
      }
      pen.change(to: Pen(), in: &result)
    }
    return result
  }
}

/// What the terminal writes with.
private struct Pen: Equatable {
  var foreground: RGB?
  var background: RGB?
  var attributes: Style.Attributes = []

  private static let codes: [(Style.Attributes, String)] = [
    (.bold, "1"), (.dim, "2"), (.underline, "4"), (.reverse, "7"),
  ]

  /// - Parameter base: 30 for the foreground, 40 for the background.
  private static func code(_ color: RGB, base: Int) -> String {
    guard let entry = color.entry else { return "\(base + 8);2;\(color.r);\(color.g);\(color.b)" }
    return String(entry < 8 ? base + Int(entry) : base + 52 + Int(entry))
  }

  /// Writes the shortest change that takes this pen to `other`.
  mutating func change(to other: Pen, in text: inout String) {
    guard self != other else { return }
    var codes: [String] = []
    if other == Pen() || !attributes.isSubset(of: other.attributes) {
      codes.append("0")
      self = Pen()
    }
    for (attribute, code) in Pen.codes where other.attributes.contains(attribute) && !attributes.contains(attribute) {
      codes.append(code)
    }
    if other.foreground != foreground {
      codes.append(other.foreground.map { Pen.code($0, base: 30) } ?? "39")
    }
    if other.background != background {
      codes.append(other.background.map { Pen.code($0, base: 40) } ?? "49")
    }
    text += "\u{1B}[\(codes.joined(separator: ";"))m"
    self = other
  }
}
