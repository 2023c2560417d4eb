import RunModel
import TerminalUI

/// What happened at places of a chart: changes of knobs, and what people wrote down.
enum ChartMarks {
  struct Placed: Equatable {
    var mark: ChartMark
    /// The first step that it stands for.
    var step: Int
  }

  /// One mark a column, with the first old and the last new value of each knob changed there.
  static func marks(
    _ view: RunView, scale: ChartScale, shown: Range<Double>, columns: Int, arrow: String
  ) -> [Placed] {
    let knobs = view.description?.knobs ?? []
    let span = shown.upperBound - shown.lowerBound
    guard columns > 0, span > 0 else { return [] }
    var found: [(column: Int, step: Int, order: [String], values: [String: (old: Double?, new: Double?)])] = []
    for (step, outcome) in view.changes {
      let x = scale.x(ofStep: Double(step))
      guard let name = outcome.knob, shown.contains(x) else { continue }
      let column = min(columns - 1, Int((x - shown.lowerBound) / span * Double(columns)))
      if found.last?.column != column { found.append((column, step, [], [:])) }
      let last = found.count - 1
      if let known = found[last].values[name] {
        found[last].values[name] = (known.old, outcome.new)
      } else {
        found[last].order.append(name)
        found[last].values[name] = (outcome.old, outcome.new)
      }
    }
    let notes = view.notes.compactMap { note -> Placed? in
      let x = scale.x(ofStep: Double(note.step))
      guard shown.contains(x) else { return nil }
      return Placed(mark: ChartMark(x: x, kind: .note, label: Format.brief(note.text, scalars: 80)), step: note.step)
    }
    return notes
      + found.map { entry in
        let parts = entry.order.map { name -> String in
          let knob = knobs.first { $0.name == name }
          func text(_ value: Double?) -> String { value.map { knob?.text($0) ?? Knob.text($0) } ?? "?" }
          let values = entry.values[name]
          // There and back within a column.
          if values?.old == values?.new { return "\((knob?.symbol ?? name).prefix(12)) \(text(values?.new))" }
          return "\((knob?.symbol ?? name).prefix(12)) \(text(values?.old))\(arrow)\(text(values?.new))"
        }
        let x = shown.lowerBound + (Double(entry.column) + 0.5) / Double(columns) * span
        return Placed(mark: ChartMark(x: x, kind: .change, label: parts.joined(separator: ", ")), step: entry.step)
      }
  }
}
