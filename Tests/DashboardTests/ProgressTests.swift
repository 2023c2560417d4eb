import RunModel
import Testing

@testable import Dashboard

@Suite struct ProgressTests {
  /// A teacher of 1,200 steps at 2,000 a second, then 4,800 steps of a student at 40.
  private func progress(step: Int, phase: Int, speed: Float, throttle: Double) -> Progress {
    let store = RunStore()
    let knob = Knob(
      name: "throttle", symbol: "steps/s", range: 1...10_000, scale: .logarithmic, defaultValue: throttle, offValue: 0,
      help: "")
    var description = RunDescription(
      version: "1", method: "kd", dataset: "digits", classNames: [], seed: 0, teacher: nil,
      student: .init(spec: "mlp:1"), knobs: [knob], terms: [])
    description.phases = [.init(name: "teacher", steps: 1200), .init(name: "distil", steps: 4800)]
    store.apply(.run(description, step: 0, wallTime: 0))
    let starts = [
      PhaseStart(name: "teacher", index: 0, firstStep: 0, steps: 1200, stepsPerEpoch: 40),
      PhaseStart(name: "distil", index: 1, firstStep: 1200, steps: 4800, stepsPerEpoch: 40),
    ]
    for start in starts.prefix(phase + 1) { store.apply(.phase(start, step: start.firstStep, wallTime: 1)) }
    store.apply(Event(step: step, wallTime: 2, .scalars([Scalar(Tag.stepsPerSecond, speed)])))
    return Progress(RunView(store))
  }

  @Test("while the teacher runs ahead, the student's steps are counted at the throttle's speed")
  func teacher() throws {
    let left = try #require(progress(step: 200, phase: 0, speed: 2000, throttle: 40).secondsLeft)
    #expect(abs(left - 120.5) < 0.01)
  }

  @Test("without a throttle all steps take as long")
  func unthrottled() throws {
    let left = try #require(progress(step: 200, phase: 0, speed: 2000, throttle: 0).secondsLeft)
    #expect(abs(left - 2.9) < 0.01)
  }

  @Test("in the last phase its own speed counts")
  func student() throws {
    let progress = progress(step: 3600, phase: 1, speed: 39.7, throttle: 40)
    #expect(abs(try #require(progress.secondsLeft) - 2400 / 39.7) < 0.01)
    #expect(progress.plannedSteps == 6000 && progress.epoch == 60 && progress.epochs == 120)
  }
}
