/// Why a run ended without reaching its end.
public enum TrainingError: Error, CustomStringConvertible {
  /// The loss is not a number and nobody is there to turn a knob.
  case diverged(step: Int, phase: String, value: Double)
  /// The teacher is not sure enough of any example without a label.
  case noPseudoLabels(confidence: Double, phase: String)
  case weights(file: String, reason: String)

  public var description: String {
    switch self {
    case .diverged(let step, let phase, let value):
      "the loss is \(value.isNaN ? .nan : value) at step \(step) of \(phase); a lower learning rate (--set learning_rate=…) or "
        + "--clip-norm 1 usually helps"
    case .noPseudoLabels(let confidence, let phase):
      "\(phase) cannot begin: the teacher's confidence is above \(confidence) for none of the examples without a label; "
        + "--set confidence=… lowers the threshold"
    case .weights(let file, let reason): "\(file): \(reason)"
    }
  }
}
