import Foundation
import RunModel

/// Everything a log says in words, oldest first: notices, notes, commands, what became of the run, scores and checkpoints.
///
/// Nothing is copied: a line is made when it is asked for, so that a screenful costs its height, not the log's length.
struct LogBook {
  enum Kind: String, CaseIterable, Sendable {
    case notices, notes, commands, status, scores, checkpoints, texts

    /// What one line of it is called.
    var singular: String {
      switch self {
      case .status: rawValue
      default: String(rawValue.dropLast())
      }
    }
  }

  struct Line {
    var kind: Kind
    var ordinal: Int
    var step: Int
    var text: String
    var severity: Notice.Severity?
  }

  /// Lines of one kind from one place, in order.
  struct Source {
    /// Tells it from the other sources of a log.
    var name: String
    var kind: Kind
    var count: Int
    var ordinal: (Int) -> Int
    var line: (Int) -> Line
  }

  private let sources: [Source]

  init(_ view: RunView) { self.init(sources: LogBook.sources(view)) }

  private init(sources: [Source]) { self.sources = sources.filter { $0.count > 0 } }

  /// Its lines of one kind; all for nil.
  func only(_ kind: Kind?) -> LogBook { LogBook(sources: sources.filter { kind == nil || $0.kind == kind }) }

  /// Its lines with all of a filter's words in them.
  /// - Parameter matches: what is known of them from the frames before.
  func matching(_ filter: PanelFilter, _ store: RunStore, _ matches: LogMatches) -> LogBook {
    filter.isEmpty ? self : LogBook(sources: matches.filtered(sources, by: filter, of: store))
  }

  var count: Int { sources.reduce(0) { $0 + $1.count } }

  /// How many lines there are of each kind.
  var counts: [Kind: Int] { sources.reduce(into: [:]) { $0[$1.kind, default: 0] += $1.count } }

  /// The `limit` lines before the last `skipped` ones, oldest first.
  func lines(before skipped: Int, limit: Int) -> [Line] {
    var ends = sources.map(\.count)
    var left = skipped
    var found: [Line] = []
    while found.count < limit {
      // The newest of what is left: each source is in order.
      let open = sources.indices.filter { ends[$0] > 0 }
      guard
        let newest = open.max(by: { sources[$0].ordinal(ends[$0] - 1) < sources[$1].ordinal(ends[$1] - 1) })
      else { break }
      ends[newest] -= 1
      if left > 0 { left -= 1 } else { found.append(sources[newest].line(ends[newest])) }
    }
    return found.reversed()
  }

  // MARK: - What a log is made of

  private static func sources(_ view: RunView) -> [Source] {
    let (store, position) = (view.store, view.position)
    func source<Value>(
      _ name: String, _ kind: Kind, _ history: History<Value>, _ text: @escaping (Value) -> (String, Notice.Severity?)
    ) -> Source {
      let entries = history.prefix(at: position)
      return Source(
        name: name, kind: kind, count: entries.count, ordinal: { entries[$0].ordinal },
        line: { index in
          let entry = entries[index]
          let (words, severity) = text(entry.value)
          return Line(kind: kind, ordinal: entry.ordinal, step: entry.step, text: words, severity: severity)
        })
    }
    var all = [
      source("notices", .notices, store.notices) { ($0.text, $0.severity) },
      source("method", .notices, store.methodStatuses) { ($0.text, .info) },
      source("commands", .commands, store.commands) { outcome in (text(outcome), outcome.applied ? nil : .error) },
      source("statuses", .status, store.statuses) { change in
        (change.state.rawValue + (change.reason.map { ": \($0)" } ?? ""), change.state == .failed ? .error : nil)
      },
      source("phases", .status, store.phases) { phase in
        (
          "phase \(phase.name) begins: \(Format.count(phase.steps)) steps of \(Format.count(phase.stepsPerEpoch)) an epoch",
          nil
        )
      },
      source("summaries", .status, store.summaries) { summary in
        let test = share(summary.student.final.testAccuracy)
        return ("summary: the student's test accuracy is \(test)", nil)
      },
      source("checkpoints", .checkpoints, store.checkpoints) { record in
        let gone = record.removed.isEmpty ? "" : "; \(record.removed.count) older ones removed"
        return ("checkpoint of step \(Format.count(record.step)), \(record.reason.words)\(gone)", nil)
      },
    ]
    all.append(notes(view))
    all += [Tag.studentAccuracy, Tag.teacherAccuracy].compactMap { scores($0, view) }
    for key in store.texts.keys.sorted() {
      guard let history = store.texts[key] else { continue }
      let name = key.run.isEmpty ? key.tag : "\(key.run) \(key.tag)"
      all.append(
        source("text \(key.run) \(key.tag)", .texts, history) { ("\(name.prefix(100)): \($0.prefix(400))", nil) })
    }
    return all
  }

  /// A note stands beside the step that it is about.
  private static func notes(_ view: RunView) -> Source {
    let entries = view.store.notes.prefix(at: view.position)
    return Source(
      name: "notes", kind: .notes, count: entries.count, ordinal: { entries[$0].ordinal },
      line: { index in
        let entry = entries[index]
        return Line(kind: .notes, ordinal: entry.ordinal, step: entry.value.step, text: entry.value.text)
      })
  }

  private static func text(_ outcome: CommandOutcome) -> String {
    var text = outcome.command
    if let knob = outcome.knob {
      text += " \(knob.replacing("_", with: " "))"
      if let old = outcome.old, let new = outcome.new { text += " from \(Knob.text(old)) to \(Knob.text(new))" }
    }
    if !outcome.applied { text += ": refused" + (outcome.reason.map { ", \($0)" } ?? "") }
    return text + " (\(outcome.source.rawValue))"
  }

  /// Accuracies on the validation split. The teacher's is said once more with each of the student's, and need not be here.
  private static func scores(_ tag: String, _ view: RunView) -> Source? {
    guard let series = view.store.series[RunStore.Key(tag)], tag == Tag.studentAccuracy || !hasStudent(view) else {
      return nil
    }
    let count = series.count(at: view.position)
    let agreement = view.store.series[RunStore.Key(Tag.agreement)]
    let who = tag == Tag.studentAccuracy ? "student" : "teacher"
    return Source(
      name: tag, kind: .scores, count: count, ordinal: { series.ordinals[$0] },
      line: { index in
        let ordinal = series.ordinals[index]
        var text = "\(who) \(share(Double(series.values[index]))) of the validation split"
        if let agreement, who == "student" {
          let known = agreement.count(at: ordinal + 1)
          if known > 0, agreement.ordinals[known - 1] == ordinal {
            text += ", as the teacher says \(share(Double(agreement.values[known - 1])))"
          }
        }
        return Line(kind: .scores, ordinal: ordinal, step: series.steps[index], text: text)
      })
  }

  private static func hasStudent(_ view: RunView) -> Bool {
    (view.store.series[RunStore.Key(Tag.studentAccuracy)]?.count(at: view.position) ?? 0) > 0
  }

  private static func share(_ value: Double) -> String {
    value.isFinite ? String(format: "%.2f %%", value * 100) : "nan"
  }
}

extension CheckpointRecord.Reason {
  /// What it was written for, in words.
  var words: String {
    switch self {
    case .periodic: "as time had passed"
    case .phase: "at the end of a phase"
    case .change: "before a knob's change"
    case .fork: "where the run begins"
    case .demand: "as somebody asked for it"
    case .quit: "as the run stopped"
    }
  }
}
