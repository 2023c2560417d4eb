/// Dots finer than cells: braille, quarter blocks or ASCII. The last curve to put a dot into a cell gives it its colour;
/// the dots of all curves stay.
struct DotGrid {
  /// Cells.
  let size: Size
  let symbols: SymbolSet
  /// Dots.
  let columns: Int
  let rows: Int
  private var masks: [UInt8]
  private var styles: [Style]

  init(size: Size, symbols: SymbolSet) {
    self.size = size
    self.symbols = symbols
    columns = size.width * symbols.dotsPerCell.width
    rows = size.height * symbols.dotsPerCell.height
    masks = Array(repeating: 0, count: size.width * size.height)
    styles = Array(repeating: .text, count: masks.count)
  }

  /// Sets a dot; row 0 is the top. Dots outside are left out.
  mutating func set(column: Int, row: Int, style: Style) {
    guard column >= 0, column < columns, row >= 0, row < rows else { return }
    let dots = symbols.dotsPerCell
    let index = row / dots.height * size.width + column / dots.width
    masks[index] |= DotGrid.bit(column % dots.width, row % dots.height, symbols)
    styles[index] = style
  }

  /// Sets the dots of a column from one row to another, in either order.
  mutating func span(column: Int, from start: Int, to end: Int, style: Style) {
    for row in min(start, end)...max(start, end) { set(column: column, row: row, style: style) }
  }

  /// Sets the dots of a straight line; `keeps` leaves columns out (dashes).
  mutating func line(
    from start: (column: Int, row: Int), to end: (column: Int, row: Int), style: Style, keeps: (Int) -> Bool
  ) {
    let (dx, dy) = (abs(end.column - start.column), abs(end.row - start.row))
    let (stepX, stepY) = (end.column < start.column ? -1 : 1, end.row < start.row ? -1 : 1)
    var (x, y, error) = (start.column, start.row, dx - dy)
    while true {
      if dy > dx || keeps(x) { set(column: x, row: y, style: style) }
      if x == end.column && y == end.row { return }
      let doubled = 2 * error
      if doubled > -dy {
        error -= dy
        x += stepX
      }
      if doubled < dx {
        error += dx
        y += stepY
      }
    }
  }

  /// Whether any dot of the cell is set.
  func isMarked(x: Int, y: Int) -> Bool { masks[y * size.width + x] != 0 }

  /// Puts the cells that have dots on the canvas.
  func draw(on canvas: inout Canvas, at origin: Point) {
    for y in 0..<size.height {
      for x in 0..<size.width {
        let index = y * size.width + x
        guard masks[index] != 0 else { continue }
        let glyph = DotGrid.glyph(masks[index], symbols)
        canvas.putDots(glyph, style: styles[index], at: Point(x: origin.x + x, y: origin.y + y))
      }
    }
  }

  private static let brailleBits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
  private static let quarters = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
  private static let brailles: [Character] = (0..<256).map { Character(Unicode.Scalar(0x2800 + UInt32($0)) ?? " ") }

  private static func bit(_ x: Int, _ y: Int, _ symbols: SymbolSet) -> UInt8 {
    switch symbols {
    case .braille: brailleBits[x][y]
    case .block: 1 << UInt8(y * 2 + x)
    case .ascii: 1 << UInt8(y)
    }
  }

  private static func glyph(_ mask: UInt8, _ symbols: SymbolSet) -> Character {
    switch symbols {
    case .braille: brailles[Int(mask)]
    case .block: quarters[Int(mask & 15)]
    case .ascii: mask == 1 ? "'" : mask == 2 ? "." : "*"
    }
  }
}
