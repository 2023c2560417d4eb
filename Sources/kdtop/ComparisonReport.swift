import Foundation
import RunModel

/// A comparison as one JSON object.
struct ComparisonReport: Encodable {
  struct Run: Encodable {
    var name: String
    var path: String
    /// The group it stands in.
    var group: String
    var state: String
    var seed: UInt64?
    var settings: [String: String]
    var changes: [Change]
    var results: [String: Double]
    /// Results that come from a curve, since the run has no final ones.
    var provisional: [String]
  }

  struct Change: Encodable {
    /// Steps of the whole run after which the value holds.
    var step: Int
    var knob: String
    var value: Double
    var source: Command.Source
  }

  struct Group: Encodable {
    var label: String
    var name: String
    var runs: [String]
    var seeds: [UInt64]
    var results: [String: Numbers]
  }

  struct Numbers: Encodable {
    var mean: Double
    /// The sample's standard deviation; null for a single run.
    var sd: Double?
    var n: Int
    var minimum: Double
    var maximum: Double

    init(_ statistics: SampleStatistics) {
      (mean, sd, n) = (statistics.mean, statistics.deviation, statistics.count)
      (minimum, maximum) = (statistics.minimum, statistics.maximum)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(mean, forKey: .mean)
      try container.encode(sd, forKey: .sd)
      try container.encode(n, forKey: .n)
      try container.encode(minimum, forKey: .minimum)
      try container.encode(maximum, forKey: .maximum)
    }

    enum CodingKeys: String, CodingKey { case mean, sd, n, minimum, maximum }
  }

  struct Difference: Encodable {
    var setting: String
    /// By the groups' labels; a group without the setting has none.
    var values: [String: String]
  }

  struct Chart: Encodable {
    var tag: String
    var curves: [Curve]
  }

  struct Curve: Encodable {
    var label: String
    /// Runs it is the mean of.
    var n: Int
    var points: [Point]
  }

  struct Point: Encodable {
    /// Since the beginning of the phase: the middle of the stretch.
    var step: Double
    var mean: Double
    var minimum: Double
    var maximum: Double
  }

  var runs: [Run]
  var groups: [Group]
  /// Settings that all have.
  var same: [String: String]
  var different: [Difference]
  var charts: [Chart]

  init(_ comparison: Comparison) {
    var labels = [String](repeating: "", count: comparison.runs.count)
    for (index, group) in comparison.groups.enumerated() {
      for place in group.places { labels[place] = Comparison.label(index) }
    }
    runs = zip(comparison.runs, labels).map { run, label in
      Run(
        name: run.name, path: run.path, group: label, state: run.results.state, seed: run.seed,
        settings: ComparisonReport.dictionary(run.settings.map { ($0.name, $0.value) }),
        changes: run.changes.map { Change(step: $0.step, knob: $0.knob, value: $0.value, source: $0.source) },
        results: ComparisonReport.dictionary(run.results.values.map { ($0.key.rawValue, $0.value) }),
        provisional: run.results.provisional.map(\.rawValue).sorted())
    }
    groups = comparison.groups.enumerated().map { index, group in
      let numbers = RunResults.Quantity.allCases.compactMap { quantity in
        group.statistics(quantity).map { (quantity.rawValue, Numbers($0)) }
      }
      return Group(
        label: Comparison.label(index), name: group.name, runs: group.runs.map(\.name),
        seeds: group.runs.compactMap(\.seed), results: ComparisonReport.dictionary(numbers))
    }
    same = ComparisonReport.dictionary(comparison.differences.common.map { ($0.setting, $0.value) })
    different = comparison.differences.rows.map { row in
      let values = row.values.enumerated().compactMap { index, value in value.map { (Comparison.label(index), $0) } }
      return Difference(setting: row.setting, values: ComparisonReport.dictionary(values))
    }
    charts = comparison.charts.map(ComparisonReport.chart)
  }

  private static func dictionary<Value>(_ pairs: [(String, Value)]) -> [String: Value] {
    Dictionary(pairs) { first, _ in first }
  }

  /// Where there are more steps than this, several stand for one point.
  private static let columns = 200

  private static func chart(_ chart: Comparison.Chart) -> Chart {
    let steps = chart.steps
    let length = steps.upperBound - steps.lowerBound
    let columns = Int(min(Double(columns), length))
    let width = length / Double(columns)
    let curves = chart.curves.indices.compactMap { group -> Curve? in
      guard let band = chart.band(group, columns: columns) else { return nil }
      let points = band.points.enumerated().compactMap { column, point -> Point? in
        guard let point else { return nil }
        // A stretch of one step is that step.
        let middle = steps.lowerBound + width * Double(column) + (width > 1 ? (width - 1) / 2 : 0)
        return Point(step: middle, mean: point.mean, minimum: point.minimum, maximum: point.maximum)
      }
      return Curve(label: Comparison.label(group), n: band.runs, points: points)
    }
    return Chart(tag: chart.tag, curves: curves)
  }

  /// One object, keys sorted. Nothing in it commands a terminal that it may be printed on.
  func json() throws -> String { try ComparisonReport.json(self) }

  static func json(_ report: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return ComparisonReport.escaped(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  /// With control and format characters inside strings, such as a directory's name may hold, spelt `\u009b`.
  private static func escaped(_ json: String) -> String {
    var result = ""
    for scalar in json.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n", .format, .lineSeparator, .paragraphSeparator:
        for unit in String(scalar).utf16 { result += String(format: "\\u%04x", unit) }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
