import RunModel
import TerminalUI

/// What a comparison says below its charts: the differences, what is the same, the numbers.
struct ComparisonTables {
  private let comparison: Comparison
  private let width: Int
  private let symbols: SymbolSet

  init(_ comparison: Comparison, width: Int, symbols: SymbolSet) {
    self.comparison = comparison
    self.width = width
    self.symbols = symbols
  }

  var lines: [TextTable.Line] {
    [[]] + results + notes + [[]] + differences + common
  }

  private func title(_ text: String) -> TextTable.Line { [(text, Style.title.bold)] }

  private var labels: TextTable.Column {
    let groups = comparison.groups.indices
    return TextTable.Column(
      heading: [""], cells: groups.map(Comparison.label), styles: groups.map { Style.series($0).bold })
  }

  private var results: [TextTable.Line] {
    let groups = comparison.groups
    var table = TextTable(
      columns: [labels, .init(heading: ["run"], cells: groups.map { Format.brief($0.name, scalars: 200) })], frozen: 2,
      symbols: symbols)
    if groups.contains(where: \.isFolded) {
      table.columns.append(.init(heading: ["n"], cells: groups.map { "\($0.runs.count)" }, alignsRight: true))
    }
    let states = groups.map { $0.runs[0].results.state }
    table.columns.append(
      .init(
        heading: ["state"], cells: states,
        styles: groups.map { $0.runs[0].results.isFinished ? Style.muted : .warning }))
    for column in ResultColumn.all where groups.contains(where: { $0.statistics(column.quantity) != nil }) {
      table.columns.append(
        .init(
          heading: column.heading, cells: column.cells(groups, symbols: symbols),
          styles: groups.map { $0.isProvisional(column.quantity) ? .muted : .text }, alignsRight: true))
    }
    return [title("results")] + table.lines(width: width)
  }

  private var notes: [TextTable.Line] {
    var notes: [String] = []
    if comparison.groups.contains(where: \.isFolded) {
      notes.append(
        "\(symbols.plusMinus) is the sample standard deviation over n runs; their curve is the mean, between the least "
          + "and the greatest")
    }
    if comparison.groups.contains(where: { !$0.runs[0].results.provisional.isEmpty }) {
      notes.append("* from the curve, on the validation split: the run has no final numbers")
    }
    return notes.flatMap { wrapped($0) }
  }

  private func wrapped(_ text: String) -> [TextTable.Line] {
    Wrap.lines(text, width: width, limit: 40, ellipsis: symbols.ellipsis).map { [($0, Style.muted)] }
  }

  private var differences: [TextTable.Line] {
    let rows = comparison.differences.rows
    guard !rows.isEmpty else {
      guard comparison.groups.count > 1 else { return [] }
      return [title("differences"), [("none: nothing was decided otherwise", .muted)]]
    }
    let names = rows.map { $0.setting.replacing("_", with: " ") }
    var table = TextTable(
      columns: [.init(heading: [""], cells: names, styles: [.muted])], symbols: symbols)
    for group in comparison.groups.indices {
      table.columns.append(
        .init(heading: [Comparison.label(group)], cells: rows.map { $0.values[group] ?? "-" }))
    }
    return [title("differences")] + table.lines(width: width)
  }

  private var common: [TextTable.Line] {
    let common = comparison.differences.common
    guard !common.isEmpty else { return [] }
    let text = common.map { "\($0.setting.replacing("_", with: " ")) \($0.value)" }.joined(separator: ", ")
    let start = comparison.groups.count > 1 ? "the same for all: " : "settings: "
    return wrapped(start + text)
  }
}

extension SymbolSet {
  /// Before a spread.
  var plusMinus: String { self == .ascii ? "+-" : "±" }
}
