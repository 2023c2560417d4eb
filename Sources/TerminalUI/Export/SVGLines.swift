/// Level and upright lines of one thickness. Pieces that touch become one.
struct SVGLines {
  private struct Line {
    var from: Double
    var to: Double
  }

  /// By the coordinate they share, in the order they were added: rows from above, columns from the left.
  private var rows: [Double: [Line]] = [:]
  private var columns: [Double: [Line]] = [:]

  mutating func horizontal(from: Double, to: Double, y: Double) {
    SVGLines.add(Line(from: from, to: to), to: &rows[y, default: []])
  }

  mutating func vertical(from: Double, to: Double, x: Double) {
    SVGLines.add(Line(from: from, to: to), to: &columns[x, default: []])
  }

  private static func add(_ line: Line, to lines: inout [Line]) {
    if let last = lines.last, line.from <= last.to, line.to >= last.from {
      lines[lines.count - 1] = Line(from: min(last.from, line.from), to: max(last.to, line.to))
    } else {
      lines.append(line)
    }
  }

  func path(origin: (x: Double, y: Double)) -> SVGPath {
    var path = SVGPath(origin: origin)
    for (y, lines) in rows.sorted(by: { $0.key < $1.key }) {
      for line in lines { path.horizontal(line.from, y, length: line.to - line.from) }
    }
    for (x, lines) in columns.sorted(by: { $0.key < $1.key }) {
      for line in lines { path.vertical(x, line.from, length: line.to - line.from) }
    }
    return path
  }
}

/// Cells of one background, added row by row from the left. Neighbours become one rectangle, and rows of the same
/// columns one below the other too.
struct SVGRectangles {
  private var done: [Rect] = []

  mutating func add(x: Int, y: Int) {
    if let last = done.last, last.y == y, last.maxX == x {
      done[done.count - 1].size.width += 1
    } else {
      done.append(Rect(x: x, y: y, width: 1, height: 1))
    }
  }

  func path(origin: (x: Double, y: Double)) -> String {
    var path = SVGPath(origin: origin)
    for rect in merged() {
      path.rectangle(
        Double(rect.x) * SVGGrid.width, Double(rect.y) * SVGGrid.height, Double(rect.width) * SVGGrid.width,
        Double(rect.height) * SVGGrid.height)
    }
    return path.data
  }

  /// The rectangles, with those of the same columns in neighbouring rows made one.
  func merged() -> [Rect] {
    struct Columns: Hashable { var x, width: Int }
    var result: [Rect] = []
    var latest: [Columns: Int] = [:]
    for rect in done {
      let columns = Columns(x: rect.x, width: rect.width)
      if let index = latest[columns], result[index].maxY == rect.y {
        result[index].size.height += 1
      } else {
        latest[columns] = result.count
        result.append(rect)
      }
    }
    return result
  }
}
