import enum Figures.Markup

extension Canvas {
  /// The canvas as a picture: an SVG file of its own, a window with rounded corners and the cells in it.
  ///
  /// Lines, blocks and braille dots are drawn as shapes on the grid, so that they join whatever fonts there are; other
  /// glyphs are text, which can be selected and searched. With a title the window has a bar with it.
  public func svg(_ theme: Theme, title: String? = nil) -> String {
    var picture = SVGPicture(size: size, theme: theme, title: title.map(Text.sanitized))
    for y in 0..<size.height { picture.add(row(y), y: y) }
    return picture.document()
  }
}

/// Collects what the cells show, by colour, and writes the file.
struct SVGPicture {
  let size: Size
  let theme: Theme
  let title: String?
  private var layers: [RGB: SVGLayer] = [:]
  private var backgrounds: [RGB: SVGRectangles] = [:]
  private var looks: [Style: Look] = [:]

  /// What a style looks like in a picture, where there is no "terminal's own" colour.
  private struct Look {
    var foreground: RGB
    var background: RGB
    var bold: Bool
    var underline: Bool
  }

  init(size: Size, theme: Theme, title: String?) {
    self.size = size
    self.theme = theme
    self.title = title.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where the first cell's top left corner is.
  private var origin: (x: Double, y: Double) { (SVGGrid.padding, title == nil ? SVGGrid.padding : SVGGrid.bar + 4) }

  mutating func add(_ row: [Cell], y: Int) {
    for (x, cell) in row.enumerated() {
      let look = look(of: cell.style)
      if look.background != theme.paper.plain {
        backgrounds[look.background, default: SVGRectangles()].add(x: x, y: y)
      }
      if cell.isContinuation { continue }
      draw(cell.glyph, x: x, y: y, look)
    }
  }

  private mutating func draw(_ glyph: Character, x: Int, y: Int, _ look: Look) {
    var color = look.foreground
    let block = BlockElement(glyph)
    if let block, block.cover < 1 { color = look.background.mixed(with: color, block.cover) }
    let empty = SVGLayer(origin: origin)
    if look.underline { layers[color, default: empty].underline(x: x, y: y) }
    if glyph == " " { return }
    layers[color, default: empty].draw(
      glyph, block: block, columns: Text.width(glyph), x: x, y: y, bold: look.bold)
  }

  private mutating func look(of style: Style) -> Look {
    if let known = looks[style] { return known }
    let (foreground, background, attributes) = theme.colors(of: style)
    var (front, back) = (foreground ?? theme.ink, background ?? theme.paper)
    if attributes.contains(.reverse) { (front, back) = (back, front) }
    let look = Look(
      foreground: front.plain, background: back.plain, bold: attributes.contains(.bold),
      underline: attributes.contains(.underline))
    looks[style] = look
    return look
  }

  /// The file. Colours come sorted, so that the same canvas always gives the same bytes.
  func document() -> String {
    let width = Double(size.width) * SVGGrid.width + 2 * SVGGrid.padding
    let height = origin.y + Double(size.height) * SVGGrid.height + SVGGrid.padding
    let (w, h) = (SVGPath.number(width), SVGPath.number(height))
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(w)\" height=\"\(h)\" viewBox=\"0 0 \(w) \(h)\" role=\"img\">"
    ]
    if let title { lines.append("<title>\(Markup.escaped(title))</title>") }
    lines.append("<style>\(SVGGrid.css)</style>")
    lines += frame(width: width, height: height)
    for (color, rectangles) in backgrounds.sorted(by: { $0.key.description < $1.key.description }) {
      lines.append("<path class=\"k\" fill=\"\(color)\" d=\"\(rectangles.path(origin: origin))\"/>")
    }
    for (color, layer) in layers.sorted(by: { $0.key.description < $1.key.description }) {
      lines.append("<g fill=\"\(color)\" stroke=\"\(color)\">")
      lines += layer.elements()
      lines.append("</g>")
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  private func frame(width: Double, height: Double) -> [String] {
    let paper = theme.paper
    let edge = paper.mixed(with: theme.ink, 0.22)
    let (w, h) = (SVGPath.number(width - 1), SVGPath.number(height - 1))
    var lines = [
      "<rect x=\".5\" y=\".5\" width=\"\(w)\" height=\"\(h)\" rx=\"10\" fill=\"\(paper)\" stroke=\"\(edge)\"/>"
    ]
    guard let title else { return lines }
    for (index, key) in [Theme.Key.error, .warning, .good].enumerated() {
      let color = paper.mixed(with: theme[key] ?? theme.ink, theme[key] == nil ? 0.35 : 0.8)
      lines.append("<circle cx=\"\(22 + 20 * index)\" cy=\"18\" r=\"5.5\" fill=\"\(color)\"/>")
    }
    let room = Int(width / SVGGrid.width) - 20
    let text = Markup.escaped(Text.truncated(title, to: room))
    let color = theme[.muted] ?? paper.mixed(with: theme.ink, 0.7)
    if !text.isEmpty {
      lines.append(
        "<text class=\"m\" x=\"\(SVGPath.number(width / 2))\" y=\"22.5\" fill=\"\(color)\">\(text)</text>")
    }
    return lines
  }
}

/// The sizes of an SVG picture, in its own units: a cell of twice its width makes braille dots a square grid.
enum SVGGrid {
  static let width = 9.0
  static let height = 18.0
  /// The middle of a cell, where lines meet: on half a unit, so that thin lines are sharp.
  static let middle = (x: 4.5, y: 9.5)
  static let baseline = 13.5
  static let padding = 16.0
  /// How high the bar with the title is.
  static let bar = 34.0

  /// The font's advance is .602 of its size (DejaVu Sans Mono, Menlo): 9 units. l, h: light and heavy lines; d: dots;
  /// f: filled shapes; k: backgrounds; b: bold; m: centred on its x.
  static let css =
    "text{font:14.95px \"DejaVu Sans Mono\",Menlo,Consolas,monospace;font-variant-ligatures:none;stroke:none}"
    + ".f,.k{stroke:none}.k{shape-rendering:crispEdges}.l,.h,.d{fill:none}.h{stroke-width:2.5}"
    + ".d{stroke-width:3;stroke-linecap:round}.b{font-weight:700}.m{text-anchor:middle}"
}
