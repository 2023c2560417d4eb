import Figures
import Foundation
import RunModel
import Training

/// What a run's log and its `run.toml` say of it, on a page.
struct RunSection {
  let path: String
  let view: RunView

  func write(to page: inout ReportPage) {
    let results = RunResults(view)
    if let description = view.description {
      let teacher = description.teacher.map { ", teacher \($0.spec)\(parameters($0.parameters))" } ?? ""
      page.paragraph(
        "\(description.method) on \(description.dataset), seed \(description.seed): student \(description.student.spec)"
          + "\(parameters(description.student.parameters))\(teacher). \(results.state), step \(view.step).")
    }
    let numbers = RunResults.Quantity.allCases.compactMap { quantity -> [String]? in
      guard let value = results.values[quantity], value.isFinite else { return nil }
      let text = quantity.isShare ? String(format: "%.2f %%", value * 100) : String(format: "%.4g", value)
      return [
        quantity.rawValue.replacing("_", with: " "), text + (results.provisional.contains(quantity) ? " so far" : ""),
      ]
    }
    page.table(["result", ""], numbers)
    let command = "kdtop snapshot \(ReportBuilder.quoted(path)) --format svg"
    for (title, prefix) in [("Losses", "loss/"), ("Accuracies", "accuracy/"), ("Knobs", "knob/")] {
      if let figure = curves(title, prefix) { page.figure(figure, command: command) }
    }
    knobs(&page)
    recipe(&page)
  }

  /// Logs of other programs have none.
  private func recipe(_ page: inout ReportPage) {
    let file = path + "/run.toml"
    guard FileManager.default.fileExists(atPath: file) else { return }
    page.heading("How to run it again")
    do {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      page.code(
        "kdtop launch --config \(ReportBuilder.quoted(file))\nkdtop launch --from \(ReportBuilder.quoted(path))")
      page.details("run.toml", text)
    } catch {
      page.paragraph("Its run.toml cannot be read: \(error.localizedDescription)")
    }
  }

  private func parameters(_ count: Int?) -> String { count.map { " (\($0) parameters)" } ?? "" }

  private func knobs(_ page: inout ReportPage) {
    if let knobs = view.description?.knobs, !knobs.isEmpty {
      page.heading("Knobs")
      page.table(
        ["knob", "", "began at", "ended at"],
        knobs.map { [$0.name, $0.symbol, Knob.text($0.defaultValue), Knob.text(view.knobValue($0))] })
    }
    let changes = view.changes
    guard !changes.isEmpty else { return }
    page.heading("Changes")
    page.table(
      ["after step", "knob", "from", "to"],
      changes.map { step, outcome in
        [
          "\(step)", outcome.knob ?? "", outcome.old.map(Knob.text) ?? "", outcome.new.map(Knob.text) ?? "",
        ]
      })
  }

  /// All curves of the run whose tag begins so, with a mark where a knob was turned.
  private func curves(_ title: String, _ prefix: String) -> Figure? {
    let keys = view.keys.filter { $0.run.isEmpty && $0.tag.hasPrefix(prefix) }
    // A knob that never moved is no curve.
    let series = keys.compactMap { key -> LineFigure.Series? in
      let points = points(key)
      if prefix == "knob/", Set(points.map(\.y)).count < 2 { return nil }
      return points.isEmpty ? nil : LineFigure.Series(String(key.tag.dropFirst(prefix.count)), points)
    }
    guard !series.isEmpty else { return nil }
    var figure = LineFigure(title, x: "step", y: prefix.dropLast().description, series)
    figure.size = (width: 900, height: 300)
    figure.marks = view.changes.prefix(20).map {
      (x: Double($0.step), text: "\($0.outcome.knob ?? "") \($0.outcome.new.map(Knob.text) ?? "")")
    }
    return figure.figure
  }

  /// Where several points fall into one stretch, its least and greatest value: a spike of one step stays visible.
  private func points(_ key: RunStore.Key) -> [(x: Double, y: Double)] {
    guard let steps = view.stepRange(key) else { return [] }
    let range = Double(steps.lowerBound)..<Double(steps.upperBound) + 1
    let columns = min(400, steps.count)
    let width = (range.upperBound - range.lowerBound) / Double(columns)
    return view.buckets(key, steps: range, columns: columns).enumerated().flatMap {
      column, bucket -> [(x: Double, y: Double)] in
      guard let bucket else { return [] }
      let x = range.lowerBound + (Double(column) + (width > 1 ? 0.5 : 0)) * width
      let (low, high) = (Double(bucket.minimum), Double(bucket.maximum))
      return low == high ? [(x: x, y: low)] : [(x: x, y: low), (x: x, y: high)]
    }
  }
}
