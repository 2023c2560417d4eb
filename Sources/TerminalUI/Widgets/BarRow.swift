/// A horizontal bar in one row, to an eighth of a cell.
public struct BarRow: Hashable, Sendable {
  /// How full the bar is, 0…1; clamped, NaN is empty.
  public var fraction: Double
  /// Nil: the theme's gradient, from its start at the left to its end at the right.
  public var style: Style?
  /// Whether the rest of the row shows a faint track.
  public var showsTrack: Bool

  public init(fraction: Double, style: Style? = nil, showsTrack: Bool = false) {
    self.fraction = fraction
    self.style = style
    self.showsTrack = showsTrack
  }

  /// Draws in every row of `rect`. A bar above zero shows at least an eighth of a cell.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    guard rect.width > 0 else { return }
    let clamped = fraction.isNaN ? 0 : min(1, max(0, fraction))
    var eighths = Int((clamped * Double(rect.width * 8)).rounded())
    if clamped > 0 { eighths = max(1, eighths) }
    let blocks = canvas.symbols.leftBlocks
    for x in 0..<rect.width {
      let level = rect.width > 1 ? Double(x) / Double(rect.width - 1) : clamped
      let part = min(8, eighths - x * 8)
      for y in 0..<rect.height {
        let place = Point(x: rect.x + x, y: rect.y + y)
        if part > 0 {
          canvas[place] = Cell(blocks[part - 1], style ?? .gradient(level))
        } else if showsTrack {
          canvas[place] = Cell(canvas.symbols.box.horizontal, .border)
        }
      }
    }
  }
}
