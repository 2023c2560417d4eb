/// Curves, points or both over two axes.
public struct LineFigure: Sendable {
  public struct Series: Sendable {
    public enum Style: Sendable { case line, dashed, points, linesAndPoints }
    public var name: String
    public var points: [(x: Double, y: Double)]
    public var style: Style
    /// Beside each point; empty for none.
    public var labels: [String]
    /// Upwards and downwards of each point; empty for none.
    public var errors: [Double]

    public init(
      _ name: String, _ points: [(x: Double, y: Double)], style: Style = .line, labels: [String] = [],
      errors: [Double] = []
    ) {
      (self.name, self.points, self.style, self.labels, self.errors) = (name, points, style, labels, errors)
    }
  }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var series: [Series]
  public var hasLogarithmicX = false
  public var hasLogarithmicY = false
  /// Whether x = y is drawn.
  public var hasDiagonal = false
  /// Values the axes have to show.
  public var xIncluding: [Double] = []
  public var yIncluding: [Double] = []
  /// Places along x with a word each.
  public var marks: [(x: Double, text: String)] = []
  public var size = (width: 520.0, height: 320.0)

  public init(_ title: String, x: String, y: String, _ series: [Series]) {
    (self.title, xLabel, yLabel, self.series) = (title, x, y, series)
  }

  public var figure: Figure {
    var drawing = Drawing(
      width: size.width, height: size.height + (series.count > 1 ? 8 + Double((series.count + 2) / 3) * 18 : 0))
    let (left, right, top, bottom) = (64.0, size.width - 16, 34.0, size.height - 46)
    let points = series.flatMap(\.points)
    let spread = series.flatMap { one in
      zip(one.points, one.errors).flatMap { [$0.y - $1, $0.y + $1] }
    }
    let x = Scale(points.map(\.x), pixels: (left, right), isLogarithmic: hasLogarithmicX, including: xIncluding)
    let y = Scale(
      points.map(\.y) + spread, pixels: (bottom, top), isLogarithmic: hasLogarithmicY, including: yIncluding)
    drawing.text(title, x: left, y: 20, size: 13, weight: 600)
    axes(x, y, &drawing)
    if hasDiagonal {
      let (low, high) = (max(x.range.lowerBound, y.range.lowerBound), min(x.range.upperBound, y.range.upperBound))
      if low < high { drawing.line(x(low), y(low), x(high), y(high), color: Palette.muted, dashes: "4 4") }
    }
    for mark in marks where x.range.contains(mark.x) {
      drawing.line(x(mark.x), top, x(mark.x), bottom, color: Palette.muted, dashes: "2 3")
      drawing.text(mark.text, x: x(mark.x) + 3, y: top + 10, size: 10, color: Palette.muted)
    }
    for (index, one) in series.enumerated() { draw(one, Palette.series(index), x, y, &drawing) }
    legend(&drawing, from: left)
    return Figure(title: title, drawing: drawing)
  }

  private func axes(_ x: Scale, _ y: Scale, _ drawing: inout Drawing) {
    let (left, right, top, bottom) = (x.pixels.from, x.pixels.to, y.pixels.to, y.pixels.from)
    for tick in y.ticks() {
      drawing.line(left, y(tick), right, y(tick))
      drawing.text(Scale.label(tick), x: left - 6, y: y(tick) + 4, anchor: .end, size: 11, color: Palette.muted)
    }
    for tick in x.ticks(6) {
      drawing.line(x(tick), bottom, x(tick), bottom + 4, color: Palette.muted)
      drawing.text(Scale.label(tick), x: x(tick), y: bottom + 17, anchor: .middle, size: 11, color: Palette.muted)
    }
    drawing.line(left, bottom, right, bottom, color: Palette.muted)
    drawing.text(xLabel, x: (left + right) / 2, y: bottom + 36, anchor: .middle)
    drawing.text(yLabel, x: 16, y: (top + bottom) / 2, anchor: .middle, turned: true)
  }

  private func draw(_ one: Series, _ color: String, _ x: Scale, _ y: Scale, _ drawing: inout Drawing) {
    let places = one.points.map { (x: x($0.x), y: y($0.y)) }
    for (place, (point, error)) in zip(places, zip(one.points, one.errors)) where error > 0 {
      drawing.line(place.x, y(point.y - error), place.x, y(point.y + error), color: color)
    }
    if one.style != .points {
      drawing.polyline(places, color: color, dashes: one.style == .dashed ? "5 4" : nil)
    }
    guard one.style == .points || one.style == .linesAndPoints else { return }
    for (index, place) in places.enumerated() where place.x.isFinite && place.y.isFinite {
      let label = index < one.labels.count ? one.labels[index] : ""
      let at = "\(Scale.label(one.points[index].x)), \(Scale.label(one.points[index].y))"
      drawing.circle(place.x, place.y, radius: 3.5, color: color, title: "\(one.name) \(label): \(at)")
      guard !label.isEmpty else { continue }
      let isRight = place.x + Drawing.textWidth(label, size: 10) + 8 > x.pixels.to
      drawing.text(
        label, x: place.x + (isRight ? -6 : 6), y: place.y - 5, anchor: isRight ? .end : .start, size: 10,
        color: Palette.muted)
    }
  }

  private func legend(_ drawing: inout Drawing, from left: Double) {
    guard series.count > 1 else { return }
    let column = (size.width - left - 16) / 3
    for (index, one) in series.enumerated() {
      let (x, y) = (left + Double(index % 3) * column, size.height + Double(index / 3) * 18 + 12)
      drawing.rectangle(x, y - 6, 12, 4, color: Palette.series(index))
      drawing.text(one.name, x: x + 17, y: y, size: 11)
    }
  }
}
