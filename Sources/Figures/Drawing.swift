import Foundation

/// Shapes of an SVG picture as they are added.
struct Drawing {
  let width: Double
  let height: Double
  private(set) var body = ""

  init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Double = 12, color: String = Palette.ink,
    weight: Int = 400, turned: Bool = false
  ) {
    var attributes = "x=\"\(Drawing.number(x))\" y=\"\(Drawing.number(y))\" fill=\"\(color)\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if size != 12 { attributes += " font-size=\"\(Drawing.number(size))\"" }
    if weight != 400 { attributes += " font-weight=\"\(weight)\"" }
    if turned { attributes += " transform=\"rotate(-90 \(Drawing.number(x)) \(Drawing.number(y)))\"" }
    body += "<text \(attributes)>\(Markup.escaped(text))</text>\n"
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String = Palette.grid, width: Double = 1,
    dashes: String? = nil
  ) {
    let (a, b) = ("x1=\"\(Drawing.number(x1))\" y1=\"\(Drawing.number(y1))\"", "x2=\"\(Drawing.number(x2))\"")
    body += "<line \(a) \(b) y2=\"\(Drawing.number(y2))\" stroke=\"\(color)\" stroke-width=\"\(Drawing.number(width))\""
    body += (dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>\n"
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, color: String, title: String? = nil
  ) {
    let place = "x=\"\(Drawing.number(x))\" y=\"\(Drawing.number(y))\""
    let size = "width=\"\(Drawing.number(max(0, width)))\" height=\"\(Drawing.number(max(0, height)))\""
    body += "<rect \(place) \(size) fill=\"\(color)\""
    body += title.map { "><title>\(Markup.escaped($0))</title></rect>\n" } ?? "/>\n"
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double, color: String, title: String? = nil) {
    body +=
      "<circle cx=\"\(Drawing.number(x))\" cy=\"\(Drawing.number(y))\" r=\"\(Drawing.number(radius))\" fill=\"\(color)\""
    body += title.map { "><title>\(Markup.escaped($0))</title></circle>\n" } ?? "/>\n"
  }

  /// A line through the points; gaps where one is not a number.
  mutating func polyline(_ points: [(x: Double, y: Double)], color: String, width: Double = 1.6, dashes: String? = nil)
  {
    var (path, isOpen) = ("", false)
    for point in points {
      guard point.x.isFinite, point.y.isFinite else {
        isOpen = false
        continue
      }
      path += "\(isOpen ? "L" : "M")\(Drawing.number(point.x)) \(Drawing.number(point.y))"
      isOpen = true
    }
    guard !path.isEmpty else { return }
    body += "<path d=\"\(path)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(Drawing.number(width))\""
    body += " stroke-linejoin=\"round\"" + (dashes.map { " stroke-dasharray=\"\($0)\"" } ?? "") + "/>\n"
  }

  /// Filled cells: without smoothing, which would leave seams between neighbours.
  mutating func path(_ path: String, fill: String) {
    body += "<path d=\"\(path)\" fill=\"\(fill)\" shape-rendering=\"crispEdges\"/>\n"
  }

  mutating func group(x: Double, y: Double, _ inner: String) {
    body += "<g transform=\"translate(\(Drawing.number(x)) \(Drawing.number(y)))\">\n\(inner)</g>\n"
  }

  /// At most two decimals; 0 for what is not a number.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }

  /// About how wide a text is at a size: fonts differ.
  static func textWidth(_ text: String, size: Double = 12) -> Double { Double(text.count) * size * 0.58 }
}
