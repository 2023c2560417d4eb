import RunModel
import Testing

@testable import Training

/// Changes of knobs in a configuration file.
@Suite struct ScheduledChangesTests {
  @Test func tablesAreReadAndWritten() throws {
    let text = """
      steps = 100

      [knobs]
      alpha = 0.5

      [[changes]]
      step = 10
      knob = "learning-rate"
      value = 1e-3

      [[changes]]
      step = 20
      knob = "alpha"
      value = 1
      recoveries = 2

      [[changes]]
      step = 30
      knob = "alpha"
      value = 0.5
      reset = true
      """
    let options = try RunOptions(toml: text, file: "a.toml")
    #expect(
      options.changes == [
        KnobChange(step: 10, knob: "learning_rate", value: 0.001),
        KnobChange(step: 20, knob: "alpha", value: 1, recoveries: 2),
        KnobChange(step: 30, knob: "alpha", value: 0.5, isReset: true),
      ])
    #expect(try RunOptions(toml: options.toml, file: "b.toml") == options)
  }

  @Test(arguments: [
    ("changes = 3", "changes must be a list of tables"),
    ("changes = [1]", "changes[0] must be a table"),
    ("[[changes]]\nknob = 'alpha'\nvalue = 1", "changes[0].step must be a whole number"),
    ("[[changes]]\nstep = -1\nknob = 'alpha'\nvalue = 1", "changes[0].step must be a whole number"),
    ("[[changes]]\nstep = 1\nvalue = 1", "changes[0].knob must be a string"),
    ("[[changes]]\nstep = 1\nknob = 'alpha'", "changes[0].value must be a number"),
    ("[[changes]]\nstep = 1\nknob = 'alpha'\nvalue = 1\nstepp = 2", "unknown key “changes[0].stepp”"),
    ("[[changes]]\nstep = 1\nknob = 'alpha'\nvalue = 1\nreset = 1", "changes[0].reset must be true or false"),
    ("[[changes]]\nstep = 1\nknob = 'alpha'\nvalue = 1\nrecoveries = 0.5", "changes[0].recoveries must be"),
  ])
  func mistakesAreNamed(text: String, message: String) {
    #expect { try RunOptions(toml: text, file: "a.toml") } throws: { error in "\(error)".contains(message) }
  }

  @Test func valuesAreCheckedBeforeAnythingStarts() throws {
    var options = RunOptions()
    options.changes = [KnobChange(step: 5, knob: "alpha", value: 2)]
    #expect(throws: ConfigurationError.self) { try RunConfiguration.resolve(options, isWatched: false) }
    options.changes = [KnobChange(step: 5, knob: "alfa", value: 0.5)]
    #expect(throws: ConfigurationError.self) { try RunConfiguration.resolve(options, isWatched: false) }
    options.changes = [KnobChange(step: 5, knob: "alpha", value: 0.5)]
    #expect(try RunConfiguration.resolve(options, isWatched: false).options.changes == options.changes)
  }

  /// A throttle is for those who watch, and other methods' knobs are not this one's.
  @Test func whatDoesNotApplyIsLeftOut() throws {
    var file = RunOptions()
    file.changes = ["throttle", "alpha", "learning_rate"].map { KnobChange(step: 1, knob: $0, value: 0.5) }
    #expect(try RunOptions().over(file: file, isWatched: false).changes.map(\.knob) == ["alpha", "learning_rate"])
    var typed = RunOptions()
    typed.method = "scratch"
    #expect(try typed.over(file: file, isWatched: true).changes.map(\.knob) == ["throttle", "learning_rate"])
  }

  @Test func ofOneStepTheOrderIsKept() {
    var schedule = KnobSchedule(
      [
        KnobChange(step: 9, knob: "a", value: 1), KnobChange(step: 2, knob: "b", value: 2),
        KnobChange(step: 9, knob: "a", value: 3), KnobChange(step: 1, knob: "c", value: 4),
      ], from: 2)
    #expect(schedule.take(through: 1, recoveries: 0).isEmpty)
    #expect(schedule.take(through: 8, recoveries: 0).map(\.value) == [2])
    #expect(schedule.take(through: 20, recoveries: 0).map(\.value) == [1, 3])
    #expect(schedule.take(through: .max, recoveries: .max).isEmpty)
  }

  @Test(arguments: [
    ("runs/a", "runs/a", nil), ("runs/a/", "runs/a", nil), ("runs/a@12", "runs/a", 12), ("runs/a/@0", "runs/a", 0),
  ])
  func references(text: String, path: String, step: Int?) throws {
    #expect(try RunReference(text) == RunReference(path: path, step: step))
  }
}
