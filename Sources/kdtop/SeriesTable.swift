import Foundation
import RunModel

/// Curves of a run as other programs read them.
struct SeriesTable {
  private struct Curve {
    var name: String
    var key: RunStore.Key
    var points: [(point: CurvePoint, wallTime: Double)]
  }

  private let curves: [Curve]
  private let isSmoothed: Bool

  /// What a curve is called: its tag, after the sub-directory of the log where it is not of the log's own.
  static func name(_ key: RunStore.Key) -> String { key.run.isEmpty ? key.tag : "\(key.run)/\(key.tag)" }

  /// Curves that are asked for, in that order; a `*` stands for any letters.
  /// - Throws: `UsageError` for a name that no curve has.
  static func keys(_ names: [String], of store: RunStore) throws(UsageError) -> [RunStore.Key] {
    var found: [RunStore.Key] = []
    for name in names {
      let matching = store.keys.filter { fnmatch(name, SeriesTable.name($0), 0) == 0 }
      guard !matching.isEmpty else {
        let known = store.keys.map(SeriesTable.name)
        let near = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
        let list = known.prefix(40).joined(separator: ", ") + (known.count > 40 ? ", …" : "")
        throw UsageError(description: "the run has no curve \(name)\(near) (curves: \(list))")
      }
      found += matching.filter { !found.contains($0) }
    }
    return found
  }

  /// - Parameters:
  ///   - step: what came later is left out.
  ///   - smoothing: weight of a debiased moving average that stands beside the values; 0 for none.
  init(_ keys: [RunStore.Key], of store: RunStore, atStep step: Int? = nil, smoothing: Double) {
    let view = RunView(store, position: step.map(store.position(atStep:)))
    isSmoothed = smoothing > 0
    curves = keys.map {
      Curve(name: SeriesTable.name($0), key: $0, points: view.points($0, smoothing: smoothing))
    }
  }

  // MARK: - CSV

  /// A line a step, as RFC 4180 has it: `step`, `wall_time` (seconds since 1970) and a column a curve, empty where it has no
  /// point. A curve with two points at one step has two lines there.
  func csv() -> String {
    var header = ["step", "wall_time"]
    for curve in curves { header += isSmoothed ? [curve.name, "\(curve.name) (smoothed)"] : [curve.name] }
    var lines = [header.map(SeriesTable.field).joined(separator: ",")]
    var next = [Int](repeating: 0, count: curves.count)
    func head(_ index: Int) -> (point: CurvePoint, wallTime: Double)? {
      next[index] < curves[index].points.count ? curves[index].points[next[index]] : nil
    }
    while let step = curves.indices.compactMap({ head($0)?.point.step }).min() {
      var time: Double?
      var cells: [String] = []
      for index in curves.indices {
        guard let (point, wallTime) = head(index), point.step == step else {
          cells += isSmoothed ? ["", ""] : [""]
          continue
        }
        next[index] += 1
        time = time ?? wallTime
        cells.append(SeriesTable.number(point.value))
        if isSmoothed { cells.append(point.smoothed.map(SeriesTable.number) ?? "") }
      }
      lines.append(([String(step), String(format: "%.3f", time ?? 0)] + cells).joined(separator: ","))
    }
    return lines.joined(separator: "\n")
  }

  /// The shortest decimal that reads back as the same single-precision number.
  private static func number(_ value: Float) -> String {
    value.isNaN ? "nan" : value.isInfinite ? (value > 0 ? "inf" : "-inf") : "\(value)"
  }

  private static func field(_ text: String) -> String {
    text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  // MARK: - JSON

  private struct Report: Encodable {
    var series: [Entry]
  }

  private struct Entry: Encodable {
    var tag: String
    /// The sub-directory of the log; empty for its own.
    var run: String
    var steps: [Int]
    /// Seconds since 1970.
    var wallTimes: [Double]
    var values: [Float]
    var smoothed: [Float]?

    enum CodingKeys: String, CodingKey {
      case tag, run, steps, values, smoothed
      case wallTimes = "wall_times"
    }
  }

  /// One object; a number that is none is one of the strings `nan`, `inf`, `-inf`.
  func json() throws -> String {
    try ComparisonReport.json(
      Report(
        series: curves.map { curve in
          Entry(
            tag: curve.key.tag, run: curve.key.run, steps: curve.points.map(\.point.step),
            wallTimes: curve.points.map { ($0.wallTime * 1000).rounded() / 1000 },
            values: curve.points.map(\.point.value),
            smoothed: isSmoothed ? curve.points.map { $0.point.smoothed ?? .nan } : nil)
        }))
  }
}
