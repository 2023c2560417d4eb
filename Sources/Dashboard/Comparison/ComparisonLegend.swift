import RunModel
import TerminalUI

/// Which colour and which letter is which run.
struct ComparisonLegend {
  private let comparison: Comparison
  /// Rows it takes of the picture: a quarter of it at most.
  let height: Int
  private let isFramed: Bool

  /// - Parameter size: of the picture that it is a part of.
  init(_ comparison: Comparison, of size: Size) {
    self.comparison = comparison
    isFramed = size.height >= 16 && size.width >= 24
    let frame = isFramed ? 2 : 0
    let room = max(1, size.height / 4 - frame)
    let columns = max(1, (size.width - 2) / ComparisonLegend.narrowest)
    let count = comparison.groups.count
    let rows = count <= room ? count : max(1, (count + columns - 1) / columns)
    height = size.height >= 6 ? min(room, rows) + frame : 0
  }

  /// A legend side by side in several columns takes this much for each.
  private static let narrowest = 36

  func draw(on canvas: inout Canvas, in rect: Rect) {
    guard !rect.isEmpty else { return }
    var inner = rect
    if isFramed {
      let count = comparison.runs.count
      inner = canvas.box(rect, title: "runs", trailing: count == comparison.groups.count ? nil : "\(count) runs")
      inner = inner.inset(1, 0)
    }
    let count = comparison.groups.count
    let columns = max(1, min((count + inner.height - 1) / max(1, inner.height), inner.width / Self.narrowest))
    let shown = min(count, columns * inner.height)
    for (column, part) in inner.columns(columns).enumerated() {
      for row in 0..<inner.height {
        let group = column * inner.height + row
        guard group < shown else { break }
        let place = Point(x: part.x, y: part.y + row)
        if group == shown - 1, shown < count {
          canvas.put("and \(count - shown + 1) more, listed below", at: place, style: .muted, maxWidth: part.width)
        } else {
          canvas.put(entry(group, symbols: canvas.symbols), at: place, maxWidth: part.width - (columns > 1 ? 2 : 0))
        }
      }
    }
  }

  /// Longer values have no place in a legend; the table has them all.
  private static let longestValue = 16

  private func entry(_ group: Int, symbols: SymbolSet) -> [(text: String, style: Style)] {
    let line = String(repeating: symbols.solidLine, count: 2)
    let members = comparison.groups[group]
    // The seeds are in the names, or what the group is the mean of.
    let differences = comparison.differences.rows.filter { $0.setting != "seed" }.compactMap { row in
      row.values[group].flatMap { value in
        value.count <= ComparisonLegend.longestValue ? "\(row.setting.replacing("_", with: " ")) \(value)" : nil
      }
    }
    return [
      ("\(line) \(Comparison.label(group)) ", Style.series(group).bold),
      (Format.brief(members.name, scalars: 200), .text),
      (members.isFolded ? "  mean of \(members.runs.count) seeds" : "", .muted),
      (differences.isEmpty ? "" : "  " + differences.joined(separator: ", "), .muted),
    ]
  }
}
