import Foundation
import RunModel
import TerminalUI

/// What was asked for: the run's configuration as its log tells it, and where each knob stands.
struct ConfigPanel: ListPanel {
  var id: PanelID { .config }
  var title: String { "config" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .left, minimum: 6, ideal: 34) }

  func emptyText(_ scene: Scene) -> String {
    scene.state.mode == .live
      ? "the run has not said yet what it is" : "this log does not say what was asked for: kdtop's own logs do"
  }

  func rows(_ scene: Scene, width: Int) -> [ListRow] {
    guard let run = scene.view.description else { return [] }
    var table = FactTable(width: width, ellipsis: scene.symbols.ellipsis)
    func network(_ network: RunDescription.Network) -> String {
      network.spec + (network.parameters.map { "  (\(Format.count($0)) parameters)" } ?? "")
    }
    table.add("method", run.method, .accent)
    table.add("data", run.dataset)
    table.add("seed", "\(run.seed)")
    if let teacher = run.teacher { table.add("teacher", network(teacher), .teacher) }
    table.add("student", network(run.student), .student)
    if !run.terms.isEmpty { table.add("loss", run.terms.prefix(20).joined(separator: " + ")) }
    for (index, pair) in (run.layers ?? []).prefix(20).enumerated() { table.add(index == 0 ? "layers" : "", pair) }
    if let parent = run.parent { table.add("forked from", "\(parent.run) at step \(Format.count(parent.step))") }
    if let sizes = run.sizes {
      table.heading("examples")
      table.add("student learns", Format.count(sizes.studentTraining))
      if run.teacher != nil { table.add("teacher learns", Format.count(sizes.teacherTraining)) }
      table.add("validation", Format.count(sizes.validation))
      table.add("test", Format.count(sizes.test))
    }
    if !run.phases.isEmpty {
      table.heading("phases")
      for (index, phase) in run.phases.prefix(40).enumerated() {
        let isCurrent = scene.view.phase?.index == index && scene.view.status?.isOver != true
        table.add(String(phase.name.prefix(24)), "\(Format.count(phase.steps)) steps", isCurrent ? .good : .text)
      }
    }
    if !run.knobs.isEmpty {
      table.heading("knobs")
      for knob in run.knobs.prefix(60) {
        let value = scene.view.knobValue(knob)
        let unit = knob.unit.isEmpty || value == knob.offValue ? "" : " \(knob.shownUnit)"
        let isMoved = value != knob.defaultValue
        table.add(
          knob.shownLabel, knob.text(value) + unit + (isMoved ? "  (default \(knob.text(knob.defaultValue)))" : ""),
          isMoved ? .knobFocused : .text)
      }
    }
    return table.rows
  }
}

/// How far the run has come: scores so far, and the last word once it is over.
struct ResultsPanel: ListPanel {
  var id: PanelID { .results }
  var title: String { "results" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 4, ideal: 12) }

  func emptyText(_ scene: Scene) -> String {
    "no scores yet: they come with the first evaluation, at the end of an epoch"
  }

  func rows(_ scene: Scene, width: Int) -> [ListRow] {
    let view = scene.view
    var table = FactTable(width: width, ellipsis: scene.symbols.ellipsis)
    func share(_ value: Double) -> String { value.isFinite ? String(format: "%.2f %%", value * 100) : "nan" }
    for (tag, name, style) in [
      (Tag.studentAccuracy, "student", Style.student), (Tag.teacherAccuracy, "teacher", .teacher),
      (Tag.agreement, "agreement", .agreement),
    ] {
      guard let value = view.value(tag) else { continue }
      table.add(name, "\(share(Double(value))) of the validation split", style)
    }
    guard let summary = view.summary else { return table.rows }
    table.heading("at the end")
    for (name, result, style) in [
      ("student", summary.student, Style.student), ("teacher", summary.teacher, .teacher),
    ] {
      guard let result else { continue }
      let best = result.best.epoch.map { ", best epoch \($0): \(share(result.best.testAccuracy))" } ?? ""
      table.add(name, "test \(share(result.final.testAccuracy))\(best)", style)
    }
    for phase in summary.phases.prefix(40) {
      table.add(
        String(phase.name.prefix(24)), "\(Format.count(phase.steps)) steps in \(Format.duration(phase.seconds))")
    }
    let times = summary.stepMilliseconds
    table.add("a step", String(format: "%.2f ms, 95 %% within %.2f ms", times.median, times.p95))
    return table.rows
  }
}

/// Every turn of a knob, newest first, and who turned it.
struct ChangesPanel: ListPanel {
  var id: PanelID { .changes }
  var title: String { "changes" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 4, ideal: 14) }

  func emptyText(_ scene: Scene) -> String {
    scene.state.mode == .live ? "no knob has been turned yet" : "no knob was turned up to here"
  }

  func rows(_ scene: Scene, width: Int) -> [ListRow] {
    let arrow = scene.symbols == .ascii ? "->" : "→"
    let knobs = scene.view.description?.knobs ?? []
    // The newest thousand: nobody scrolls further than that.
    return scene.view.changes.suffix(1000).reversed().map { step, outcome in
      let knob = knobs.first { $0.name == outcome.knob }
      func text(_ value: Double?) -> String { value.map { knob?.text($0) ?? Knob.text($0) } ?? "?" }
      let name = knob?.shownLabel ?? Format.brief(outcome.knob ?? "?", scalars: 60)
      return ListRow([
        (Text.padded(Format.count(step), to: 9, right: true) + "  ", .muted), ("\(scene.symbols.change) ", .mark),
        (name, .text), ("  \(text(outcome.old)) \(arrow) \(text(outcome.new))", Style.knobFocused.bold),
        ("  \(outcome.source.rawValue)", .muted),
      ])
    }
  }
}

/// The checkpoints there are, newest first.
struct CheckpointsPanel: ListPanel {
  var id: PanelID { .checkpoints }
  var title: String { "checkpoints" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 4, ideal: 10) }

  func emptyText(_ scene: Scene) -> String {
    scene.state.mode == .live
      ? "no checkpoint yet: w writes one, and the run does by itself" : "no checkpoint up to here"
  }

  func rows(_ scene: Scene, width: Int) -> [ListRow] {
    scene.view.checkpoints.reversed().map { step, reason in
      ListRow([
        (Text.padded(Format.count(step), to: 9, right: true) + "  ", .muted),
        ("\(scene.symbols.checkpoint) ", .checkpoint), (reason.words, .text),
      ])
    }
  }
}

/// What the run is computed with, and the log it is read from.
struct EnvironmentPanel: ListPanel {
  var id: PanelID { .environment }
  var title: String { "environment" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .left, minimum: 4, ideal: 11) }

  func emptyText(_ scene: Scene) -> String { "this log is empty" }

  func rows(_ scene: Scene, width: Int) -> [ListRow] {
    let view = scene.view
    guard view.store.position > 0 else { return [] }
    var table = FactTable(width: width, ellipsis: scene.symbols.ellipsis)
    if let run = view.description {
      table.add("kdtop", run.version)
      if let engine = run.engine { table.add("engine", engine) }
      if let threads = run.threads { table.add("threads", Format.count(threads)) }
    }
    if let title = scene.state.title { table.add("log", title) }
    table.add("time", Format.duration(view.elapsed))
    if let speed = view.value(Tag.stepsPerSecond), speed.isFinite {
      table.add("speed", "\(Format.short(Double(speed))) steps/s")
    }
    table.add("events", Format.count(view.position))
    table.add("curves", Format.count(scene.curveCount))
    if view.store.droppedRecords > 0 {
      table.add("left out", "\(Format.count(view.store.droppedRecords)) records too large to keep", .warning)
    }
    return table.rows
  }
}

/// Names and values in two columns, long values wrapped.
struct FactTable {
  private(set) var rows: [ListRow] = []
  private let width: Int
  private let ellipsis: Character
  private static let nameWidth = 15

  init(width: Int, ellipsis: Character) {
    self.width = width
    self.ellipsis = ellipsis
  }

  mutating func heading(_ text: String) {
    if !rows.isEmpty { rows.append(.blank) }
    rows.append(ListRow(text, Style.title.bold))
  }

  mutating func add(_ name: String, _ value: String, _ style: Style = .text) {
    let nameWidth = width >= 40 ? FactTable.nameWidth : min(FactTable.nameWidth, max(6, width / 3))
    let lines = Wrap.lines(value, width: max(4, width - nameWidth - 1), limit: 4, ellipsis: ellipsis)
    for (index, line) in (lines.isEmpty ? [""] : lines).enumerated() {
      let label = Text.padded(index == 0 ? Text.sanitized(name) : "", to: nameWidth, ellipsis: ellipsis)
      rows.append(ListRow([(label + " ", .muted), (line, style)]))
    }
  }
}
