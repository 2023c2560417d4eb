import Distillation
import Foundation
import RunModel

/// A method for people, in lines of 80 columns where words allow.
struct MethodText {
  private static let columns = 80
  private let declaration: MethodDeclaration

  init(_ declaration: MethodDeclaration) { self.declaration = declaration }

  var lines: [String] {
    var lines = ["\(declaration.name): \(declaration.title)"]
    lines += MethodText.wrapped(declaration.summary, "  ", "  ")
    if !declaration.paper.isEmpty { lines += MethodText.wrapped(declaration.paper, "  ", "  ") }
    lines += MethodText.wrapped(guides, "  learns from: ", "    ")
    if let networks { lines += MethodText.wrapped(networks, "  usual networks: ", "    ") }
    if let layers { lines += MethodText.wrapped(layers, "  compares: ", "    ") }
    lines += MethodText.wrapped(phases, "  phases: ", "    ")
    if declaration.canBeAdded {
      lines += MethodText.wrapped("--with \(declaration.name) adds its terms to another method's", "  ", "    ")
    }
    lines += MethodText.lines(declaration.knobs)
    lines += MethodText.table(
      declaration.options.map { ("\($0.name)=…", "\($0.rangeText), default \($0.standard);", $0.help) })
    return lines
  }

  /// A line or more for each knob.
  static func lines(_ knobs: [Knob]) -> [String] {
    table(knobs.map { ($0.name, "\($0.rangeText), default \($0.text($0.defaultValue)):", $0.help) })
  }

  private var guides: String {
    switch declaration.guides {
    case .none:
      declaration.phases.contains { $0.reads.contains(.exits) } ? "its own last exit" : "the labels alone"
    case .teacher: "a teacher"
    case .teachers(let option): "several teachers, \(option.standard) if \(option.name) says nothing else"
    case .peers(let option): "other students, \(option.standard) in all if \(option.name) says nothing else"
    }
  }

  private var networks: String? {
    switch declaration.preferences.networks {
    case .any: nil
    case .convolutional: "convolutional"
    case .equalChannels: "convolutional, with as many channels in the student as in the teacher"
    case .severalExits: "one with several exits"
    case .equalSize: "a student as large as its teacher"
    case .largerStudent: "a student as large as its teacher, or larger"
    case .language: "transformers that read text"
    }
  }

  private var layers: String? {
    switch declaration.layers {
    case .none: nil
    case .last: "the last layers of both networks"
    case .lastIfAny: "the last layers of the networks, where they have layers inside"
    case .middle: "the layers in the middle of both networks"
    case .groups(let least): "the last layers of each group, \(least == 1 ? "one pair" : "\(least) pairs") or more"
    }
  }

  /// Each phase with its terms, the teacher's own training first.
  private var phases: String {
    let own = ((declaration.teacherPhase.map { [$0] } ?? []) + declaration.phases).map { phase in
      "\(phase.name) (\(phase.terms.joined(separator: " + ")))"
    }
    let before: [String] =
      switch declaration.guides {
      case .teacher where declaration.teacherPhase == nil: ["teacher"]
      case .teachers: ["teacher-1, teacher-2 …"]
      case .none, .teacher, .peers: []
      }
    return (before + own).joined(separator: ", ")
  }

  /// Names in a column; what they take is not broken over lines.
  private static func table(_ rows: [(name: String, takes: String, help: String)]) -> [String] {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.flatMap { row in
      wrapped(
        row.takes.replacing(" ", with: "\u{A0}") + " " + row.help,
        "  " + row.name.padding(toLength: width, withPad: " ", startingAt: 0) + "  ",
        String(repeating: " ", count: width + 4))
    }
  }

  /// Words in lines of at most `columns`, but for words that are longer; no-break spaces hold words together.
  private static func wrapped(_ text: String, _ first: String, _ rest: String) -> [String] {
    var lines: [String] = []
    var (line, isEmpty) = (first, true)
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > columns {
        lines.append(line)
        (line, isEmpty) = (rest, true)
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).map { $0.replacing("\u{A0}", with: " ") }
  }
}
