extension LineChart {
  /// Draws the spread of all curves first, then the curves in order. A cell that a curve runs through shows that curve
  /// alone: a cell has one colour, and faint dots in it would make the curve as thick as the cell.
  func drawCurves(on canvas: inout Canvas, in plot: Rect, axis: ChartAxis) {
    var (faint, curves) = (
      DotGrid(size: plot.size, symbols: canvas.symbols), DotGrid(size: plot.size, symbols: canvas.symbols)
    )
    for curve in series {
      drawSpread(curve, on: &faint, axis: axis)
      if curve.isFaint { draw(curve, on: &faint, axis: axis) }
    }
    for curve in series where !curve.isFaint { draw(curve, on: &curves, axis: axis) }
    faint.draw(on: &canvas, at: plot.origin)
    curves.draw(on: &canvas, at: plot.origin)
  }

  /// The extremes of buckets that stand for many values, faintly: no spike is lost, and the means stay in sight.
  private func drawSpread(_ curve: ChartSeries, on grid: inout DotGrid, axis: ChartAxis) {
    for (column, bucket) in curve.buckets.prefix(grid.columns).enumerated() {
      guard let bucket, bucket.isFinite, bucket.mean != nil else { continue }
      let (top, bottom) = (row(bucket.maximum, grid, axis), row(bucket.minimum, grid, axis))
      grid.span(column: column, from: top, to: bottom, style: curve.style.dim)
    }
  }

  private func row(_ value: Double, _ grid: DotGrid, _ axis: ChartAxis) -> Int {
    grid.rows - 1 - min(grid.rows - 1, Int(axis.fraction(value) * Double(grid.rows)))
  }

  private func draw(_ curve: ChartSeries, on grid: inout DotGrid, axis: ChartAxis) {
    let style = curve.isFaint ? curve.style.dim : curve.style
    let reach = curve.reach()
    let isDashed = curve.line == .dashed
    let dash = grid.symbols.dotsPerCell.width * 2
    func keeps(_ column: Int) -> Bool { !isDashed || column % dash < dash / 2 }
    var previous: (column: Int, row: Int)?
    var onlyPoint = true
    for (column, bucket) in curve.buckets.prefix(grid.columns).enumerated() {
      guard let bucket, bucket.isFinite else { continue }
      let top = row(bucket.mean ?? bucket.maximum, grid, axis)
      let bottom = row(bucket.mean ?? bucket.minimum, grid, axis)
      // A dash never leaves out what stands out from the curve.
      let isJoined = previous.map { column - $0.column <= reach } ?? false
      if keeps(column) || bottom - top > 1 || !isJoined {
        grid.span(column: column, from: top, to: bottom, style: style)
      }
      if let previous, isJoined {
        grid.line(
          from: previous, to: (column, row(bucket.mean ?? bucket.first, grid, axis)), style: style, keeps: keeps)
        onlyPoint = false
      }
      previous = (column, row(bucket.mean ?? bucket.last, grid, axis))
    }
    // A single point is easily missed: make it two dots wide.
    if onlyPoint, let previous, grid.symbols == .braille {
      grid.set(column: previous.column ^ 1, row: previous.row, style: style)
    }
  }

  /// Marks the columns that had a value that is NaN or infinite: at the bottom, or at the top where the curve is at
  /// the bottom.
  func drawNonFinite(on canvas: inout Canvas, in plot: Rect) {
    let dots = canvas.symbols.dotsPerCell.width
    for curve in series {
      for (column, bucket) in curve.buckets.prefix(plot.width * dots).enumerated() {
        guard bucket?.hasNonFinite == true else { continue }
        let x = plot.x + column / dots
        let bottom = Point(x: x, y: plot.maxY - 1)
        let top = Point(x: x, y: plot.y)
        let isTaken = isCurve(canvas[bottom]) && !isCurve(canvas[top])
        canvas[isTaken ? top : bottom] = Cell(canvas.symbols.notFinite, Style.warning.bold)
      }
    }
  }

  /// Marks the stretches between points that are too far apart to be joined: a dashed line along the bottom, where there is
  /// nothing else.
  func drawGaps(on canvas: inout Canvas, in plot: Rect) {
    guard plot.height >= 3 else { return }
    let dots = canvas.symbols.dotsPerCell.width
    for curve in series where !curve.isFaint {
      let reach = curve.reach()
      let known = curve.buckets.prefix(plot.width * dots).enumerated().filter { $1 != nil }.map(\.offset)
      for (left, right) in zip(known, known.dropFirst()) where right - left > reach {
        for x in (left / dots + 1)..<max(left / dots + 1, right / dots) {
          let point = Point(x: plot.x + x, y: plot.maxY - 1)
          guard let cell = canvas[point], cell.glyph == " " || cell.glyph == canvas.symbols.rule else { continue }
          canvas[point] = Cell(canvas.symbols.dashedLine, curve.style.dim)
        }
      }
    }
  }

  private func isCurve(_ cell: Cell?) -> Bool {
    guard let cell, cell.glyph != " " else { return false }
    return ![Role.warning, .mark, .checkpoint, .muted].contains(cell.style.foreground)
  }
}
