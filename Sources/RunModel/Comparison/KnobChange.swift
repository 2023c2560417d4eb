/// A knob turned while a run went on.
public struct KnobChange: Sendable, Hashable, Codable {
  /// The step after which the value holds.
  public var step: Int
  public var knob: String
  /// Nil where the log does not say.
  public var value: Double?

  public init(step: Int, knob: String, value: Double?) {
    self.step = step
    self.knob = knob
    self.value = value
  }
}

extension RunView {
  /// What was turned so far, oldest first.
  public var knobChanges: [KnobChange] {
    changes.map { KnobChange(step: $0.step, knob: $0.outcome.knob ?? "", value: $0.outcome.new) }
  }
}
