extension LineChart {
  func drawYLabels(on canvas: inout Canvas, in rect: Rect, axis: ChartAxis) {
    guard rect.width >= 3 else { return }
    let ticks = axis.ticks(atMost: max(2, axis.scale == .log ? (rect.height + 1) / 2 : (rect.height + 2) / 3))
    var lastRow: Int?
    for tick in ticks {
      let row = rect.maxY - 1 - min(rect.height - 1, Int(axis.fraction(tick) * Double(rect.height)))
      guard lastRow.map({ row < $0 }) ?? true else { continue }
      lastRow = row
      let step = axis.scale == .log || ticks.count < 2 ? nil : ticks[1] - ticks[0]
      let label = Numbers.short(tick, step: step ?? LineChart.ownGrain(tick), width: rect.width - 1)
      canvas.putRight(label, endingAt: rect.maxX - 1, y: row, style: .muted)
    }
  }

  /// The last digit that a round number such as 0.05 has.
  static func ownGrain(_ value: Double) -> Double {
    var grain = 1.0
    while grain > 1e-12, value.magnitude < grain * 0.999 { grain /= 10 }
    return grain
  }

  func drawXAxis(on canvas: inout Canvas, in row: Rect) {
    guard row.width >= 3 else { return }
    let unitWidth = xUnit.isEmpty || row.width < 24 ? 0 : Text.width(xUnit) + 1
    if unitWidth > 0 { canvas.putRight(xUnit, endingAt: row.maxX, y: row.y, style: .muted) }
    let end = row.maxX - unitWidth
    let ticks = xTicks(atMost: max(1, row.width / 11))
    var free = row.x
    for tick in ticks {
      guard let column = column(of: tick, in: row) else { continue }
      let step = ticks.count > 1 ? ticks[1] - ticks[0] : xGrain > 0 ? xGrain : nil
      let label =
        xNumbers == .seconds ? Durations.short(tick, step: step ?? 1) : Numbers.short(tick, step: step, width: 9)
      let width = Text.width(label)
      let start = max(free, min(column - width / 2, end - width))
      guard start + width <= end, start <= column, column < start + width + 1 else { continue }
      canvas.put(label, at: Point(x: start, y: row.y), style: .muted)
      free = start + width + 2
    }
  }

  /// Round places of the x axis.
  func xTicks(atMost count: Int) -> [Double] {
    let range = finiteXRange
    switch xNumbers {
    case .plain:
      return ChartAxis.linearTicks(from: range.lowerBound, to: range.upperBound, atMost: count, grain: xGrain)
    case .seconds: return Durations.ticks(from: range.lowerBound, to: range.upperBound, atMost: count)
    }
  }

  /// The cell column of an x in a row as wide as the plot; nil outside the range.
  func column(of x: Double, in row: Rect) -> Int? {
    let range = finiteXRange
    guard x.isFinite, range.contains(x), row.width > 0 else { return nil }
    let length = range.upperBound - range.lowerBound
    guard length > 0, length.isFinite else { return row.x }
    return row.x + min(row.width - 1, Int((x - range.lowerBound) / length * Double(row.width)))
  }

  /// The rules of marks; curves are drawn over them.
  func drawRules(on canvas: inout Canvas, in plot: Rect) {
    for mark in marks {
      guard let column = column(of: mark.x, in: plot) else { continue }
      let line = Rect(x: column, y: plot.y, width: 1, height: plot.height)
      canvas.fill(line, with: canvas.symbols.rule, style: mark.style.dim)
    }
  }

  /// The marks below the plot, each with its label where there is room before the next one.
  func drawMarks(on canvas: inout Canvas, in row: Rect) {
    guard !row.isEmpty else { return }
    let placed = marks.compactMap { mark in column(of: mark.x, in: row).map { (column: $0, mark: mark) } }
      .sorted { $0.column < $1.column }
    for (index, item) in placed.enumerated() {
      let glyph = canvas.symbols.glyph(of: item.mark.kind)
      canvas[Point(x: item.column, y: row.y)] = Cell(glyph, item.mark.style)
      let next = index + 1 < placed.count ? placed[index + 1].column : row.maxX + 1
      let label = Text.sanitized(item.mark.label)
      let room = min(next - 1, row.maxX) - (item.column + 2)
      if !label.isEmpty, Text.width(label) <= room {
        canvas.put(label, at: Point(x: item.column + 2, y: row.y), style: .muted)
      } else if !label.isEmpty, next > row.maxX {
        // The last mark is often too near the right edge: its label goes to the left.
        let free = index > 0 ? placed[index - 1].column + 2 : row.x
        let start = item.column - 1 - Text.width(label)
        let isFree = (free..<max(free, item.column)).allSatisfy { canvas[Point(x: $0, y: row.y)]?.glyph == " " }
        if start >= free, isFree { canvas.put(label, at: Point(x: start, y: row.y), style: .muted) }
      }
    }
  }
}

extension ChartMark {
  public var style: Style {
    switch kind {
    case .change: .mark
    case .checkpoint: .checkpoint
    case .note: .accent
    }
  }
}

extension SymbolSet {
  public func glyph(of kind: ChartMark.Kind) -> Character {
    switch kind {
    case .change: change
    case .checkpoint: checkpoint
    case .note: note
    }
  }
}
