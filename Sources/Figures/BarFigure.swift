/// Bars from left to right, several to a row.
public struct BarFigure: Sendable {
  public struct Series: Sendable {
    public var name: String
    /// One a row; what is not a number has no bar.
    public var values: [Double]

    public init(_ name: String, _ values: [Double]) { (self.name, self.values) = (name, values) }
  }

  public var title: String
  public var rows: [String]
  public var series: [Series]
  public var xLabel: String
  public var including: [Double]

  public init(_ title: String, rows: [String], x: String, _ series: [Series], including: [Double] = [0]) {
    (self.title, self.rows, self.series, xLabel, self.including) = (title, rows, series, x, including)
  }

  public var figure: Figure {
    let thick = series.count > 1 ? 9.0 : 14
    let row = thick * Double(max(1, series.count)) + 8
    let left = 20 + (rows.map { Drawing.textWidth($0, size: 11) }.max() ?? 0)
    let (top, width) = (34.0, left + 340)
    let bottom = top + Double(rows.count) * row
    var drawing = Drawing(width: width + 20, height: bottom + 48 + (series.count > 1 ? 20 : 0))
    drawing.text(title, x: 12, y: 20, size: 13, weight: 600)
    let x = Scale(series.flatMap(\.values), pixels: (left, width), including: including)
    for tick in x.ticks() {
      drawing.line(x(tick), top, x(tick), bottom)
      drawing.text(Scale.label(tick), x: x(tick), y: bottom + 15, anchor: .middle, size: 11, color: Palette.muted)
    }
    for (place, name) in rows.enumerated() {
      let y = top + Double(place) * row
      drawing.text(name, x: left - 6, y: y + row / 2 + 4, anchor: .end, size: 11)
      for (index, one) in series.enumerated() where place < one.values.count && one.values[place].isFinite {
        let (from, to) = (x(0), x(one.values[place]))
        drawing.rectangle(
          min(from, to), y + 4 + Double(index) * thick, abs(to - from), thick - 1, color: Palette.series(index),
          title: "\(name), \(one.name): \(Scale.label(one.values[place]))")
      }
    }
    if x.range.contains(0) { drawing.line(x(0), top, x(0), bottom, color: Palette.muted) }
    drawing.text(xLabel, x: (left + width) / 2, y: bottom + 34, anchor: .middle)
    if series.count > 1 {
      var at = left
      for (index, one) in series.enumerated() {
        drawing.rectangle(at, bottom + 44, 12, 8, color: Palette.series(index))
        drawing.text(one.name, x: at + 17, y: bottom + 52, size: 11)
        at += 34 + Drawing.textWidth(one.name, size: 11)
      }
    }
    return Figure(title: title, drawing: drawing)
  }
}
