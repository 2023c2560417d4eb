/// The discs, triangles, squares and diamonds of Unicode's geometric shapes that screens mark things with.
enum GeometricShape {
  /// Adds the shape of `glyph` in the cell at `left`, `top` to `path`; false, and nothing added, when it has none here.
  static func draw(_ glyph: Character, left: Double, top: Double, in path: inout SVGPath) -> Bool {
    let (x, y) = (left + SVGGrid.middle.x, top + SVGGrid.middle.y)
    switch glyph {
    case "●": path.circle(x, y, radius: 3.75)
    case "•": path.circle(x, y, radius: 2.25)
    case "▲": path.polygon([(x, y - 4), (x + 4.5, y + 3.5), (x - 4.5, y + 3.5)])
    case "▼": path.polygon([(x, y + 4), (x - 4.5, y - 3.5), (x + 4.5, y - 3.5)])
    case "▶": path.polygon([(x + 4.25, y), (x - 3.75, y + 4.75), (x - 3.75, y - 4.75)])
    case "◀": path.polygon([(x - 4.25, y), (x + 3.75, y - 4.75), (x + 3.75, y + 4.75)])
    case "▸": path.polygon([(x + 3, y), (x - 2.5, y + 3.5), (x - 2.5, y - 3.5)])
    case "◂": path.polygon([(x - 3, y), (x + 2.5, y - 3.5), (x + 2.5, y + 3.5)])
    case "▴": path.polygon([(x, y - 3), (x + 3.5, y + 2.5), (x - 3.5, y + 2.5)])
    case "▾": path.polygon([(x, y + 3), (x - 3.5, y - 2.5), (x + 3.5, y - 2.5)])
    case "◆": path.polygon([(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)])
    case "■": path.rectangle(x - 3.5, y - 3.5, 7, 7)
    case "⏸":
      path.rectangle(x - 3, y - 4, 2, 8)
      path.rectangle(x + 1, y - 4, 2, 8)
    default: return false
    }
    return true
  }
}
