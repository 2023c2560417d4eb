/// A question or message in the middle of the screen.
public struct Dialog: Hashable, Sendable {
  public var title: String
  /// Lines of text; they are cut, not wrapped.
  public var lines: [String]
  /// The buttons; may be none.
  public var choices: [String]
  /// Which button has the focus.
  public var selected: Int

  public init(title: String, lines: [String], choices: [String] = [], selected: Int = 0) {
    self.title = title
    self.lines = lines
    self.choices = choices
    self.selected = selected
  }

  /// Where the dialog is inside `area`.
  public func frame(in area: Rect) -> Rect {
    let text = ([title] + lines).map { Text.width(Text.sanitized($0)) }.max() ?? 0
    let buttons = choices.reduce(-2) { $0 + Text.width(Text.sanitized($1)) + 6 }
    let width = max(text, buttons) + 6
    let height = lines.count + 4 + (choices.isEmpty ? 0 : 2)
    return area.centered(Size(width: width, height: height))
  }

  /// Where the buttons are, for the mouse.
  public func choiceRects(in area: Rect) -> [Rect] {
    let frame = frame(in: area)
    let widths = choices.map { Text.width(Text.sanitized($0)) + 4 }
    var x = frame.x + (frame.width - widths.reduce(0, +) - 2 * max(0, widths.count - 1)) / 2
    return widths.map { width in
      defer { x += width + 2 }
      return Rect(x: x, y: frame.maxY - 3, width: width, height: 1).intersection(frame.inner)
    }
  }

  /// Draws over whatever is there.
  public func draw(on canvas: inout Canvas, in area: Rect) {
    let frame = frame(in: area)
    canvas.fill(frame)
    let inner = canvas.box(frame, title: title, focused: true)
    canvas.draw(in: inner) { canvas in
      for (index, line) in lines.enumerated() {
        canvas.put(line, at: Point(x: 2, y: index + 1), maxWidth: canvas.size.width - 4)
      }
    }
    for (index, rect) in choiceRects(in: area).enumerated() where !rect.isEmpty {
      let isSelected = index == selected
      let text = isSelected ? "[ \(choices[index]) ]" : "  \(choices[index])  "
      canvas.put(text, at: rect.origin, style: isSelected ? Style.selected.bold : .muted, maxWidth: rect.width)
    }
  }
}
