import RunModel

/// Knobs every method has: those of the optimiser, and the throttle.
public enum TrainingKnobs {
  public static let learningRate = Knob(
    name: "learning_rate", symbol: "lr", range: 1e-6...10, scale: .logarithmic, defaultValue: 0.01,
    help: "size of a step, before the schedule")
  public static let weightDecay = Knob(
    name: "weight_decay", symbol: "wd", range: 1e-7...0.1, scale: .logarithmic, defaultValue: 0, offValue: 0,
    help: "how strongly weights are pulled towards 0")
  public static let momentum = Knob(
    name: "momentum", symbol: "m", range: 0...0.999, defaultValue: 0.9, fineStep: 0.01, coarseStep: 0.1,
    help: "share of the last step that is kept in the next")
  public static let throttle = Knob(
    name: "throttle", symbol: "steps/s", range: 1...10_000, scale: .logarithmic, defaultValue: 0, offValue: 0,
    unit: "steps/s", help: "holds the student back so that you can watch; off is full speed")

  /// In the order of the sliders, after the method's own.
  public static func all(for optimizer: OptimizerKind) -> [Knob] {
    optimizer.hasMomentum
      ? [learningRate, weightDecay, momentum, throttle] : [learningRate, weightDecay, throttle]
  }
}
