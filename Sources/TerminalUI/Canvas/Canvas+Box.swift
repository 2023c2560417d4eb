extension Canvas {
  /// Draws a frame with rounded corners round `rect` and returns the rectangle inside it. A rectangle less than two cells
  /// wide or high gets no frame.
  ///
  /// - Parameters:
  ///   - title: on the top line, left.
  ///   - trailing: on the top line, right, in muted text; left out when there is no room for it.
  ///   - footer: on the bottom line, right, in muted text; left out when there is no room for it.
  ///   - focused: whether the panel has the focus.
  @discardableResult
  public mutating func box(
    _ rect: Rect, title: String? = nil, trailing: String? = nil, footer: String? = nil, focused: Bool = false
  ) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else { return rect.inner }
    let style: Style = focused ? .borderFocused : .border
    let glyphs = symbols.box
    let (right, bottom) = (rect.maxX - 1, rect.maxY - 1)
    horizontalLine(from: Point(x: rect.x + 1, y: rect.y), length: rect.width - 2, style: style)
    horizontalLine(from: Point(x: rect.x + 1, y: bottom), length: rect.width - 2, style: style)
    verticalLine(from: Point(x: rect.x, y: rect.y + 1), length: rect.height - 2, style: style)
    verticalLine(from: Point(x: right, y: rect.y + 1), length: rect.height - 2, style: style)
    self[Point(x: rect.x, y: rect.y)] = Cell(glyphs.topLeft, style)
    self[Point(x: right, y: rect.y)] = Cell(glyphs.topRight, style)
    self[Point(x: rect.x, y: bottom)] = Cell(glyphs.bottomLeft, style)
    self[Point(x: right, y: bottom)] = Cell(glyphs.bottomRight, style)

    // A title stands between two blanks and leaves at least one piece of line before each corner.
    var used = 0
    if let title, !title.isEmpty, rect.width >= 7 {
      let text = Text.truncated(Text.sanitized(title), to: rect.width - 5, ellipsis: symbols.ellipsis)
      used = put(" \(text) ", at: Point(x: rect.x + 1, y: rect.y), style: focused ? Style.title.bold : .title)
    }
    if let trailing, !trailing.isEmpty {
      let width = Text.width(Text.sanitized(trailing)) + 2
      if used + width + 3 <= rect.width { putRight(" \(trailing) ", endingAt: right, y: rect.y, style: .muted) }
    }
    if let footer, !footer.isEmpty, Text.width(Text.sanitized(footer)) + 5 <= rect.width {
      putRight(" \(footer) ", endingAt: right - 1, y: bottom, style: .muted)
    }
    return rect.inner
  }

  /// Draws a line to the right.
  public mutating func horizontalLine(from start: Point, length: Int, style: Style = .border) {
    fill(Rect(x: start.x, y: start.y, width: length, height: 1), with: symbols.box.horizontal, style: style)
  }

  /// Draws a line downwards.
  public mutating func verticalLine(from start: Point, length: Int, style: Style = .border) {
    fill(Rect(x: start.x, y: start.y, width: 1, height: length), with: symbols.box.vertical, style: style)
  }
}
