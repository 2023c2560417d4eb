/// Rows of text in columns under a heading, with a chosen row that scrolls into view.
public struct Table: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    public var title: String
    /// Columns of cells; nil shares out what the others leave.
    public var width: Int?
    /// Numbers stand at the right.
    public var isNumber: Bool

    public init(_ title: String, width: Int? = nil, isNumber: Bool = false) {
      self.title = title
      self.width = width
      self.isNumber = isNumber
    }
  }

  public var columns: [Column]
  public var rows: [[String]]

  public init(columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// Draws the heading and the rows of `list` that are in view; `list` learns the count and height.
  public func draw(on canvas: inout Canvas, in rect: Rect, list: inout ScrollingList, isFocused: Bool = true) {
    let (heading, body) = rect.splitTop(1)
    list.update(count: rows.count, height: body.height)
    let widths = widths(in: rect.width - (rows.count > body.height ? 2 : 0))
    draw(columns.map(\.title), widths: widths, style: Style.muted.bold, on: &canvas, at: heading)
    for (y, index) in list.visible.enumerated() where y < body.height {
      let line = body.row(y)
      let style: Style = index == list.selected && isFocused ? .selected : .text
      if index == list.selected, isFocused { canvas.fill(line, style: style) }
      draw(rows[index], widths: widths, style: style, on: &canvas, at: line)
    }
    list.drawScrollbar(on: &canvas, in: body)
  }

  private func draw(_ texts: [String], widths: [Int], style: Style, on canvas: inout Canvas, at line: Rect) {
    canvas.draw(in: line) { canvas in
      var x = 0
      for (index, text) in texts.enumerated() where index < widths.count {
        let width = widths[index]
        if columns[index].isNumber {
          canvas.putRight(text, endingAt: x + width, y: 0, style: style, maxWidth: width)
        } else {
          canvas.put(text, at: Point(x: x, y: 0), style: style, maxWidth: width)
        }
        x += width + 2
      }
    }
  }

  /// Two blanks between columns.
  private func widths(in width: Int) -> [Int] {
    let fixed = columns.compactMap(\.width).reduce(0, +) + 2 * max(0, columns.count - 1)
    let flexible = columns.count { $0.width == nil }
    var left = max(0, width - fixed)
    var share = flexible
    return columns.map { column in
      if let width = column.width { return max(0, width) }
      let own = left / max(1, share)
      left -= own
      share -= 1
      return own
    }
  }
}
