/// Pictures of numbers, side by side: maps of images, matrices.
public struct HeatMapFigure: Sendable {
  public struct Map: Sendable {
    public var title: String
    public var rows: Int
    public var columns: Int
    /// Row-major; what is not a number is grey.
    public var values: [Double]

    /// Values beyond `rows · columns` are left out, missing ones are grey.
    public init(_ title: String, rows: Int, columns: Int, _ values: [Double]) {
      (self.title, self.rows, self.columns) = (title, max(1, rows), max(1, columns))
      let missing = max(0, self.rows * self.columns - values.count)
      self.values = Array(values.prefix(self.rows * self.columns)) + [Double](repeating: .nan, count: missing)
    }
  }

  /// What the colours of a map stand for.
  public enum Range: Sendable {
    /// All maps share one scale, from the least value to the greatest.
    case shared
    /// Each map has its own.
    case each
    case fixed(ClosedRange<Double>)
  }

  public var title: String
  public var maps: [Map]
  public var columns: Int
  public var range: Range
  /// Pixels of a map's longer side.
  public var side: Double
  /// A note below, such as the unit.
  public var note: String

  public init(
    _ title: String, _ maps: [Map], columns: Int = 8, range: Range = .shared, side: Double = 96, note: String = ""
  ) {
    (self.title, self.maps, self.columns, self.range) = (title, maps, max(1, columns), range)
    (self.side, self.note) = (side, note)
  }

  public var figure: Figure {
    let (gap, heading) = (10.0, maps.allSatisfy { $0.title.isEmpty } ? 0.0 : 16)
    let used = min(columns, max(1, maps.count))
    let rows = (maps.count + columns - 1) / columns
    let top = 34.0
    let width = max(24 + Double(used) * (side + gap), Drawing.textWidth(title, size: 13) + 24, 260)
    var drawing = Drawing(width: width, height: top + Double(rows) * (side + heading + gap) + 34)
    drawing.text(title, x: 12, y: 20, size: 13, weight: 600)
    let all = extent(maps.flatMap(\.values))
    for (place, map) in maps.enumerated() {
      let x = 12 + Double(place % columns) * (side + gap)
      let y = top + Double(place / columns) * (side + heading + gap)
      let fit = Int(side / (11 * 0.56))
      let short = map.title.count > fit ? String(map.title.prefix(max(1, fit - 1))) + "…" : map.title
      drawing.text(short, x: x, y: y + 11, size: 11)
      let bounds =
        switch range {
        case .shared: all
        case .each: extent(map.values)
        case .fixed(let range): range
        }
      draw(map, bounds, x: x, y: y + heading, &drawing)
    }
    let y = drawing.height - 20
    switch range {
    case .each: drawing.text(note, x: 12, y: y + 9, size: 11, color: Palette.muted)
    case .shared: legend(all, y, &drawing)
    case .fixed(let bounds): legend(bounds, y, &drawing)
    }
    return Figure(title: title, drawing: drawing)
  }

  private func draw(_ map: Map, _ bounds: ClosedRange<Double>, x: Double, y: Double, _ drawing: inout Drawing) {
    let cell = side / Double(max(map.rows, map.columns))
    // One path for all cells of a colour; neighbours in a row are one rectangle.
    var paths: [String: String] = [:]
    for row in 0..<map.rows {
      var column = 0
      while column < map.columns {
        let color = Palette.heat(level(map.values[row * map.columns + column], bounds))
        let start = column
        repeat {
          column += 1
        } while column < map.columns
          && Palette.heat(level(map.values[row * map.columns + column], bounds)) == color
        let (left, above) = (x + Double(start) * cell, y + Double(row) * cell)
        let (wide, high) = (Drawing.number(Double(column - start) * cell), Drawing.number(cell))
        paths[color, default: ""] += "M\(Drawing.number(left)) \(Drawing.number(above))h\(wide)v\(high)h-\(wide)z"
      }
    }
    for (color, path) in paths.sorted(by: { $0.key < $1.key }) { drawing.path(path, fill: color) }
  }

  private func legend(_ bounds: ClosedRange<Double>, _ y: Double, _ drawing: inout Drawing) {
    let low = Scale.label(rounded(bounds.lowerBound))
    drawing.text(low, x: 12, y: y + 9, size: 11, color: Palette.muted)
    let left = 18 + Drawing.textWidth(low, size: 11)
    for step in 0..<Palette.steps {
      drawing.rectangle(
        left + Double(step) * 3, y, 3.2, 11, color: Palette.heat(Double(step) / Double(Palette.steps - 1)))
    }
    let text = Scale.label(rounded(bounds.upperBound)) + (note.isEmpty ? "" : " · \(note)")
    drawing.text(text, x: left + Double(Palette.steps) * 3 + 6, y: y + 9, size: 11, color: Palette.muted)
  }

  private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

  private func level(_ value: Double, _ bounds: ClosedRange<Double>) -> Double {
    bounds.lowerBound < bounds.upperBound
      ? (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound) : value.isFinite ? 0.5 : .nan
  }

  private func extent(_ values: [Double]) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    return low...high
  }
}
