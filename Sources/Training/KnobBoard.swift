import Distillation
import RunModel

/// The knobs of a run and what they stand at. Changes come as commands and are answered with outcomes.
struct KnobBoard {
  let knobs: [Knob]
  private(set) var values: KnobValues
  /// Applied changes so far.
  private(set) var changes: Int

  init(knobs: [Knob], values: KnobValues, changes: Int = 0) {
    self.knobs = knobs
    self.values = values
    self.changes = changes
  }

  /// Carries out a change or refuses it; the outcome says which, and why.
  mutating func set(_ name: String, to value: Double?, source: Command.Source) -> CommandOutcome {
    let command = value == nil ? "reset" : "set"
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
    if new != old { changes += 1 }
    return CommandOutcome(command: command, source: source, applied: true, knob: name, old: old, new: new)
  }

  /// One scalar a knob, for the log.
  var scalars: [Scalar] { knobs.map { Scalar(Tag.knob($0.name), Float(values[$0])) } }
}
