/// All that is drawn in one colour.
struct SVGLayer {
  private let origin: (x: Double, y: Double)
  private var text: SVGText
  /// Blocks and other filled shapes.
  private var filled: SVGPath
  private var dots: SVGPath
  private var curves: SVGPath
  private var light = SVGLines()
  private var heavy = SVGLines()

  init(origin: (x: Double, y: Double)) {
    self.origin = origin
    text = SVGText(origin: origin)
    filled = SVGPath(origin: origin)
    dots = SVGPath(origin: origin)
    curves = SVGPath(origin: origin)
  }

  /// Draws one glyph of one or two columns.
  mutating func draw(_ glyph: Character, block: BlockElement?, columns: Int, x: Int, y: Int, bold: Bool) {
    let (left, top) = (Double(x) * SVGGrid.width, Double(y) * SVGGrid.height)
    if let block {
      let (w, h) = (SVGGrid.width / 8, SVGGrid.height / 8)
      for part in block.parts {
        filled.rectangle(
          left + Double(part.x) * w, top + Double(part.y) * h, Double(part.width) * w, Double(part.height) * h)
      }
    } else if let pattern = SVGLayer.braille(glyph) {
      draw(braille: pattern, left: left, top: top)
    } else if let line = BoxDrawing(glyph) {
      draw(line, left: left, top: top)
    } else if !GeometricShape.draw(glyph, left: left, top: top, in: &filled) {
      text.add(glyph, columns: columns, x: x, y: y, bold: bold)
    }
  }

  /// Draws a line below one cell's text.
  mutating func underline(x: Int, y: Int) {
    light.horizontal(
      from: Double(x) * SVGGrid.width, to: Double(x + 1) * SVGGrid.width, y: Double(y) * SVGGrid.height + 16.5)
  }

  private static func braille(_ glyph: Character) -> UInt8? {
    let scalars = glyph.unicodeScalars
    guard let value = scalars.first?.value, scalars.count == 1, (0x2800...0x28FF).contains(value) else { return nil }
    return UInt8(value - 0x2800)
  }

  private mutating func draw(braille pattern: UInt8, left: Double, top: Double) {
    // The rows' bits, left and right; the fourth row was added to braille later.
    for (row, bits) in [(0, 3), (1, 4), (2, 5), (6, 7)].enumerated() {
      for (column, bit) in [bits.0, bits.1].enumerated() where pattern & 1 << bit != 0 {
        dots.horizontal(
          left + SVGGrid.width * (0.25 + 0.5 * Double(column)), top + SVGGrid.height * (0.125 + 0.25 * Double(row)),
          length: 0)
      }
    }
  }

  private mutating func draw(_ line: BoxDrawing, left: Double, top: Double) {
    let (x, y) = (left + SVGGrid.middle.x, top + SVGGrid.middle.y)
    let (right, bottom) = (left + SVGGrid.width, top + SVGGrid.height)
    switch line {
    case .arms(let up, let toRight, let down, let toLeft):
      // Each goes past the middle by half its thickness, so that corners are full.
      lines(toLeft) { $0.horizontal(from: left, to: x + $1, y: y) }
      lines(toRight) { $0.horizontal(from: x - $1, to: right, y: y) }
      lines(up) { $0.vertical(from: top, to: y + $1, x: x) }
      lines(down) { $0.vertical(from: y - $1, to: bottom, x: x) }
    case .dashes(let weight, let horizontal, let count):
      let step = (horizontal ? SVGGrid.width : SVGGrid.height) / Double(count)
      for index in 0..<count {
        let start = (horizontal ? left : top) + step * (Double(index) + 0.2)
        lines(weight) { lines, _ in
          if horizontal {
            lines.horizontal(from: start, to: start + step * 0.6, y: y)
          } else {
            lines.vertical(from: start, to: start + step * 0.6, x: x)
          }
        }
      }
    case .arc(let toRight, let down):
      let radius = SVGGrid.middle.x
      let foot = down ? y + radius : y - radius
      light.vertical(from: down ? foot : top, to: down ? bottom : foot, x: x)
      curves.curve((x, foot), (x, y), (toRight ? right : left, y))
    }
  }

  private mutating func lines(_ weight: BoxDrawing.Weight, _ add: (inout SVGLines, Double) -> Void) {
    switch weight {
    case .none: break
    case .light: add(&light, 0.5)
    case .heavy: add(&heavy, 1.25)
    }
  }

  /// The elements of the layer's group.
  func elements() -> [String] {
    var thin = light.path(origin: origin).data
    if !curves.isEmpty { thin += curves.data }
    let paths = [("f", filled.data), ("l", thin), ("h", heavy.path(origin: origin).data), ("d", dots.data)]
    return paths.filter { !$0.1.isEmpty }.map { "<path class=\"\($0.0)\" d=\"\($0.1)\"/>" } + text.elements()
  }
}
