import TerminalUI

/// Equal charts side by side and below each other.
enum ChartGrid {
  private static let narrowest = 36
  private static let lowest = 8
  /// A chart looks best about this many cells wide for each cell of height.
  private static let bestShape = 4.0

  static func maximumColumns(_ width: Int) -> Int { min(max(1, width / narrowest), 4) }
  static func maximumRows(_ height: Int) -> Int { min(max(1, height / lowest), 5) }

  /// A rectangle for each of `count` charts that together fill `body`; the last row's are wider when it has fewer.
  static func cells(_ count: Int, in body: Rect) -> [Rect] {
    guard count > 0 else { return [] }
    let columns = columnCount(count, in: body)
    let rows = (count + columns - 1) / columns
    return body.rows(rows).enumerated().flatMap { index, row in
      row.columns(min(columns, count - index * columns))
    }
  }

  private static func columnCount(_ count: Int, in body: Rect) -> Int {
    func misfit(_ columns: Int) -> Double {
      let rows = (count + columns - 1) / columns
      guard rows <= maximumRows(body.height) else { return .infinity }
      let shape = Double(body.width) / Double(columns) / max(1, Double(body.height) / Double(rows))
      return max(shape / bestShape, bestShape / shape)
    }
    let candidates = 1...min(maximumColumns(body.width), count)
    return candidates.min { misfit($0) < misfit($1) } ?? 1
  }
}
