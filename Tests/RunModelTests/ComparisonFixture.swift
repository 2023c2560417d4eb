import RunModel

/// A log of one run with a teacher's phase and a student's, as a comparison needs it.
struct ComparisonFixture {
  var seed: UInt64 = 0
  var temperature = 4.0
  var teacherSteps = 10
  /// Loss and accuracy of the student are logged at each of its steps.
  var losses: [Float] = [3, 2, 1]
  var accuracies: [Float] = [0.5, 0.9, 0.8]
  var changes: [KnobChange] = []
  var testAccuracy: Double? = 0.75
  var state: StatusChange.State? = .finished

  var store: RunStore {
    let store = RunStore()
    let knob = Knob(name: "temperature", symbol: "T", range: 1...20, defaultValue: temperature, help: "")
    let throttle = Knob(
      name: "throttle", symbol: "", range: 1...1000, defaultValue: 0, offValue: 0, help: "")
    store.apply(
      .run(
        RunDescription(
          version: "1", method: "kd", dataset: "digits", seed: seed, teacher: .init(spec: "mlp:8"),
          student: .init(spec: "mlp:4"), knobs: [knob, throttle]), step: 0, wallTime: 0))
    store.apply(.phase(phase("teacher", 0, first: 0, teacherSteps), step: 0, wallTime: 0))
    for step in 1...teacherSteps {
      store.apply(
        Event(step: step, wallTime: 0, .scalars([Scalar(Tag.teacherLoss, 1), Scalar(Tag.teacherAccuracy, 1)])))
    }
    store.apply(
      .phase(phase("distil", 1, first: teacherSteps, losses.count), step: teacherSteps, wallTime: 1))
    for (index, (loss, accuracy)) in zip(losses, accuracies).enumerated() {
      let scalars = [Scalar(Tag.studentLoss, loss), Scalar(Tag.studentAccuracy, accuracy)]
      store.apply(Event(step: teacherSteps + index + 1, wallTime: 2, .scalars(scalars)))
    }
    let last = teacherSteps + losses.count
    for change in changes {
      let outcome = CommandOutcome(
        command: "set", source: .keyboard, applied: true, knob: change.knob, old: 1, new: change.value)
      store.apply(.command(outcome, step: change.step, wallTime: 3))
    }
    if let testAccuracy { store.apply(.summary(summary(testAccuracy), step: last, wallTime: 4)) }
    if let state { store.apply(.status(.init(state), step: last, wallTime: 5)) }
    return store
  }

  private func phase(_ name: String, _ index: Int, first: Int, _ steps: Int) -> PhaseStart {
    PhaseStart(name: name, index: index, firstStep: first, steps: steps, stepsPerEpoch: 1)
  }

  private func summary(_ test: Double) -> RunSummary {
    let score = RunSummary.Score(validationAccuracy: 0.5, testAccuracy: test)
    return RunSummary(
      method: "kd", dataset: "digits", seed: seed, runDirectory: "", version: "1", threads: 1, engine: "",
      parameters: .init(teacher: 1, student: 1), knobs: [:], changes: changes.count, phases: [],
      stepMilliseconds: .init(median: 1, p95: 1), stepsPerSecond: 1, teacher: .init(final: score, best: score),
      student: .init(final: score, best: score), agreement: 0.9)
  }

  func run(_ name: String) -> (run: ComparedRun, view: RunView) {
    let view = RunView(store)
    return (ComparedRun(view, name: name, path: "runs/\(name)"), view)
  }
}
