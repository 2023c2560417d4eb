import RunModel
import TerminalUI

/// A run told in lines, one after the other, as a screen reader reads them: what happens when it happens, and how the
/// losses stand now and then. No line is ever written over.
public struct PlainReport: Sendable {
  /// Seconds between two lines about losses; 0 keeps them to those asked for.
  public var interval = 5.0
  /// Events that have been told.
  private var seen = 0
  private var lastLine = -Double.infinity
  private var lastStep = -1
  private var lastDescription: String?

  /// - Parameter past: what is known of the run already, when it goes on.
  public init(after past: RunStore? = nil) { seen = past?.position ?? 0 }

  /// How a run stands, in one line.
  public static func summary(_ view: RunView) -> String { progress(view) }

  /// What has happened since the last call.
  /// - Parameter now: seconds of any steady clock.
  public mutating func news(_ store: RunStore, now: Double) -> [String] {
    let view = RunView(store)
    var lines = told(store, upTo: store.position)
    let isMoving = view.status?.state == .running || view.status == nil
    if interval > 0, now - lastLine >= interval, view.step > lastStep, isMoving, view.phase != nil {
      lines.append(PlainReport.progress(view))
      (lastLine, lastStep) = (now, view.step)
    }
    return lines
  }

  /// A whole log: what happened, with a line about losses after every twentieth of it.
  public static func story(_ store: RunStore, lines count: Int = 20) -> [String] {
    guard store.position > 0 else { return [] }
    var report = PlainReport()
    let last = RunView(store).step
    var lines: [String] = []
    var told = -1
    for part in 1...max(1, count) {
      let position = part == count ? store.position : store.position(atStep: last * part / max(1, count))
      lines += report.told(store, upTo: position)
      let view = RunView(store, position: position)
      guard view.step > told else { continue }
      told = view.step
      lines.append(progress(view))
    }
    return lines
  }

  /// Descriptions, phases, changes, statuses and notices up to a position, in their order.
  private mutating func told(_ store: RunStore, upTo position: Int) -> [String] {
    guard position > seen else { return [] }
    defer { seen = position }
    var lines: [(ordinal: Int, text: String)] = []
    func add<Value>(_ history: History<Value>, _ text: (Int, Value) -> String?) {
      for entry in history.prefix(at: position).dropFirst(history.prefix(at: seen).count) {
        if let text = text(entry.step, entry.value) { lines.append((entry.ordinal, text)) }
      }
    }
    add(store.descriptions) { _, run in
      // It is said again with the networks' sizes once they are built.
      let text = PlainReport.description(run)
      return lines.contains { $0.text == text } || text == lastDescription ? nil : text
    }
    lastDescription = store.descriptions.latest(at: position).map(PlainReport.description) ?? lastDescription
    add(store.phases) { step, phase in
      "step \(Format.count(step)): phase \(Format.brief(phase.name, scalars: 60)), \(Format.count(phase.steps)) steps"
    }
    add(store.commands) { step, outcome in PlainReport.outcome(outcome, step) }
    add(store.statuses) { step, status in
      let reason = status.reason.map { ": " + Format.brief($0, scalars: 400) } ?? ""
      return status.state == .loading || status.state == .running && status.reason == nil
        ? (status.state == .loading ? "loading\(reason)" : nil)
        : "step \(Format.count(step)): \(status.state.rawValue)\(reason)"
    }
    add(store.notices) { _, notice in
      (notice.severity == .info ? "note: " : notice.severity.rawValue + ": ") + Format.brief(notice.text, scalars: 400)
    }
    add(store.checkpoints) { step, record in
      record.reason == .demand ? "step \(Format.count(step)): checkpoint written" : nil
    }
    return lines.sorted { $0.ordinal < $1.ordinal }.map(\.text)
  }

  // MARK: - Lines

  /// How the run stands: losses, accuracies, pace.
  static func progress(_ view: RunView) -> String {
    let progress = Progress(view)
    var parts = [
      "step \(Format.count(progress.step))" + (progress.plannedSteps.map { " of \(Format.count($0))" } ?? "")
    ]
    if let epoch = progress.epoch, let epochs = progress.epochs { parts.append("epoch \(epoch) of \(epochs)") }
    let ours = [
      (Tag.studentLoss, "student loss", false), (Tag.teacherLoss, "teacher loss", false),
      (Tag.studentAccuracy, "student accuracy", true), (Tag.teacherAccuracy, "teacher accuracy", true),
      (Tag.agreement, "agreement", true),
    ]
    var values = ours.compactMap { tag, name, isShare in
      view.value(tag).map { "\(name) \(Format.value($0, percent: isShare))" + (isShare ? " percent" : "") }
    }
    if values.isEmpty {
      // Somebody else's log.
      values = view.keys.prefix(6).compactMap { key in
        view.value(key.tag, run: key.run).map {
          "\(Format.brief(key.run.isEmpty ? key.tag : "\(key.run) \(key.tag)", scalars: 60)) "
            + Format.value($0, percent: false)
        }
      }
    }
    parts += values
    if view.status?.isOver != true {
      if let speed = progress.stepsPerSecond { parts.append("\(Format.short(speed)) steps a second") }
      if let left = progress.secondsLeft { parts.append("\(Format.duration(left)) left") }
    }
    return parts.joined(separator: ", ")
  }

  static func description(_ run: RunDescription) -> String {
    let networks =
      [run.teacher.map { "teacher \(Format.brief($0.spec, scalars: 60))" }]
      .compactMap(\.self) + ["student \(Format.brief(run.student.spec, scalars: 60))"]
    return "\(Format.brief(run.method, scalars: 40)) on \(Format.brief(run.dataset, scalars: 60)), "
      + networks.joined(separator: ", ") + ", seed \(run.seed)"
  }

  private static func outcome(_ outcome: CommandOutcome, _ step: Int) -> String? {
    let place = "step \(Format.count(step)): "
    guard outcome.applied else {
      return place + "refused: " + Format.brief(outcome.reason ?? outcome.command, scalars: 400)
    }
    guard let knob = outcome.knob, let new = outcome.new else { return nil }
    let old = outcome.old.map { " from \(Knob.text($0))" } ?? ""
    return place + "\(Format.brief(knob, scalars: 60))\(old) to \(Knob.text(new))"
  }
}
