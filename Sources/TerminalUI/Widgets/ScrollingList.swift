/// Which rows of a long list are in view, and which one is chosen. Moving keeps the chosen row in view.
public struct ScrollingList: Hashable, Sendable {
  public private(set) var count: Int
  /// The chosen row, 0..<count; 0 when there are none.
  public private(set) var selected: Int
  /// The first row in view.
  public private(set) var offset = 0
  /// Rows in view.
  public private(set) var height = 1

  public init(count: Int = 0, selected: Int = 0) {
    self.count = max(0, count)
    self.selected = 0
    select(selected)
  }

  /// The rows in view.
  public var visible: Range<Int> { offset..<min(count, offset + height) }

  /// Tells the list how many rows there are and how many fit; the choice stays where it can.
  public mutating func update(count: Int, height: Int) {
    self.count = max(0, count)
    self.height = max(1, height)
    select(selected)
  }

  /// Chooses a row; beyond the ends the first or the last.
  public mutating func select(_ row: Int) {
    selected = max(0, min(count - 1, row))
    if selected < offset { offset = selected }
    if selected >= offset + height { offset = selected - height + 1 }
    offset = max(0, min(offset, count - height))
  }

  /// Moves the choice down by `rows`, or up when negative.
  public mutating func move(by rows: Int) {
    select(selected.addingReportingOverflow(rows).overflow ? (rows < 0 ? 0 : count - 1) : selected + rows)
  }

  /// The row drawn at `y` of the rectangle the list was drawn in; nil when none is there. For the mouse.
  public func row(atY y: Int, in rect: Rect) -> Int? {
    let row = offset + y - rect.y
    return rect.y <= y && y < rect.maxY && visible.contains(row) ? row : nil
  }

  /// Draws a thumb in the last column of `rect` when not all rows are in view.
  public func drawScrollbar(on canvas: inout Canvas, in rect: Rect) {
    guard count > rect.height, rect.height > 1, rect.width > 0 else { return }
    let length = max(1, rect.height * rect.height / count)
    let top = (rect.height - length) * offset / max(1, count - rect.height)
    let column = Rect(x: rect.maxX - 1, y: rect.y, width: 1, height: rect.height)
    canvas.fill(column, with: canvas.symbols.box.vertical, style: .border)
    let thumb = Rect(x: column.x, y: rect.y + min(top, rect.height - length), width: 1, height: length)
    canvas.fill(thumb, with: canvas.symbols == .ascii ? "#" : "┃", style: .muted)
  }
}
