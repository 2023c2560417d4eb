import Foundation
import RunModel
import TerminalUI

extension DashboardState {
  mutating func openPalette() {
    overlay = .palette(Palette(themes: themeLibrary.names()))
  }

  mutating func performPalette(_ action: KeyAction, key: KeyEvent, _ scene: Scene, now: Double) -> [DashboardAction] {
    guard case .palette(var palette) = overlay else { return [] }
    let candidates = palette.candidates(scene)
    let chosen = candidates.indices.contains(palette.index) ? candidates[palette.index] : nil
    switch action {
    case .leavePrompt:
      overlay = nil
      return []
    case .lineErase where palette.field.text.isEmpty:
      overlay = nil
      return []
    case .submit: return submit(palette, chosen, scene, now: now)
    case .complete:
      guard let chosen else { return [] }
      palette.field = TextField(chosen.text)
      palette.index = 0
    case .previousCandidate, .nextCandidate:
      guard !candidates.isEmpty else { return [] }
      let step = action == .nextCandidate ? 1 : -1
      palette.index = (palette.index + step + candidates.count) % candidates.count
    default:
      guard palette.field.perform(action, key: key) else { return [] }
      palette.index = 0
    }
    overlay = .palette(palette)
    return []
  }

  /// A click on a candidate chooses it as Enter does; one beside the list closes it.
  mutating func clickPalette(at point: Point, _ scene: Scene, now: Double) -> [DashboardAction] {
    guard case .palette(var palette) = overlay else { return [] }
    guard PaletteView.frame(in: scene.size).contains(point) else {
      overlay = nil
      return []
    }
    let candidates = palette.candidates(scene)
    guard let index = PaletteView.candidate(at: point, palette, candidates, in: scene.size) else { return [] }
    palette.index = index
    overlay = .palette(palette)
    return submit(palette, candidates[index], scene, now: now)
  }

  private mutating func submit(
    _ palette: Palette, _ chosen: Palette.Candidate?, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    let typed = palette.field.text.trimmingCharacters(in: .whitespaces)
    // What is typed counts when it is a command as it stands; otherwise what is chosen in the list.
    if let words = command(typed, scene) {
      overlay = nil
      return run(words, scene, now: now)
    }
    guard let chosen else {
      if !typed.isEmpty { say(.error, "no command is called '\(typed)'; Tab completes, Esc closes", now: now) }
      return []
    }
    guard chosen.isComplete, let words = command(chosen.text, scene) else {
      var next = palette
      next.field = TextField(chosen.text)
      next.index = 0
      overlay = .palette(next)
      return []
    }
    overlay = nil
    return run(words, scene, now: now)
  }

  enum PaletteCommand {
    case action(KeyAction)
    case verb(PaletteVerb, String)
  }

  /// A line as a command; nil when it is none, or lacks its words.
  private func command(_ line: String, _ scene: Scene) -> PaletteCommand? {
    let line = line.drop { $0 == ":" || $0 == " " }
    let name = String(line.prefix { $0 != " " })
    let words = line.dropFirst(name.count).trimmingCharacters(in: .whitespaces)
    let full = PaletteVerb.aliases[name] ?? name
    if let verb = PaletteVerb(rawValue: full) {
      guard !verb.takesWords || !words.isEmpty || verb == .filter else { return nil }
      if verb == .set, words.split(separator: " ").count < 2 { return nil }
      return .verb(verb, words)
    }
    guard words.isEmpty, let action = Palette.actions(scene).first(where: { $0.0.name == full })?.0 else { return nil }
    return .action(action)
  }

  private mutating func run(_ command: PaletteCommand, _ scene: Scene, now: Double) -> [DashboardAction] {
    // The list is gone now, and with it the place where keys counted.
    let scene = Scene(self, scene.view.store, size: scene.size, symbols: scene.symbols)
    switch command {
    case .action(let action): return perform(action, key: KeyEvent(.enter), scene: scene, now: now)
    case .verb(let verb, let words): return run(verb, words, scene, now: now)
    }
  }

  private mutating func run(
    _ verb: PaletteVerb, _ words: String, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    switch verb {
    case .set: return set(words, scene, now: now)
    case .theme:
      do { return recolor(with: try themeLibrary.theme(named: words)) } catch { say(.error, "\(error)", now: now) }
    case .classNamed: chooseClass(named: words, scene, now: now)
    case .goto: go(to: words, scene, now: now)
    case .focus:
      let wanted = words.lowercased()
      let panels = scene.visiblePanels
      guard
        let panel = panels.first(where: { $0.id.name.lowercased() == wanted })
          ?? panels.first(where: { $0.id.name.lowercased().contains(wanted) })
      else {
        say(.error, "no panel is called '\(words)'", now: now)
        return []
      }
      focus = panel.id
    case .filter: filter = words
    case .quitNow: return answer(.quit)
    }
    return []
  }

  private mutating func set(_ words: String, _ scene: Scene, now: Double) -> [DashboardAction] {
    let parts = words.split(separator: " ")
    let knobs = scene.view.description?.knobs ?? []
    let name = parts.dropLast().joined(separator: " ")
    guard let knob = knobs.first(where: { $0.name == name || $0.label == name }), let text = parts.last else {
      say(.error, "no knob is called '\(name)'; there are \(knobs.map(\.name).joined(separator: ", "))", now: now)
      return []
    }
    guard let value = Double(text), value.isFinite else {
      say(.error, KnobError.notANumber(knob: knob.label, text: String(text)).description, now: now)
      return []
    }
    do { try knob.validate(value) } catch {
      say(.error, error.description, now: now)
      return []
    }
    return ask(knob, for: value, scene, now: now)
  }

  static func className(_ index: Int, _ scene: Scene) -> String {
    let names = scene.view.description?.classNames ?? []
    return names.indices.contains(index) ? names[index] : "\(index)"
  }

  private mutating func chooseClass(named name: String, _ scene: Scene, now: Double) {
    let count = SoftTargetsData.classCount(in: scene.view)
    let index = (0..<count).first { DashboardState.className($0, scene).lowercased() == name.lowercased() } ?? Int(name)
    guard let index, (0..<count).contains(index) else {
      say(.error, "no class is called '\(name)'", now: now)
      return
    }
    chooseClass(index, scene)
  }

  /// Puts the playhead after a step, or at a share of the run.
  private mutating func go(to words: String, _ scene: Scene, now: Double) {
    let store = scene.view.store
    let last = RunView(store).step
    let share = words.hasSuffix("%") ? Double(words.dropLast()).map { $0 / 100 } : nil
    guard let step = share.map({ $0 * Double(last) }) ?? Double(words.replacing(",", with: "")), step.isFinite,
      step >= 0
    else {
      say(.error, "'\(words)' is no step; 0 to \(last), or a share such as 50%", now: now)
      return
    }
    let place = Int(min(step, Double(last)))
    if var clock = replay {
      clock.seek(toPosition: store.position(atStep: place))
      replay = clock
      seen = clock.position
    } else {
      look(at: place, store)
    }
  }
}
