import RunModel

/// A sweep's table as one JSON object.
struct SweepReport: Encodable {
  struct Row: Encodable {
    /// By axis; one that says nothing to these runs is left out.
    var setting: [String: String]
    var runs: [Run]
    /// Over the runs that have finished, by quantity.
    var results: [String: ComparisonReport.Numbers]
  }

  struct Run: Encodable {
    var name: String
    var path: String
    var seed: UInt64
    var state: String
    var results: [String: Double]
  }

  var directory: String
  var axes: [String]
  /// The quantity whose mean the rows are sorted by, the greatest first.
  var sortedBy: String
  var rows: [Row]

  enum CodingKeys: String, CodingKey {
    case directory, axes, rows
    case sortedBy = "sorted_by"
  }
}

extension SweepTable {
  var report: SweepReport {
    SweepReport(
      directory: directory, axes: axes, sortedBy: SweepTable.criterion.rawValue,
      rows: rows.map { row in
        let numbers = SweepTable.quantities.compactMap { quantity in
          row.statistics(quantity).map { (quantity.rawValue, ComparisonReport.Numbers($0)) }
        }
        let runs = row.runs.map { run in
          let values = (run.results?.values ?? [:]).map { ($0.key.rawValue, $0.value) }
          return SweepReport.Run(
            name: run.name, path: run.path, seed: run.seed, state: run.state,
            results: Dictionary(values) { first, _ in first })
        }
        return SweepReport.Row(
          setting: row.values, runs: runs, results: Dictionary(numbers) { first, _ in first })
      })
  }
}
