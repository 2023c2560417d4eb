import Distillation
import RunModel

/// The knobs of a run and what they stand at. Changes come as commands and are answered with outcomes.
struct KnobBoard {
  let knobs: [Knob]
  private(set) var values: KnobValues
  /// Applied changes so far.
  private(set) var changes: Int
  /// Knobs that somebody has turned: the method does not move them any more, until they are reset.
  private(set) var held: Set<String>

  init(knobs: [Knob], values: KnobValues, changes: Int = 0, held: Set<String> = []) {
    self.knobs = knobs
    self.values = values
    self.changes = changes
    self.held = held
  }

  /// A move of the method's own; the value it came to, or nil where somebody holds the knob or nothing changes.
  mutating func moveByItself(_ name: String, to value: Double) -> Double? {
    guard !held.contains(name), let knob = knobs.first(where: { $0.name == name }), value.isFinite else { return nil }
    let new = value == knob.offValue ? value : min(max(value, knob.minimum), knob.maximum)
    guard values[knob] != new else { return nil }
    values[knob] = new
    return new
  }

  /// Carries out a change or refuses it; the outcome says which, and why.
  mutating func set(_ name: String, to value: Double?, source: Command.Source) -> CommandOutcome {
    let command = value == nil ? CommandOutcome.reset : "set"
    guard let knob = knobs.first(where: { $0.name == name }) else {
      let reason = KnobError.unknown(name: name, known: knobs.map(\.name)).description
      return CommandOutcome(command: command, source: source, applied: false, reason: reason, knob: name)
    }
    let old = values[knob]
    let new = value ?? knob.defaultValue
    do { try knob.validate(new) } catch {
      return CommandOutcome(
        command: command, source: source, applied: false, reason: error.description, knob: name, old: old, new: new)
    }
    values[knob] = new
    if value == nil { held.remove(name) } else { held.insert(name) }
    if new != old { changes += 1 }
    return CommandOutcome(command: command, source: source, applied: true, knob: name, old: old, new: new)
  }

  /// One scalar a knob, for the log.
  var scalars: [Scalar] { knobs.map { Scalar(Tag.knob($0.name), Float(values[$0])) } }
}
