import EventFiles
import Foundation
import RunModel
import TerminalUI
import Training

/// What came of a sweep: a row a setting, over its seeds.
struct SweepTable {
  struct Run {
    var name: String
    var path: String
    var seed: UInt64
    /// Nil for one that has not begun, or cannot be read.
    var results: RunResults?

    var state: String {
      results?.state ?? (FileManager.default.fileExists(atPath: path) ? "unreadable" : "missing")
    }
  }

  struct Row {
    /// By axis.
    var values: [String: String]
    var runs: [Run]

    /// Over the runs that have finished: the numbers of others are of another kind.
    func statistics(_ quantity: RunResults.Quantity) -> SampleStatistics? {
      SampleStatistics(runs.compactMap { $0.results?.isFinished == true ? $0.results?.values[quantity] : nil })
    }
  }

  /// What is told of a row. A teacher's best epoch is known to the run alone that trained it, so is how many steps that took.
  static let quantities = RunResults.Quantity.allCases.filter {
    ![.teacherBestTest, .teacherBestValidation, .steps].contains($0)
  }

  /// What rows are sorted by.
  static let criterion = RunResults.Quantity.studentBestValidation

  let directory: String
  let axes: [String]
  /// The best first; without finished runs at the end.
  let rows: [Row]

  /// Reads the runs' logs.
  init(_ record: SweepRecord, in directory: String) {
    self.directory = directory
    axes = record.axes
    var rows: [Row] = []
    var places: [[String: String]: Int] = [:]
    for entry in record.runs {
      let path = "\(directory)/\(entry.name)"
      let results = (try? ComparedLog(path, tags: []))?.run(named: entry.name).run.results
      let run = Run(name: entry.name, path: path, seed: entry.seed, results: results)
      if let place = places[entry.values] {
        rows[place].runs.append(run)
      } else {
        places[entry.values] = rows.count
        rows.append(Row(values: entry.values, runs: [run]))
      }
    }
    func score(_ row: Row) -> Double {
      let mean = row.statistics(SweepTable.criterion)?.mean ?? -1
      return mean.isFinite ? mean : -1
    }
    // Equal rows stay in the order of the grid.
    self.rows = rows.enumerated().sorted {
      let (a, b) = (score($0.element), score($1.element))
      return a != b ? a > b : $0.offset < $1.offset
    }.map(\.element)
  }

  // MARK: - Text

  private static let columns: [(heading: [String], quantity: RunResults.Quantity)] = [
    (["val. %", "best epoch"], .studentBestValidation), (["val. %", "last epoch"], .studentValidation),
    (["test %", "best epoch"], .studentBestTest), (["test %", "last epoch"], .studentTest),
    (["teacher", "test %"], .teacherTest), (["agreement", "%"], .agreement), (["seconds", "a run"], .seconds),
  ]

  /// The table for people, with what to know of it below.
  var text: String {
    var columns = axes.map { axis in
      (heading: [axis.replacing("_", with: " "), ""], cells: rows.map { $0.values[axis] ?? "-" }, isNumber: false)
    }
    columns.append(
      (
        ["runs", ""],
        rows.map { row in
          let finished = row.runs.count { $0.results?.isFinished == true }
          return finished == row.runs.count ? "\(finished)" : "\(finished) of \(row.runs.count)"
        }, true
      ))
    for (heading, quantity) in SweepTable.columns {
      let cells = rows.map { cell($0.statistics(quantity), quantity) }
      if cells.contains(where: { $0 != "-" }) { columns.append((heading, cells, true)) }
    }
    let padded = columns.map { column in
      let all = (column.heading + column.cells).map { Text.sanitized($0) }
      let width = all.map { Text.width($0) }.max() ?? 0
      return all.map { Text.padded($0, to: width, right: column.isNumber) }
    }
    let lines = (0..<rows.count + 2).map { line in
      padded.map { $0[line] }.joined(separator: "  ").trimmingTrailingSpaces
    }
    return (lines + [""] + footer).joined(separator: "\n")
  }

  private func cell(_ numbers: SampleStatistics?, _ quantity: RunResults.Quantity) -> String {
    guard let numbers else { return "-" }
    let (scale, format) = quantity.isShare ? (100.0, "%.2f") : (1.0, "%.1f")
    let mean = String(format: format, numbers.mean * scale)
    return numbers.deviation.map { "\(mean) ± \(String(format: format, $0 * scale))" } ?? mean
  }

  private var footer: [String] {
    var lines = [
      "Sorted by the student's validation accuracy at its best epoch: choose by that. The test set chose nothing here, and is",
      "an honest measure only of the setting that validation chose.",
    ]
    if rows.contains(where: { $0.runs.count > 1 }) {
      lines.append("Mean ± sample standard deviation over the seeds' runs that have finished.")
    }
    let others = rows.flatMap(\.runs).filter { $0.results?.isFinished != true }
    for run in others.prefix(10) { lines.append("\(Text.sanitized(run.name)): \(run.state)") }
    if others.count > 10 { lines.append("and \(others.count - 10) more that have not finished") }
    return lines
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(prefix(count - reversed().prefix { $0 == " " }.count))
  }
}
