import enum Figures.Markup

/// The glyphs of one colour that are text: words with a fixed place and length, so that no font makes them drift.
struct SVGText {
  private struct Run {
    var text: String
    var x: Int
    var y: Int
    var columns: Int
    var bold: Bool
    /// A glyph that fonts often take from another font, of another width: it stands alone, in its cells' middle.
    var alone: Bool
  }

  private let origin: (x: Double, y: Double)
  private var runs: [Run] = []

  init(origin: (x: Double, y: Double)) {
    self.origin = origin
  }

  /// Adds a glyph; rows come from above, glyphs of a row from the left.
  mutating func add(_ glyph: Character, columns: Int, x: Int, y: Int, bold: Bool) {
    let alone = columns != 1 || !SVGText.isCommon(glyph)
    if !alone, let last = runs.last, !last.alone, last.y == y, last.bold == bold, x - last.x - last.columns <= 1 {
      // One blank is part of the text; more are a gap.
      let gap = x - last.x - last.columns
      runs[runs.count - 1].text += String(repeating: " ", count: gap) + String(glyph)
      runs[runs.count - 1].columns += gap + 1
      return
    }
    runs.append(Run(text: String(glyph), x: x, y: y, columns: columns, bold: bold, alone: alone))
  }

  func elements() -> [String] {
    runs.map { run in
      let text = Markup.escaped(run.text)
      let y = SVGPath.number(origin.y + Double(run.y) * SVGGrid.height + SVGGrid.baseline)
      let left = origin.x + Double(run.x) * SVGGrid.width
      let width = Double(run.columns) * SVGGrid.width
      if run.alone {
        let x = SVGPath.number(left + width / 2)
        return "<text class=\"\(run.bold ? "m b" : "m")\" x=\"\(x)\" y=\"\(y)\">\(text)</text>"
      }
      let face = run.bold ? " class=\"b\"" : ""
      let length = run.columns > 1 ? " textLength=\"\(SVGPath.number(width))\"" : ""
      return "<text\(face) x=\"\(SVGPath.number(left))\" y=\"\(y)\"\(length)>\(text)</text>"
    }
  }

  /// Latin, Greek and Cyrillic letters, digits and the usual signs: what every monospaced font has itself.
  private static func isCommon(_ glyph: Character) -> Bool {
    let scalars = glyph.unicodeScalars
    guard let value = scalars.first?.value, scalars.count == 1 else { return false }
    switch value {
    case 0x21..<0x250, 0x370..<0x530, 0x2010...0x2027: return true
    default: return false
    }
  }
}
