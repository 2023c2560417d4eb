import Foundation
import RunModel
import TerminalUI

extension DashboardState {
  /// The value to show for a knob: the one asked for when its answer is still to come.
  func value(of knob: Knob, in view: RunView) -> (value: Double, isPending: Bool) {
    if let rewind { return rewind.staged[knob.name].map { ($0, true) } ?? (view.knobValue(knob), false) }
    if let waiting = pending[knob.name] { return (waiting.value, true) }
    return (view.knobValue(knob), false)
  }

  /// The temperature soft targets are shown at; 1 for a method without one.
  func temperature(in view: RunView) -> (value: Double, isPending: Bool) {
    guard let knob = view.description?.knobs.first(where: { $0.name == "temperature" }) else { return (1, false) }
    let shown = value(of: knob, in: view)
    return shown.value > 0 ? shown : (1, false)
  }

  /// The temperature soft targets are drawn at: the one previewed, or the run's.
  func shownTemperature(in view: RunView) -> (value: Double, isPending: Bool) {
    previewTemperature.map { ($0, true) } ?? temperature(in: view)
  }

  mutating func performKnob(
    _ action: KeyAction, key: KeyEvent, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    let knobs = scene.view.description?.knobs ?? []
    guard !knobs.isEmpty else { return [] }
    selectedKnob = min(max(selectedKnob, 0), knobs.count - 1)
    let knob = knobs[selectedKnob]
    switch action {
    case .previousKnob: selectedKnob = max(0, selectedKnob - 1)
    case .nextKnob: selectedKnob = min(knobs.count - 1, selectedKnob + 1)
    case .turnDown: return turn(knob, by: -1, scene, now: now)
    case .turnUp: return turn(knob, by: 1, scene, now: now)
    case .turnDownCoarse: return turn(knob, by: -1, coarse: true, scene, now: now)
    case .turnUpCoarse: return turn(knob, by: 1, coarse: true, scene, now: now)
    case .resetKnob: return reset(knob, scene, now: now)
    case .startTyping:
      if canTurn(scene, now: now) { typed = TypedValue(knob: knob.name, text: key.typed.map(String.init) ?? "") }
    case .editValue:
      let shown = value(of: knob, in: scene.view).value
      if canTurn(scene, now: now) { typed = TypedValue(knob: knob.name, text: Knob.text(shown), isPresent: true) }
    case .typeCharacter:
      guard let character = key.typed, let field = typed else { break }
      if field.isPresent {
        typed = TypedValue(knob: field.knob, text: String(character))
      } else if field.text.count < TypedValue.longest {
        typed?.text.append(character)
      }
    case .eraseCharacter:
      typed?.isPresent = false
      if typed?.text.isEmpty == false { typed?.text.removeLast() } else { typed = nil }
    case .applyTyped: return applyTyped(knobs, scene, now: now)
    default: typed = nil
    }
    return []
  }

  /// Asks for a value, from what has been asked for before: quick presses add up.
  mutating func turn(
    _ knob: Knob, by presses: Int, coarse: Bool = false, from source: Command.Source = .keyboard, _ scene: Scene,
    now: Double
  ) -> [DashboardAction] {
    guard canTurn(scene, now: now) else { return [] }
    let current = value(of: knob, in: scene.view).value
    return ask(knob, for: knob.stepped(current, by: presses, coarse: coarse), from: source, scene, now: now)
  }

  /// Asks the trainer for a value and shows it at once.
  mutating func ask(
    _ knob: Knob, for value: Double, from source: Command.Source = .keyboard, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    guard canTurn(scene, now: now) else { return [] }
    if rewind != nil { return stage(knob, value, now: now) }
    guard value != self.value(of: knob, in: scene.view).value else { return [] }
    wait(for: knob, value)
    return [.send(Command(.setKnob(name: knob.name, value: value), from: source))]
  }

  mutating func toggleThrottle(_ scene: Scene, now: Double) -> [DashboardAction] {
    guard let knob = scene.view.description?.knobs.first(where: { $0.name == "throttle" }), let off = knob.offValue
    else {
      say(.info, "this run has no throttle", now: now)
      return []
    }
    let current = value(of: knob, in: scene.view).value
    if current != off {
      liftedThrottle = current
      return ask(knob, for: off, scene, now: now)
    }
    let usual = knob.defaultValue == off ? knob.value(at: 0.5) : knob.defaultValue
    return ask(knob, for: liftedThrottle ?? usual, scene, now: now)
  }

  /// Stops distilling part-way, where the method knows how to go on without.
  mutating func toggleDistilling(_ scene: Scene, now: Double) -> [DashboardAction] {
    guard let knob = scene.view.description?.knobs.first(where: { $0.name == "distilling" }) else {
      say(.info, "this method distils to its end; eskd is the one that stops part-way", now: now)
      return []
    }
    return ask(knob, for: value(of: knob, in: scene.view).value >= 0.5 ? 0 : 1, scene, now: now)
  }

  private mutating func reset(_ knob: Knob, _ scene: Scene, now: Double) -> [DashboardAction] {
    guard canTurn(scene, now: now) else { return [] }
    if rewind != nil { return stage(knob, knob.defaultValue, now: now) }
    guard value(of: knob, in: scene.view).value != knob.defaultValue else { return [] }
    wait(for: knob, knob.defaultValue)
    return [.send(Command(.resetKnob(name: knob.name), from: .keyboard))]
  }

  /// Whether a knob can be turned: a trainer's, or that of a run that could go on from where a person looks back to.
  private mutating func canTurn(_ scene: Scene, now: Double) -> Bool { rewind != nil || canTrain(scene, now: now) }

  /// Notes a value for a run that would go on from here.
  private mutating func stage(_ knob: Knob, _ value: Double, now: Double) -> [DashboardAction] {
    rewind?.staged[knob.name] = value
    say(.info, "f goes on from here with it, End is back to now", now: now)
    return []
  }

  private mutating func wait(for knob: Knob, _ value: Double) {
    pending[knob.name] = PendingKnob(value: value, outstanding: (pending[knob.name]?.outstanding ?? 0) + 1)
  }

  /// A value that is refused stays in the field, to be mended.
  private mutating func applyTyped(_ knobs: [Knob], _ scene: Scene, now: Double) -> [DashboardAction] {
    guard let entry = typed, let knob = knobs.first(where: { $0.name == entry.knob }) else {
      typed = nil
      return []
    }
    guard let value = Double(entry.text), value.isFinite else {
      say(.error, KnobError.notANumber(knob: knob.label, text: entry.text).description, now: now)
      return []
    }
    do {
      try knob.validate(value)
    } catch {
      say(.error, error.description, now: now)
      return []
    }
    typed = nil
    return ask(knob, for: value, scene, now: now)
  }
}
