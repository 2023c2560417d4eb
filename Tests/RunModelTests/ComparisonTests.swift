import RunModel
import Testing

struct ComparisonTests {
  @Test func onlyWhatDiffersIsARow() {
    let runs = [
      ComparisonFixture(seed: 0), ComparisonFixture(seed: 1),
      ComparisonFixture(
        seed: 0, temperature: 8,
        changes: [
          .init(step: 11, knob: "temperature", value: 2), .init(step: 12, knob: "temperature", value: 6),
        ]),
    ].enumerated().map { $1.run("run\($0)") }
    let comparison = Comparison(runs, tags: [], folds: true)
    let rows = comparison.differences.rows
    #expect(rows.map(\.setting) == ["seed", "temperature", "temperature turned"])
    #expect(rows.map(\.values) == [["0, 1", "0"], ["4", "8"], [nil, "2 times, to 6"]])
    #expect(
      comparison.differences.common.map(\.setting) == ["method", "data", "teacher", "student", "throttle", "kdtop"])
    let single = Comparison(runs, tags: [], folds: false)
    #expect(single.groups.count == 3 && single.differences.rows.first?.values == ["0", "1", "0"])
  }

  @Test func optionsAddToWhatTheLogSays() {
    let view = RunView(ComparisonFixture(seed: 7).store)
    let run = ComparedRun(
      view, name: "a", path: "a",
      options: [("method", "other"), ("batch-size", "32"), ("seed", "9"), ("theme", "dark"), ("threads", "2")],
      knobs: ["temperature": 9])
    #expect(run.value(of: "method") == "kd" && run.value(of: "batch-size") == "32" && run.seed == 7)
    #expect(run.value(of: "temperature") == "4" && run.value(of: "theme") == nil)
    #expect(run.settings.filter { !$0.isDecisive }.map(\.name) == ["seed", "threads", "throttle"])
    // A log that ended before it said anything: the file knows.
    let silent = ComparedRun(
      RunView(RunStore()), name: "b", path: "b", options: [("method", "kd"), ("dataset", "digits"), ("seed", "3")],
      knobs: ["temperature": 9])
    #expect(silent.value(of: "data") == "digits" && silent.seed == 3 && silent.value(of: "temperature") == "9")
    #expect(silent.results.state == "unknown")
  }

  @Test func aForkSaysWhatItWentOnFrom() {
    var description = RunView(ComparisonFixture().store).description
    description?.parent = .init(run: "runs/base", step: 80)
    let settings = RunSetting.all(description)
    #expect(settings.first { $0.name == "forked from" }?.value == "base@80")
  }

  @Test func finalNumbersComeFromTheSummaryAndOthersFromCurvesAreMarked() {
    let finished = ComparisonFixture().run("a").run.results
    #expect(finished.values[.studentTest] == 0.75 && finished.values[.agreement] == 0.9)
    #expect(finished.values[.studentValidation] == 0.5 && finished.provisional.isEmpty && finished.isFinished)
    #expect(finished.values[.lastLoss] == 1 && finished.values[.lowestLoss] == 1 && finished.values[.steps] == 13)
    #expect(finished.values[.seconds] == 5)
    let killed = ComparisonFixture(losses: [3, 1, 2], testAccuracy: nil, state: nil).run("b").run.results
    #expect(killed.state == "unfinished" && killed.values[.studentTest] == nil)
    #expect(killed.values[.studentValidation] == Double(Float(0.8)))
    #expect(killed.values[.studentBestValidation] == Double(Float(0.9)))
    #expect(killed.values[.lastLoss] == 2 && killed.values[.lowestLoss] == 1)
    #expect(killed.provisional.contains(.studentBestValidation) && !killed.provisional.contains(.lastLoss))
  }

  /// Steps count from the beginning of the phase, so a longer teacher does not shift its student.
  @Test func studentsAreComparedWithStudents() throws {
    let runs = [ComparisonFixture(teacherSteps: 10).run("a"), ComparisonFixture(teacherSteps: 500).run("b")]
    let comparison = Comparison(runs, tags: [Tag.studentLoss, Tag.teacherLoss, "none"], folds: true)
    #expect(comparison.charts.map(\.tag) == [Tag.studentLoss, Tag.teacherLoss])
    let student = comparison.charts[0]
    #expect(student.steps == 1..<4 && student.isAligned)
    #expect(comparison.charts[1].steps == 1..<501 && !comparison.charts[1].isAligned)
    // The teachers' epochs are in no setting of this log: the runs are of one kind and one seed, and stand alone.
    #expect(comparison.groups.count == 2)
    for group in 0..<2 {
      let band = try #require(student.band(group, columns: 3))
      #expect(band.points.map { $0?.mean } == [3, 2, 1])
    }
  }

  @Test func aCurveThatNotAllOfAGroupHaveIsNone() {
    var second = ComparisonFixture(seed: 1)
    second.losses = []
    let comparison = Comparison(
      [ComparisonFixture(seed: 0).run("a"), second.run("b")], tags: [Tag.studentLoss, Tag.teacherLoss], folds: true)
    #expect(comparison.groups.count == 1 && comparison.charts.map(\.tag) == [Tag.teacherLoss])
  }

  @Test func labels() {
    #expect([0, 25, 26, 51, 52].map(Comparison.label) == ["A", "Z", "a", "z", "53"])
  }
}
