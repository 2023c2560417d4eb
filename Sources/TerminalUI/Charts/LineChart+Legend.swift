extension LineChart {
  /// A name of the legend, and where it stands.
  public struct LegendEntry: Equatable, Sendable {
    /// Place of the series in `series`.
    public var index: Int
    public var rect: Rect
  }

  /// Blanks between two names.
  private static let legendGap = 2

  /// The names of the series, right aligned, row by row; those there is no room for are left out.
  public func legendEntries(in rect: Rect) -> [LegendEntry] {
    let named = series.indices.filter { !series[$0].name.isEmpty }
    var entries: [LegendEntry] = []
    for (y, row) in legendLines(named, width: rect.width).prefix(max(0, rect.height)).enumerated() {
      let width = row.reduce(0) { $0 + legendWidth($1) } + (row.count - 1) * LineChart.legendGap
      var x = rect.maxX - width
      for index in row {
        entries.append(LegendEntry(index: index, rect: Rect(x: x, y: rect.y + y, width: legendWidth(index), height: 1)))
        x += legendWidth(index) + LineChart.legendGap
      }
    }
    return entries
  }

  /// Rows that all names take, `limit` at most and one at least.
  func legendRows(width: Int, atMost limit: Int) -> Int {
    let named = series.indices.filter { !series[$0].name.isEmpty }
    return max(1, min(limit, legendLines(named, width: width).count))
  }

  private func legendWidth(_ index: Int) -> Int { 2 + Text.width(Text.sanitized(series[index].name)) }

  private func legendLines(_ named: [Int], width: Int) -> [[Int]] {
    var lines: [[Int]] = []
    var room = 0
    for index in named {
      let needed = legendWidth(index)
      // A name wider than the chart is none.
      guard needed <= width else { break }
      if lines.isEmpty || needed + LineChart.legendGap > room {
        lines.append([index])
        room = width - needed
      } else {
        lines[lines.count - 1].append(index)
        room -= needed + LineChart.legendGap
      }
    }
    return lines
  }

  func drawLegend(on canvas: inout Canvas, in rect: Rect) {
    let symbols = canvas.symbols
    for entry in legendEntries(in: rect) {
      let curve = series[entry.index]
      let line =
        curve.isHidden ? symbols.hiddenLine : curve.line == .dashed ? symbols.dashedLine : symbols.solidLine
      canvas.put(
        [
          (String(line), curve.isHidden ? Style.muted.dim : curve.style),
          (" " + curve.name, curve.isHidden ? Style.muted.dim : .muted),
        ], at: entry.rect.origin, maxWidth: entry.rect.width)
    }
  }
}
