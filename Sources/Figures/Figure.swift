/// A picture for a page or a paper: vector shapes on white, as SVG.
public struct Figure: Sendable {
  public let width: Double
  public let height: Double
  /// What it shows, for those who cannot see it.
  public let title: String
  let body: String

  init(title: String, drawing: Drawing) {
    (self.title, width, height, body) = (title, drawing.width, drawing.height, drawing.body)
  }

  /// A whole SVG document, which may also stand inside an HTML page.
  public var svg: String {
    let size = "\(Drawing.number(width)) \(Drawing.number(height))"
    return
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" width=\"\(Drawing.number(width))\" "
      + "height=\"\(Drawing.number(height))\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"12\" "
      + "role=\"img\" aria-label=\"\(Markup.escaped(title))\">\n"
      + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\(body)</svg>\n"
  }

  /// Several figures below one another, or beside each other in so many columns.
  public static func grid(_ figures: [Figure], columns: Int = 1, title: String? = nil) -> Figure {
    let columns = max(1, columns)
    let top = title == nil ? 0.0 : 28
    var widths = [Double](repeating: 0, count: min(columns, max(1, figures.count)))
    var heights = [Double](repeating: 0, count: (figures.count + columns - 1) / columns)
    for (place, figure) in figures.enumerated() {
      widths[place % columns] = max(widths[place % columns], figure.width)
      heights[place / columns] = max(heights[place / columns], figure.height)
    }
    var drawing = Drawing(width: max(1, widths.reduce(0, +)), height: max(1, top + heights.reduce(0, +)))
    if let title { drawing.text(title, x: 12, y: 19, size: 14, weight: 600) }
    for (place, figure) in figures.enumerated() {
      let x = widths[..<(place % columns)].reduce(0, +)
      let y = top + heights[..<(place / columns)].reduce(0, +)
      drawing.group(x: x, y: y, figure.body)
    }
    return Figure(title: title ?? figures.map(\.title).joined(separator: "; "), drawing: drawing)
  }
}
