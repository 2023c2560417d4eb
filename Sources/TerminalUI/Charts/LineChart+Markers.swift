extension LineChart {
  /// Cells between two markers of a curve, more or less.
  private static let markerDistance = 16

  /// Puts each curve's marker on it at equal distances, those of different curves in different columns. A curve that has
  /// anything in the plot has one marker at least, as long as there is a free cell on it.
  func drawMarkers(on canvas: inout Canvas, in plot: Rect, axis: ChartAxis) {
    let marked = series.filter { $0.marker != nil }
    guard !marked.isEmpty else { return }
    var taken: Set<Point> = []
    let repeats = max(1, plot.width / max(LineChart.markerDistance, marked.count * 2))
    for (index, curve) in marked.enumerated() {
      guard let marker = curve.marker else { continue }
      let cells = cells(of: curve, in: plot, axis: axis, symbols: canvas.symbols)
      var free = cells.indices.filter { column in cells[column].map { !taken.contains($0) } ?? false }
      for turn in 0..<repeats {
        let wanted = (Double(turn) + (Double(index) + 0.5) / Double(marked.count)) * Double(plot.width)
        let ideal = Int(wanted / Double(repeats))
        // A curve that has ended keeps its markers where it is, a few columns aside at most.
        let room = max(1, plot.width / (repeats * marked.count))
        let isLast = turn == repeats - 1 && !taken.contains { canvas[$0]?.glyph == marker }
        guard let column = free.min(by: { abs($0 - ideal) < abs($1 - ideal) }),
          abs(column - ideal) <= room || isLast, let place = cells[column]
        else { continue }
        canvas[place] = Cell(marker, curve.style.bold)
        taken.insert(place)
        free.removeAll { $0 == column }
      }
    }
  }

  /// The cell that a curve runs through in each column of the plot; nil where it is not.
  private func cells(of curve: ChartSeries, in plot: Rect, axis: ChartAxis, symbols: SymbolSet) -> [Point?] {
    let dots = symbols.dotsPerCell.width
    let values = curve.joinedValues()
    return (0..<plot.width).map { x in
      let first = (x * dots..<(x + 1) * dots).lazy.compactMap { $0 < values.count ? values[$0] : nil }.first
      return first.map { value in
        let row = min(plot.height - 1, Int(axis.fraction(value) * Double(plot.height)))
        return Point(x: plot.x + x, y: plot.maxY - 1 - row)
      }
    }
  }
}

extension ChartSeries {
  /// The height of the drawn line in each column of dots, also between points that are joined.
  func joinedValues() -> [Double?] {
    var values = buckets.map { bucket in
      bucket.flatMap { $0.isFinite ? $0.mean ?? $0.last : nil }
    }
    let known = values.indices.filter { values[$0] != nil }
    let reach = reach()
    for (left, right) in zip(known, known.dropFirst()) where right - left > 1 && right - left <= reach {
      guard let start = values[left], let end = values[right] else { continue }
      for column in left + 1..<right {
        values[column] = start + (end - start) * Double(column - left) / Double(right - left)
      }
    }
    return values
  }
}
