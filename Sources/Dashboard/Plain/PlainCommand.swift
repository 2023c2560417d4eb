import RunModel
import TerminalUI

/// What a line typed in plain mode asks for.
public enum PlainAnswer: Sendable, Equatable {
  case send(Command)
  case say([String])
  case leave(saving: Bool)
  /// Seconds between two lines about losses from now on.
  case every(Double)
  /// In a replay: the run as it stood after a step.
  case look(step: Int)
}

/// The commands of plain mode: words in a line.
public struct PlainCommands: Sendable {
  /// Whether a trainer listens.
  public let isLive: Bool

  public init(isLive: Bool) { self.isLive = isLive }

  /// What there is to say, for `help`.
  public var help: [String] {
    let both = [
      ("status", "how the run stands"), ("knobs", "every knob, its value and its range"),
      ("classes", "the classes by number"),
      ("soft CLASS", "what teacher and student say of a class, by name or number"),
      ("quit", isLive ? "save the weights and leave" : "leave"),
    ]
    let live = [
      ("set KNOB VALUE", "give a knob a value"), ("reset KNOB", "put a knob back to where the run started it"),
      ("pause", "pause training"), ("resume", "go on"), ("step", "one optimiser step, then paused"),
      ("checkpoint", "write a checkpoint now"), ("every SECONDS", "how often losses are told; 0 for never"),
      ("quit!", "leave without saving"),
    ]
    let replay = [("goto STEP", "the run as it stood after a step")]
    return (both.dropLast() + (isLive ? live : replay) + both.suffix(1)).map { "\($0.0): \($0.1)" }
  }

  /// What a line asks for; nil for an empty one.
  /// - Parameter view: the run as it stands.
  public func answer(_ line: String, _ view: RunView) -> PlainAnswer? {
    let words = Text.sanitized(line).split(separator: " ").map(String.init)
    guard let name = words.first?.lowercased() else { return nil }
    let rest = Array(words.dropFirst())
    switch name {
    case "help", "?", "h": return .say(help)
    case "status":
      return .say([PlainReport.progress(view)] + (view.status?.reason.map { [Format.brief($0, scalars: 400)] } ?? []))
    case "knobs": return .say(knobs(view))
    case "classes":
      return .say(
        (0..<min(SoftTargetsData.classCount(in: view), 1000)).map { "\($0): \(SoftTargetsData.name($0, in: view))" })
    case "soft": return .say(soft(rest.joined(separator: " "), view))
    case "quit", "q", "exit", "wq": return .leave(saving: true)
    case "goto" where !isLive:
      guard let step = rest.first.flatMap({ Int($0) }), step >= 0 else { return .say(["goto wants a step: goto 500"]) }
      return .look(step: step)
    case "quit!" where isLive, "q!" where isLive: return .leave(saving: false)
    default: return isLive ? wish(name, rest, view) : unknown(name)
    }
  }

  private func wish(_ name: String, _ rest: [String], _ view: RunView) -> PlainAnswer {
    func send(_ action: Command.Action) -> PlainAnswer { .send(Command(action, from: .keyboard)) }
    switch name {
    case "pause": return send(.pause)
    case "resume", "go", "continue": return send(.resume)
    case "step": return send(.step)
    case "checkpoint", "save", "w": return send(.checkpoint)
    case "every":
      guard let seconds = rest.first.flatMap(Double.init), seconds.isFinite, seconds >= 0 else {
        return .say(["every wants seconds: every 10, or every 0 for never"])
      }
      return .every(seconds)
    case "set":
      guard rest.count >= 2, let text = rest.last else {
        return .say(["set wants a knob and a value: set temperature 4"])
      }
      return set(rest.dropLast().joined(separator: "_"), text, view)
    case "reset":
      return knob(rest.joined(separator: "_"), view).map { send(.resetKnob(name: $0.name)) } ?? noKnob(rest, view)
    default: return unknown(name)
    }
  }

  private func set(_ name: String, _ text: String, _ view: RunView) -> PlainAnswer {
    guard let knob = knob(name, view) else { return noKnob([name], view) }
    guard let value = Double(text), value.isFinite else {
      return .say([KnobError.notANumber(knob: knob.label, text: text).description])
    }
    do { try knob.validate(value) } catch { return .say([error.description]) }
    return .send(Command(.setKnob(name: knob.name, value: value), from: .keyboard))
  }

  private func unknown(_ name: String) -> PlainAnswer { .say(["no command is called \(name); help lists them"]) }

  private func noKnob(_ words: [String], _ view: RunView) -> PlainAnswer {
    let names = (view.description?.knobs ?? []).map(\.name)
    guard !names.isEmpty else { return .say(["there are no knobs yet"]) }
    return .say(["no knob is called \(words.joined(separator: " ")); there are \(names.joined(separator: ", "))"])
  }

  private func knob(_ name: String, _ view: RunView) -> Knob? {
    let knobs = view.description?.knobs ?? []
    return knobs.first { $0.name == name } ?? knobs.first { $0.name.hasPrefix(name) && !name.isEmpty }
  }

  private func knobs(_ view: RunView) -> [String] {
    let knobs = view.description?.knobs ?? []
    guard !knobs.isEmpty else { return ["there are no knobs"] }
    return knobs.map { knob in
      let unit = knob.unit.isEmpty ? "" : " \(knob.shownUnit)"
      return
        "\(Format.brief(knob.name, scalars: 60)) \(knob.text(view.knobValue(knob)))\(unit), range \(knob.rangeText), "
        + "\(Format.brief(knob.help, scalars: 200))"
    }
  }

  private func soft(_ name: String, _ view: RunView) -> [String] {
    let count = SoftTargetsData.classCount(in: view)
    guard count > 0 else { return ["there are no soft targets yet"] }
    let index =
      (0..<count).first { SoftTargetsData.name($0, in: view).lowercased() == name.lowercased() } ?? Int(name)
    guard let index, (0..<count).contains(index) else {
      return ["no class is called \(name); classes lists them"]
    }
    let temperature = view.description?.knobs.first { $0.name == "temperature" }.map(view.knobValue) ?? 1
    let data = SoftTargetsData(view, ofClass: index, temperature: temperature > 0 ? temperature : 1, limit: 10)
    func share(_ value: Double?) -> String { value.map(Format.share) ?? "unknown" }
    return ["class \(data.className) at temperature \(Knob.text(temperature))"]
      + data.rows.map { row in
        "\(Format.brief(row.name, scalars: 60)): teacher \(share(row.teacher)), student \(share(row.student))"
      }
  }
}
