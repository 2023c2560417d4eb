import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Runs without a terminal, from the command line to the files they leave.
  @Suite(.serialized) struct Headless {
    let place: Workplace

    init() throws { place = try Workplace() }

    /// A short job on the bundled digits; the JSON summary.
    func launch(_ name: String, _ arguments: [String]) throws -> RunSummary {
      let outcome = try Program.run(["launch", "--json", "--name", name] + arguments, in: place.path)
      guard outcome.status == 0 else { throw EndToEndError(description: "\(outcome.status): \(outcome.errors)") }
      return try JSONDecoder().decode(RunSummary.self, from: Data(outcome.output.utf8))
    }

    func curve(_ name: String, _ tag: String) throws -> [Float] {
      try RunLog(place.file("runs/\(name)")).values(tag).map(\.value)
    }

    @Test func theSummaryTellsTheWholeRun() throws {
      let summary = try launch("run", ["--teacher-epochs", "8", "--steps", "1500", "--seed", "3"])
      #expect(summary.method == "kd" && summary.dataset == "digits" && summary.seed == 3)
      #expect(summary.runDirectory == "runs/run")
      // 64·256 + 256 + 256·256 + 256 + 256·10 + 10, and 64·12 + 12 + 12·10 + 10.
      #expect(summary.parameters == .init(teacher: 85_002, student: 910))
      #expect(summary.phases.map(\.name) == ["teacher", "distil"])
      #expect(summary.phases.map(\.steps) == [320, 1500])
      #expect(summary.phases.allSatisfy { $0.seconds > 0 })
      #expect(summary.stepMilliseconds.median > 0 && summary.stepMilliseconds.p95 >= summary.stepMilliseconds.median)
      #expect(summary.stepsPerSecond > 0 && summary.threads >= 1 && !summary.engine.isEmpty)
      #expect(summary.knobs["temperature"] == 4 && summary.knobs["alpha"] == 0.9 && summary.changes == 0)
      let teacher = try #require(summary.teacher)
      #expect(teacher.final.testAccuracy > 0.9 && teacher.best.validationAccuracy >= teacher.final.validationAccuracy)
      #expect(summary.student.final.testAccuracy > 0.8)
      #expect(summary.student.best.validationAccuracy >= summary.student.final.validationAccuracy)
      #expect((summary.agreement ?? 0) > 0.8)
      // The log says the same.
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.summary == summary)
      #expect(log.view.step == 1820)
      #expect(log.wrongTotals() == [])
      for tag in [Tag.teacherAccuracy, Tag.studentAccuracy, Tag.agreement, Tag.knob("temperature")] {
        #expect(!log.values(tag).isEmpty, "no \(tag)")
      }
      #expect(log.store.histograms.keys.contains { $0.tag == Tag.softTargets("3") })
      let saved = try FileManager.default.contentsOfDirectory(atPath: place.file("runs/run/checkpoints/step-1820"))
      #expect(saved.contains("student.safetensors") && saved.contains("teacher.safetensors"))
    }

    @Test func withoutJSONTheSummaryIsForPeople() throws {
      let outcome = try Program.run(
        ["launch", "--name", "run", "--teacher-epochs", "2", "--steps", "40"], in: place.path)
      #expect(outcome.status == 0 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("test accuracy") && outcome.errors.contains("runs/run"))
    }

    @Test func aCachedTeacherGivesTheLossesOfOneThatIsAsked() throws {
      let job = ["--teacher-epochs", "2", "--steps", "200", "--batch-size", "32"]
      _ = try launch("cached", job)
      _ = try launch("asked", job + ["--no-teacher-cache"])
      for tag in ["loss/student", "loss/hard", "loss/soft", "loss/teacher"] {
        let (cached, asked) = (try curve("cached", tag), try curve("asked", tag))
        #expect(cached.count == asked.count && cached.count >= 200)
        // Large and small batches are multiplied in another order of additions.
        #expect(zip(cached, asked).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($1)) }, "\(tag) differs")
      }
    }

    @Test func theSameSeedGivesTheSameNumbersAndAnotherDoesNot() throws {
      let job = ["--teacher-epochs", "2", "--steps", "120"]
      _ = try launch("a", job)
      _ = try launch("b", ["--config", place.file("runs/a/run.toml")])
      _ = try launch("c", job + ["--seed", "1"])
      let first = try curve("a", Tag.studentLoss)
      #expect(first.count == 120)
      #expect(try curve("b", Tag.studentLoss) == first)
      #expect(try curve("b", Tag.teacherLoss) == curve("a", Tag.teacherLoss))
      #expect(try curve("c", Tag.studentLoss) != first)
    }

    @Test func savedTeachersTakeThePlaceOfTraining() throws {
      let first = try launch("first", ["--teacher-epochs", "3", "--steps", "60"])
      let second = try launch(
        "second",
        ["--teacher-weights", "runs/first/checkpoints/step-180/teacher.safetensors", "--steps", "60"])
      #expect(second.phases.map(\.name) == ["distil"])
      #expect(second.teacher?.final.testAccuracy == first.teacher?.final.testAccuracy)
      #expect(try curve("second", Tag.studentLoss) == curve("first", Tag.studentLoss))
    }

    @Test func scratchIsTheSameStudentWithoutATeacher() throws {
      let summary = try launch("scratch", ["--method", "scratch", "--steps", "100", "--student-examples", "200"])
      #expect(summary.teacher == nil && summary.agreement == nil && summary.parameters.teacher == nil)
      #expect(summary.phases.map(\.steps) == [100])
      _ = try launch("kd", ["--steps", "100", "--student-examples", "200", "--teacher-epochs", "1"])
      // The first batch meets the same weights: distilling changes nothing about the student itself.
      #expect(try curve("scratch", Tag.studentLoss).first == curve("kd", "loss/hard").first)
    }

    @Test(arguments: ["sgd", "nesterov", "adam", "adamw"])
    func everyOptimizerLearns(name: String) throws {
      let summary = try launch(
        "run",
        [
          "--optimizer", name, "--schedule", "cosine,warmup=10", "--clip-norm", "5", "--teacher-epochs", "4",
          "--steps", "400", "--student", "convnet:8,16",
        ])
      #expect(summary.student.final.testAccuracy > 0.6)
      let rates = try curve("run", Tag.scheduledLearningRate)
      #expect((rates.last ?? 1) < (rates.max() ?? 0) / 10)
    }

    /// Each configuration in `examples/`, shortened.
    @Test(arguments: ["digits", "fashion-mnist"])
    func examplesRun(name: String) throws {
      let summary = try launch(
        "example", ["--config", "\(Fixture.package)/examples/\(name).toml", "--teacher-epochs", "1", "--steps", "40"])
      #expect(summary.dataset == name && summary.phases.last?.steps == 40)
      #expect(summary.teacher?.final.testAccuracy ?? 0 > 0.4)
    }

    @Test func aConfigurationServesAnotherMethodToo() throws {
      let config = "\(Fixture.package)/examples/digits.toml"
      let summary = try launch("scratch", ["--config", config, "--method", "scratch", "--steps", "20"])
      // Its throttle is for those who watch.
      #expect(summary.method == "scratch" && summary.knobs["alpha"] == nil && summary.knobs["throttle"] == 0)
      let adam = try launch(
        "adam", ["--config", config, "--optimizer", "adam", "--steps", "20", "--teacher-epochs", "1"])
      #expect(adam.knobs["momentum"] == nil && adam.knobs["alpha"] == 0.9)
      let typed = try Program.run(
        ["launch", "--config", config, "--method", "scratch", "--set", "alpha=0.5"], in: place.path)
      #expect(typed.status == 64 && typed.errors.contains("alpha"))
    }

    @Test func twoRunsStartedTogetherGetNamesOfTheirOwn() throws {
      let job = "'\(try Program.path())' launch --headless --method scratch --steps 5"
      let outcome = try Program.run(
        command: "/bin/sh", ["-c", "\(job) & \(job) & \(job) & wait"], in: place.path)
      #expect(!outcome.errors.contains("exists already"), "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: place.file("runs")).count == 3)
    }

    @Test func runsAreListed() throws {
      _ = try launch("one", ["--teacher-epochs", "1", "--steps", "20"])
      _ = try launch("two", ["--method", "scratch", "--steps", "20"])
      let outcome = try Program.run(["runs"], in: place.path)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines[1].hasPrefix("one") && lines[1].contains("kd") && lines[1].contains("finished"))
      #expect(lines[2].hasPrefix("two") && lines[2].contains("scratch") && lines[2].contains("digits"))
    }
  }
}
