import Foundation

/// The `d` of an SVG path, written as briefly as can be: one `M`, then relative moves.
struct SVGPath {
  private(set) var data = ""
  private var place: (x: Double, y: Double)?

  /// Where the grid's top left corner is.
  let origin: (x: Double, y: Double)

  init(origin: (x: Double, y: Double)) {
    self.origin = origin
  }

  var isEmpty: Bool { data.isEmpty }

  mutating func move(_ x: Double, _ y: Double) {
    if let place {
      data += "m" + SVGPath.pair(x - place.x, y - place.y)
    } else {
      data += "M" + SVGPath.pair(x + origin.x, y + origin.y)
    }
    place = (x, y)
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    move(x, y)
    let (w, h) = (SVGPath.number(width), SVGPath.number(height))
    data += "h\(w)v\(h)h-\(w)z"
  }

  mutating func horizontal(_ x: Double, _ y: Double, length: Double) {
    move(x, y)
    data += "h" + SVGPath.number(length)
    place = (x + length, y)
  }

  mutating func vertical(_ x: Double, _ y: Double, length: Double) {
    move(x, y)
    data += "v" + SVGPath.number(length)
    place = (x, y + length)
  }

  /// A quadratic curve from `start` over `control` to `end`.
  mutating func curve(_ start: (x: Double, y: Double), _ control: (x: Double, y: Double), _ end: (x: Double, y: Double))
  {
    move(start.x, start.y)
    data +=
      "q" + SVGPath.pair(control.x - start.x, control.y - start.y) + " "
      + SVGPath.pair(end.x - start.x, end.y - start.y)
    place = end
  }

  mutating func polygon(_ points: [(x: Double, y: Double)]) {
    guard var last = points.first else { return }
    move(last.x, last.y)
    for point in points.dropFirst() {
      data += "l" + SVGPath.pair(point.x - last.x, point.y - last.y)
      last = point
    }
    data += "z"
  }

  mutating func circle(_ x: Double, _ y: Double, radius: Double) {
    move(x - radius, y)
    let (r, d) = (SVGPath.number(radius), SVGPath.number(2 * radius))
    data += "a\(r) \(r) 0 1 0 \(d) 0a\(r) \(r) 0 1 0-\(d) 0z"
  }

  /// At most three decimals, none that say nothing.
  static func number(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    if thousandths % 1000 == 0 { return String(thousandths / 1000) }
    var digits = String(abs(thousandths) % 1000)
    digits = String(repeating: "0", count: 3 - digits.count) + digits
    while digits.last == "0" { digits.removeLast() }
    let whole = abs(thousandths) / 1000
    return (thousandths < 0 ? "-" : "") + (whole == 0 ? "" : String(whole)) + "." + digits
  }

  private static func pair(_ x: Double, _ y: Double) -> String {
    let second = number(y)
    return number(x) + (second.hasPrefix("-") ? "" : " ") + second
  }
}
