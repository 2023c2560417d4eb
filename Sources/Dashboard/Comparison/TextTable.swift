import TerminalUI

/// Rows and columns as lines of styled text. A table that is too wide goes on below itself, with its first columns again.
struct TextTable {
  typealias Line = [(text: String, style: Style)]

  struct Column {
    /// One or more lines above the column.
    var heading: [String]
    var cells: [String]
    /// One for each cell, or one for all.
    var styles: [Style] = [.text]
    var alignsRight = false

    func style(_ row: Int) -> Style { styles.indices.contains(row) ? styles[row] : styles.last ?? .text }
  }

  var columns: [Column] = []
  /// Columns at the left that stand in every part.
  var frozen = 1
  var symbols: SymbolSet = .braille
  /// No cell is wider.
  private static let widest = 44
  private static let gap = 2

  func lines(width: Int) -> [Line] {
    let widths = columns.map { column in
      min(TextTable.widest, (column.heading + column.cells).map { Text.width(Text.sanitized($0)) }.max() ?? 0)
    }
    return parts(widths, width: width).enumerated().flatMap { index, part in
      (index > 0 ? [[]] : []) + lines(part, widths)
    }
  }

  /// Which columns stand side by side.
  private func parts(_ widths: [Int], width: Int) -> [[Int]] {
    let first = Array(columns.indices.prefix(frozen))
    let taken = first.reduce(0) { $0 + widths[$1] + TextTable.gap }
    var parts: [[Int]] = []
    var (part, used) = ([Int](), taken)
    for column in columns.indices.dropFirst(frozen) {
      if !part.isEmpty, used + widths[column] > width {
        parts.append(first + part)
        (part, used) = ([], taken)
      }
      part.append(column)
      used += widths[column] + TextTable.gap
    }
    return parts + (part.isEmpty && !parts.isEmpty ? [] : [first + part])
  }

  private func lines(_ part: [Int], _ widths: [Int]) -> [Line] {
    let headings = part.map { columns[$0].heading.count }.max() ?? 0
    let rows = part.map { columns[$0].cells.count }.max() ?? 0
    var lines: [Line] = (0..<headings).map { row in
      line(part, widths) { column in
        // Short headings stand at the bottom.
        let place = row - (headings - column.heading.count)
        return (place >= 0 ? column.heading[place] : "", .muted)
      }
    }
    lines += (0..<rows).map { row in
      line(part, widths) { ($0.cells.indices.contains(row) ? $0.cells[row] : "", $0.style(row)) }
    }
    return lines
  }

  private func line(_ part: [Int], _ widths: [Int], _ cell: (Column) -> (text: String, style: Style)) -> Line {
    part.enumerated().flatMap { place, index -> Line in
      let (text, style) = cell(columns[index])
      let padded = Text.padded(
        Text.sanitized(text), to: widths[index], right: columns[index].alignsRight, ellipsis: symbols.ellipsis)
      let gap = String(repeating: " ", count: place + 1 < part.count ? TextTable.gap : 0)
      return [(padded, style), (gap, .text)]
    }
  }
}
