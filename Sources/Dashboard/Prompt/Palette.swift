import RunModel
import TerminalUI

/// The command palette: what is typed, and what it may become.
struct Palette: Equatable, Sendable {
  var field = TextField()
  /// Which candidate is chosen.
  var index = 0
  /// Names of themes, read once when it is opened.
  let themes: [String]

  /// Something the text may be completed to.
  struct Candidate: Equatable, Sendable {
    /// The whole text as it would be.
    var text: String
    /// What stands in the list.
    var title: String
    var help: String
    /// The key that does the same.
    var keys: String = ""
    /// Whether it is a command as it stands.
    var isComplete: Bool
  }

  /// Candidates for what is typed, the likeliest first.
  func candidates(_ scene: Scene) -> [Candidate] {
    let text = field.text.drop { $0 == " " || $0 == ":" }
    guard let space = text.firstIndex(of: " ") else { return Palette.commands(String(text), scene) }
    let name = PaletteVerb.aliases[String(text[..<space])] ?? String(text[..<space])
    guard let verb = PaletteVerb(rawValue: name), verb.takesWords else { return [] }
    let rest = String(text[text.index(after: space)...].drop { $0 == " " })
    return words(for: verb, rest, scene)
  }

  // MARK: - Names of commands

  private static func commands(_ typed: String, _ scene: Scene) -> [Candidate] {
    let verbs = PaletteVerb.allCases.filter { $0.isUseful(scene) }.map {
      Candidate(
        text: $0.rawValue + ($0.takesWords ? " " : ""), title: $0.usage, help: $0.help, isComplete: !$0.takesWords)
    }
    let actions = actions(scene).map { action, help in
      Candidate(
        text: action.name, title: action.name, help: help,
        keys: scene.state.keys.key(for: action).map { KeyName.text($0, symbols: scene.symbols) } ?? "", isComplete: true
      )
    }
    let all = verbs + actions
    let wanted = typed.lowercased()
    guard !wanted.isEmpty else { return all }
    if let name = PaletteVerb.aliases[wanted], let found = all.first(where: { $0.text.hasPrefix(name) }) {
      return [found] + ranked(all, wanted).filter { $0 != found }
    }
    return ranked(all, wanted)
  }

  /// What begins with the words first, then what has them in its name, then in its help.
  private static func ranked(_ all: [Candidate], _ wanted: String) -> [Candidate] {
    func rank(_ candidate: Candidate) -> Int? {
      if candidate.text == wanted { return 0 }
      if candidate.text.hasPrefix(wanted) { return 1 }
      if candidate.text.split(separator: "-").contains(where: { $0.hasPrefix(wanted) }) { return 2 }
      if candidate.text.contains(wanted) { return 3 }
      return candidate.help.lowercased().contains(wanted) ? 4 : nil
    }
    return all.compactMap { candidate in rank(candidate).map { ($0, candidate) } }
      .enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(\.element.1)
  }

  /// Actions that mean something here, with what they do.
  static func actions(_ scene: Scene) -> [(KeyAction, help: String)] {
    let places: KeyContext = scene.state.mode == .live ? .live : .main.subtracting(.live)
    var seen: Set<KeyAction> = []
    return scene.state.keys.bindings.compactMap { row in
      guard !row.contexts.isDisjoint(with: places), !row.action.needsItsKey, seen.insert(row.action).inserted,
        row.action != .palette
      else { return nil }
      return (row.action, row.help)
    }
  }

  // MARK: - Words after them

  private func words(for verb: PaletteVerb, _ rest: String, _ scene: Scene) -> [Candidate] {
    func candidates(_ names: [(name: String, help: String)], isLast: Bool = true) -> [Candidate] {
      let wanted = rest.lowercased()
      let fitting = names.filter { wanted.isEmpty || $0.name.lowercased().contains(wanted) }
      let sorted =
        fitting.filter { $0.name.lowercased().hasPrefix(wanted) }
        + fitting.filter { !$0.name.lowercased().hasPrefix(wanted) }
      return sorted.map {
        Candidate(
          text: "\(verb.rawValue) \($0.name)" + (isLast ? "" : " "), title: $0.name, help: $0.help, isComplete: isLast)
      }
    }
    switch verb {
    case .set:
      let knobs = scene.view.description?.knobs ?? []
      guard let space = rest.firstIndex(of: " ") else {
        return candidates(
          knobs.map { ($0.name, "now \($0.text(scene.state.value(of: $0, in: scene.view).value))") }, isLast: false)
      }
      guard let knob = knobs.first(where: { $0.name == rest[..<space] }) else { return [] }
      let typed = rest[rest.index(after: space)...]
      return [
        Candidate(
          text: "set \(knob.name) " + (typed.isEmpty ? Knob.text(knob.defaultValue) : String(typed)),
          title: "\(knob.rangeText)", help: String(knob.help.prefix(200)), isComplete: true)
      ]
    case .theme: return candidates(themes.map { ($0, $0 == scene.state.theme.name ? "the present one" : "") })
    case .classNamed:
      let count = SoftTargetsData.classCount(in: scene.view)
      return candidates((0..<min(count, 1000)).map { (DashboardState.className($0, scene), "class \($0)") })
    case .focus: return candidates(scene.visiblePanels.map { ($0.id.name, $0.title == $0.id.name ? "" : $0.title) })
    case .goto:
      return [
        Candidate(
          text: "goto \(rest)", title: "0 to \(Format.count(RunView(scene.view.store).step))",
          help: "a step, or a share such as 50%", isComplete: !rest.isEmpty)
      ]
    case .filter:
      return [Candidate(text: "filter \(rest)", title: "filter \(rest)", help: verb.help, isComplete: true)]
    case .quitNow: return []
    }
  }
}

extension PaletteVerb {
  fileprivate func isUseful(_ scene: Scene) -> Bool {
    switch self {
    case .set: scene.state.mode == .live && scene.view.description?.knobs.isEmpty == false
    case .classNamed: SoftTargetsData.classCount(in: scene.view) > 0
    default: true
    }
  }
}
