import TerminalUI

/// Columns of plain text, as wide as they need to be. What comes from files is sanitised.
struct PlainTable {
  struct Column {
    /// One line or more; all columns have as many.
    var heading: [String]
    var cells: [String]
    var isNumber: Bool
  }

  var columns: [Column] = []

  mutating func add(_ heading: String..., cells: [String], isNumber: Bool = true) {
    columns.append(Column(heading: heading, cells: cells, isNumber: isNumber))
  }

  var lines: [String] {
    let headings = columns.map(\.heading.count).max() ?? 0
    let padded = columns.map { column in
      let missing = [String](repeating: "", count: headings - column.heading.count)
      let all = (column.heading + missing + column.cells).map { Text.sanitized($0) }
      let width = all.map { Text.width($0) }.max() ?? 0
      return all.map { Text.padded($0, to: width, right: column.isNumber) }
    }
    return (0..<(padded.map(\.count).max() ?? 0)).map { line in
      let cells = padded.map { line < $0.count ? $0[line] : "" }
      let text = cells.joined(separator: "  ")
      return String(text.prefix(text.count - text.reversed().prefix { $0 == " " }.count))
    }
  }
}
