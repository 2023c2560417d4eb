extension RunView {
  /// What was turned so far and to what, oldest first.
  public var knobChanges: [KnobChange] {
    changes.compactMap { step, outcome in
      guard let knob = outcome.knob, let value = outcome.new else { return nil }
      return KnobChange(step: step, knob: knob, value: value, source: outcome.source)
    }
  }
}
