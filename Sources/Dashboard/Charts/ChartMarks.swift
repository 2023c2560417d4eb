import RunModel
import TerminalUI

/// Changes of knobs on a chart.
enum ChartMarks {
  /// One mark a column, with the first old and the last new value of each knob changed there.
  static func marks(_ view: RunView, steps: Range<Double>, columns: Int, arrow: String) -> [ChartMark] {
    let knobs = view.description?.knobs ?? []
    let span = steps.upperBound - steps.lowerBound
    guard columns > 0, span > 0 else { return [] }
    var found: [(column: Int, order: [String], values: [String: (old: Double?, new: Double?)])] = []
    for (step, outcome) in view.changes {
      guard let name = outcome.knob, steps.contains(Double(step)) else { continue }
      let column = min(columns - 1, Int((Double(step) - steps.lowerBound) / span * Double(columns)))
      if found.last?.column != column { found.append((column, [], [:])) }
      let last = found.count - 1
      if let known = found[last].values[name] {
        found[last].values[name] = (known.old, outcome.new)
      } else {
        found[last].order.append(name)
        found[last].values[name] = (outcome.old, outcome.new)
      }
    }
    return found.map { entry in
      let parts = entry.order.map { name -> String in
        let knob = knobs.first { $0.name == name }
        func text(_ value: Double?) -> String { value.map { knob?.text($0) ?? Knob.text($0) } ?? "?" }
        let values = entry.values[name]
        // There and back within a column.
        if values?.old == values?.new { return "\((knob?.symbol ?? name).prefix(12)) \(text(values?.new))" }
        return "\((knob?.symbol ?? name).prefix(12)) \(text(values?.old))\(arrow)\(text(values?.new))"
      }
      let x = steps.lowerBound + (Double(entry.column) + 0.5) / Double(columns) * span
      return ChartMark(x: x, kind: .change, label: parts.joined(separator: ", "))
    }
  }
}
