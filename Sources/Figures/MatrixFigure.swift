import Foundation

/// A matrix with names at its sides and numbers in its cells.
public struct MatrixFigure: Sendable {
  public var title: String
  public var rowLabel: String
  public var columnLabel: String
  public var rows: [String]
  public var columns: [String]
  /// `[rows][columns]`.
  public var values: [[Double]]
  public var range: ClosedRange<Double>?

  public init(
    _ title: String, rows: [String], columns: [String], _ values: [[Double]], rowLabel: String = "",
    columnLabel: String = "", range: ClosedRange<Double>? = nil
  ) {
    (self.title, self.rows, self.columns, self.values) = (title, rows, columns, values)
    (self.rowLabel, self.columnLabel, self.range) = (rowLabel, columnLabel, range)
  }

  public var figure: Figure {
    let cell = (width: max(46.0, 420 / Double(max(1, columns.count)) - 6).clamped(to: 46...90), height: 26.0)
    let left = 30 + (rows.map { Drawing.textWidth($0, size: 11) }.max() ?? 0)
    let names = columns.map { Drawing.textWidth($0, size: 11) }.max() ?? 0
    let isTurned = names > cell.width
    let top = 52 + (isTurned ? names : 14)
    var drawing = Drawing(
      width: max(left + Double(columns.count) * cell.width + 16, Drawing.textWidth(title, size: 13) + 24),
      height: top + Double(rows.count) * cell.height + 14)
    drawing.text(title, x: 12, y: 20, size: 13, weight: 600)
    drawing.text(columnLabel, x: left, y: 38, size: 11, color: Palette.muted)
    drawing.text(
      rowLabel, x: 16, y: top + Double(rows.count) * cell.height / 2, anchor: .middle, size: 11,
      color: Palette.muted, turned: true)
    for (index, name) in columns.enumerated() {
      let x = left + (Double(index) + 0.5) * cell.width
      drawing.text(
        name, x: isTurned ? x + 4 : x, y: top - 5, anchor: isTurned ? .start : .middle, size: 11, turned: isTurned)
    }
    let all = values.flatMap(\.self).filter(\.isFinite)
    let bounds = range ?? (all.min() ?? 0)...(all.max() ?? 1)
    for (row, name) in rows.enumerated() {
      let y = top + Double(row) * cell.height
      drawing.text(name, x: left - 6, y: y + 17, anchor: .end, size: 11)
      for column in columns.indices where row < values.count && column < values[row].count {
        let value = values[row][column]
        let level =
          bounds.lowerBound < bounds.upperBound
          ? (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound) : 0.5
        let x = left + Double(column) * cell.width
        drawing.rectangle(x, y, cell.width - 1, cell.height - 1, color: Palette.heat(level))
        drawing.text(
          value.isFinite ? String(format: "%.2f", value) : "–", x: x + cell.width / 2, y: y + 17, anchor: .middle,
          size: 11, color: Palette.inkOnHeat(level))
      }
    }
    return Figure(title: title, drawing: drawing)
  }
}
