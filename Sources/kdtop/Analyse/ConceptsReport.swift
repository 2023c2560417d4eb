import Analysis
import Figures
import Foundation
import RunModel

/// What `kdtop analyse concepts` has found.
struct ConceptsReport: Encodable {
  /// Pictures whose entropies are shown.
  static let shown = 6

  enum Role: String, Encodable { case teacher, student, baseline }

  struct Settings: Encodable {
    /// By network.
    var layers: [String: String]
    var mask: String
    var images: Int
    var threshold: Double
    var share: Double
    var cell: Int
    var iterations: Int
    var draws: Int
  }

  struct Epoch: Encodable {
    var epoch: Double
    /// Of the whole run.
    var step: Int
    /// Σ‖w_k − w_{k−1}‖/‖w_0‖ up to there.
    var distance: Double
    var foreground: Double
    var background: Double
    var ratio: Double?
  }

  struct Network: Encodable {
    var role: Role
    var name: String
    /// Of the final network, with how it came there.
    var summary: ConceptSummary
    var epochs: [Epoch]
    /// Of the first pictures, cell by cell, in nats.
    var entropies: [[Double]]
  }

  struct Group: Encodable {
    var seed: UInt64
    var networks: [Network]
    var runs: [String]
    /// The first pictures, 0…1.
    var pictures: [[Double]]
    var height: Int
    var width: Int
  }

  /// A hypothesis over all seeds.
  struct Verdict: Encodable {
    var student: String
    var hypothesis: ConceptHypothesis.Kind
    var quantity: String
    var distilled: [Double]
    var baseline: [Double]
    var wantsLarger: Bool
    /// Seeds of which the numbers point where the hypothesis says.
    var agreeing: Int

    enum CodingKeys: String, CodingKey {
      case student, hypothesis, quantity, distilled, baseline, agreeing
      case wantsLarger = "wants_larger"
    }
  }

  var settings: Settings
  var groups: [Group]
  var hypotheses: [Verdict]

  init(_ groups: [Group], settings: Settings) {
    (self.groups, self.settings) = (groups, settings)
    hypotheses = ConceptsReport.verdicts(groups)
  }

  private static func verdicts(_ groups: [Group]) -> [Verdict] {
    var all: [Verdict] = []
    for group in groups {
      guard let baseline = group.networks.first(where: { $0.role == .baseline })?.summary else { continue }
      for student in group.networks where student.role == .student {
        for hypothesis in ConceptHypothesis.all(distilled: student.summary, baseline: baseline) {
          for evidence in hypothesis.evidence {
            let place =
              all.firstIndex {
                $0.student == student.name && $0.hypothesis == hypothesis.kind && $0.quantity == evidence.quantity
              } ?? all.endIndex
            if place == all.endIndex {
              all.append(
                Verdict(
                  student: student.name, hypothesis: hypothesis.kind, quantity: evidence.quantity, distilled: [],
                  baseline: [], wantsLarger: evidence.wantsLarger, agreeing: 0))
            }
            all[place].distilled.append(evidence.distilled)
            all[place].baseline.append(evidence.baseline)
            if evidence.agrees { all[place].agreeing += 1 }
          }
        }
      }
    }
    return all
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : String(format: "%.1f", value)
  }

  // MARK: - Text

  var text: String {
    var lines = [
      "\(settings.images) pictures, mask \(settings.mask), cells of \(settings.cell)×\(settings.cell) pixels, "
        + "b = \(settings.threshold), noise \(settings.share) of the features' variance",
      "layers: "
        + settings.layers.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", "), "",
    ]
    lines += networkTable.lines
    if !hypotheses.isEmpty { lines += [""] + hypothesisTable.lines }
    lines += [
      "",
      "N_fg, N_bg: visual concepts on the object and beside it, λ = N_fg/(N_fg + N_bg). D_mean, D_std: how far the weights had",
      "come when an image's concepts were most, and its spread. ρ: concepts the final network has kept of all there were.",
    ]
    if groups.count > 1 { lines.append("Mean ± sample standard deviation over \(groups.count) seeds.") }
    return lines.joined(separator: "\n")
  }

  private var networkTable: PlainTable {
    var names: [(role: Role, name: String)] = []
    for network in groups.flatMap(\.networks) where !names.contains(where: { $0 == (network.role, network.name) }) {
      names.append((network.role, network.name))
    }
    func cells(_ value: (ConceptSummary) -> Double?, _ format: String) -> [String] {
      names.map { role, name in
        let found = groups.flatMap(\.networks).filter { $0.role == role && $0.name == name }
        return ConceptsReport.cell(found.compactMap { value($0.summary) }, format)
      }
    }
    var table = PlainTable()
    table.add("network", cells: names.map(\.name), isNumber: false)
    table.add("", cells: names.map { $0.role == .student ? "distilled" : $0.role.rawValue }, isNumber: false)
    table.add("N_fg", cells: cells({ $0.foreground }, "%.1f"))
    table.add("N_bg", cells: cells({ $0.background }, "%.1f"))
    table.add("λ", cells: cells({ $0.ratio }, "%.3f"))
    table.add("D_mean", cells: cells({ $0.meanDistance }, "%.3f"))
    table.add("D_std", cells: cells({ $0.distanceDeviation }, "%.3f"))
    table.add("ρ", cells: cells({ $0.keptShare }, "%.3f"))
    return table
  }

  private var hypothesisTable: PlainTable {
    let titles: [ConceptHypothesis.Kind: String] = [
      .more: "1 more concepts", .atOnce: "2 learned more at once", .direct: "3 with fewer detours",
    ]
    let hasSeveral = Set(hypotheses.map(\.student)).count > 1
    var table = PlainTable()
    if hasSeveral { table.add("student", cells: hypotheses.map(\.student), isNumber: false) }
    table.add("hypothesis", cells: hypotheses.map { titles[$0.hypothesis] ?? "" }, isNumber: false)
    table.add(
      "says", cells: hypotheses.map { "\($0.quantity) \($0.wantsLarger ? "larger" : "smaller")" }, isNumber: false)
    func format(_ verdict: Verdict) -> String { verdict.quantity == "N_fg" ? "%.1f" : "%.3f" }
    table.add("distilled", cells: hypotheses.map { ConceptsReport.cell($0.distilled, format($0)) })
    table.add("baseline", cells: hypotheses.map { ConceptsReport.cell($0.baseline, format($0)) })
    table.add(
      "here",
      cells: hypotheses.map { verdict in
        let all = verdict.distilled.count
        if all == 1 { return verdict.agreeing == 1 ? "agrees" : "does not agree" }
        return "agrees for \(verdict.agreeing) of \(all) seeds"
      }, isNumber: false)
    return table
  }

  static func cell(_ values: [Double], _ format: String) -> String {
    guard let numbers = SampleStatistics(values) else { return "-" }
    let mean = String(format: format, numbers.mean)
    return numbers.deviation.map { "\(mean) ± \(String(format: format, $0))" } ?? mean
  }

  // MARK: - Figure

  /// Entropies of the first group's pictures, and how many concepts there were epoch by epoch.
  var figure: Figure {
    guard let group = groups.first else { return LineFigure("no run", x: "", y: "", []).figure }
    let (rows, columns) = (group.height / settings.cell, group.width / settings.cell)
    let pictures = group.pictures.enumerated().map {
      HeatMapFigure.Map("picture \($0.offset + 1)", rows: group.height, columns: group.width, $0.element)
    }
    var parts = [
      HeatMapFigure(
        "Pictures", pictures, columns: ConceptsReport.shown, range: .fixed(0...1), note: "seed \(group.seed)"
      )
      .figure
    ]
    let all = group.networks.flatMap(\.entropies).flatMap(\.self)
    let range = (all.min() ?? 0)...(all.max() ?? 1)
    parts += group.networks.map { network in
      let maps = network.entropies.map { HeatMapFigure.Map("", rows: rows, columns: columns, $0) }
      let role = network.role == .student ? "distilled" : network.role.rawValue
      return HeatMapFigure(
        "Entropy of each pixel: \(role), \(network.name)", maps, columns: ConceptsReport.shown, range: .fixed(range),
        note: "nats; dark: information that is kept"
      ).figure
    }
    let learning = group.networks.filter { !$0.epochs.isEmpty }
    if learning.contains(where: { $0.epochs.count > 1 }) {
      var lines = LineFigure(
        "Concepts on the object while the student learns", x: "weight distance Σ‖w_k − w_(k−1)‖ / ‖w_0‖", y: "N_fg",
        learning.map { network in
          .init(network.name, network.epochs.map { (x: $0.distance, y: $0.foreground) }, style: .linesAndPoints)
        })
      lines.yIncluding = [0]
      parts.append(lines.figure)
    }
    return Figure.grid(parts)
  }
}
