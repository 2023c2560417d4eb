extension LineChart {
  /// Draws the line through what is looked at and, on the side with more room, what there is to read.
  func drawCrosshair(on canvas: inout Canvas, in plot: Rect) {
    guard let crosshair, let column = column(of: crosshair.x, in: plot) else { return }
    let line = canvas.symbols.box.vertical
    for y in plot.y..<plot.maxY {
      let point = Point(x: column, y: y)
      guard let cell = canvas[point], cell.glyph == " " || cell.glyph == canvas.symbols.rule else { continue }
      canvas[point] = Cell(line, .accent)
    }
    drawReadout(crosshair, beside: column, on: &canvas, in: plot)
  }

  private func drawReadout(_ crosshair: ChartCrosshair, beside column: Int, on canvas: inout Canvas, in plot: Rect) {
    let rows = crosshair.rows
    let names = rows.filter { !$0.value.isEmpty }.map { Text.width(Text.sanitized($0.name)) }.max() ?? 0
    let values = rows.map { Text.width(Text.sanitized($0.value)) }.max() ?? 0
    let texts = rows.filter(\.value.isEmpty).map { Text.width(Text.sanitized($0.name)) }.max() ?? 0
    let wanted = max(Text.width(crosshair.title), names + 1 + values, min(texts, 40)) + 2
    let (left, right) = (column - plot.x, plot.maxX - column - 1)
    let isRight = right >= wanted || right >= left
    let width = min(wanted, isRight ? right : left)
    guard width >= 6 else { return }
    let height = min(rows.count + 1, plot.height)
    let box = Rect(x: isRight ? column + 1 : column - width, y: plot.y, width: width, height: height)
    canvas.fill(box)
    let inside = width - 2
    canvas.put(
      crosshair.title, at: Point(x: box.x + 1, y: box.y), style: Style.accent.bold, maxWidth: inside)
    for (index, row) in rows.prefix(height - 1).enumerated() {
      let y = box.y + 1 + index
      if index == height - 2, rows.count > height - 1 {
        canvas.put("+\(rows.count - index)", at: Point(x: box.x + 1, y: y), style: .muted, maxWidth: inside)
        break
      }
      let value = Text.width(Text.sanitized(row.value))
      let room = row.value.isEmpty ? inside : max(0, inside - value - 1)
      canvas.put(row.name, at: Point(x: box.x + 1, y: y), style: row.style, maxWidth: room)
      canvas.putRight(row.value, endingAt: box.maxX - 1, y: y, style: .text, maxWidth: inside)
    }
  }
}
