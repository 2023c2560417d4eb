import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// A teacher's outputs written by one command, and learned from by another.
  @Suite(.serialized) struct Teaching {
    let place: Workplace
    private static let job = ["--teacher", "mlp:32", "--student", "mlp:8", "--teacher-epochs", "2", "--seed", "3"]

    init() throws { place = try Workplace() }

    private func run(_ arguments: [String]) throws -> Program.Outcome { try Program.run(arguments, in: place.path) }

    private func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) throws
      -> Program.Outcome
    {
      let outcome = try run(arguments)
      #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
      return outcome
    }

    private func launch(_ name: String, _ arguments: [String]) throws -> RunSummary {
      let outcome = try succeed(["launch", "--json", "--name", name, "--steps", "150", "--seed", "3"] + arguments)
      return try JSONDecoder().decode(RunSummary.self, from: Data(outcome.output.utf8))
    }

    private func log(_ name: String) throws -> RunLog { try RunLog(place.file("runs/\(name)")) }

    /// Values from the student's first step on.
    private func curve(_ name: String, _ tag: String) throws -> [Float] {
      let log = try log(name)
      let start = log.store.phases.entries.last?.value.firstStep ?? 0
      return log.values(tag).filter { $0.step > start }.map(\.value)
    }

    private struct Report: Decodable {
      struct Accuracy: Decodable { var validation: Double, test: Double }
      var bytes: Int
      var items: Int
      var format: String
      var accuracy: Accuracy
    }

    @Test func aFileTeachesAsItsTeacherDoes() throws {
      let told = try succeed(
        ["teach", "--out", "t.safetensors", "--float32", "--json", "--name", "teach"] + Self.job)
      let report = try JSONDecoder().decode(Report.self, from: Data(told.output.utf8))
      #expect(report.items == 1797 && report.format == "float32")
      #expect(told.errors.contains("test accuracy") && told.errors.contains("t.safetensors"))
      let live = try launch("live", Self.job)
      let file = try launch("file", ["--student", "mlp:8", "--teacher-outputs", "t.safetensors"])
      // No teacher was trained, none was built.
      #expect(file.phases.map(\.name) == ["distil"] && file.parameters.teacher == nil)
      for tag in ["loss/student", "loss/hard", "loss/soft", "loss/teacher"] {
        let (a, b) = (try curve("live", tag), try curve("file", tag))
        #expect(a.count == 150 && a == b, "\(tag) differs")
      }
      #expect(file.student == live.student && file.agreement == live.agreement)
      #expect(file.teacher?.final == live.teacher?.final)
      #expect(file.teacher?.final.testAccuracy == report.accuracy.test)
      #expect(file.teacher?.final.validationAccuracy == report.accuracy.validation)
      // The dashboard has as much to show.
      let (x, y) = (try log("live"), try log("file"))
      #expect(y.view.description?.teacher?.spec == "outputs of t.safetensors")
      for tag in [Tag.teacherAccuracy, Tag.agreement] {
        #expect(x.values(tag).last?.value == y.values(tag).last?.value)
      }
      #expect(y.store.histograms.keys.contains { $0.tag == Tag.softTargets("3") })
      #expect(y.store.tensors.keys.contains { $0.tag == Tag.teacherProbeLogits })

      // In half precision nearly so, and the same from the run that was saved.
      #expect(try succeed(["teach", "--out", "half.safetensors", "--from", "runs/teach"]).errors.contains("float16"))
      _ = try launch("half", ["--student", "mlp:8", "--teacher-outputs", "half.safetensors"])
      let (a, b) = (try curve("live", Tag.studentLoss), try curve("half", Tag.studentLoss))
      #expect(a != b && zip(a, b).allSatisfy { abs($0 - $1) < 0.01 * max(1, $0) })
      _ = try succeed(["teach", "--out", "again.safetensors", "--float32", "--from", "runs/live"])
      #expect(try bytes("again.safetensors") == bytes("t.safetensors"))

      // The run that has trained the teacher can go on with its student.
      _ = try succeed(["launch", "--headless", "--resume", "runs/teach", "--steps", "150"])
      #expect(try curve("teach", Tag.studentLoss) == curve("live", Tag.studentLoss))
    }

    private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: place.file(name))) }

    /// Where the student sees some of the examples only, the teacher was asked about these by themselves.
    @Test func aShareOfTheExamplesIsTaughtAlike() throws {
      let share = ["--student-examples", "300"]
      let teacher = ["--teacher", "mlp:256,256,dropout=0.3", "--teacher-epochs", "1", "--seed", "3"]
      _ = try succeed(["teach", "--out", "t.safetensors", "--float32"] + teacher + share)
      _ = try launch("live", teacher + share)
      _ = try launch("file", ["--teacher-outputs", "t.safetensors"] + share)
      #expect(try curve("live", Tag.studentLoss) == curve("file", Tag.studentLoss))
    }

    @Test func suchRunsGoOnAndAreRepeated() throws {
      _ = try succeed(["teach", "--out", "t.safetensors", "--top-k", "4"] + Self.job)
      let student = ["--student", "mlp:8", "--teacher-outputs", "t.safetensors", "--checkpoint-every", "50"]
      _ = try launch("whole", student)
      try FileManager.default.copyItem(atPath: place.file("runs/whole"), toPath: place.file("runs/again"))
      _ = try succeed(["launch", "--headless", "--resume", "runs/again@70"])
      #expect(try curve("again", Tag.studentLoss) == curve("whole", Tag.studentLoss))
      // From anywhere: the file's place is kept in full.
      let elsewhere = try Program.run(
        ["launch", "--headless", "--from", place.file("runs/whole"), "--run-dir", place.file("runs/repeated")])
      #expect(elsewhere.status == 0, "\(elsewhere.errors)")
      #expect(try curve("repeated", Tag.studentLoss) == curve("whole", Tag.studentLoss))
      _ = try succeed(["fork", "runs/whole@70", "--set", "alpha=0.1", "--headless", "--name", "fork"])
      #expect(try log("fork").view.summary?.teacher == log("whole").view.summary?.teacher)

      try FileManager.default.removeItem(atPath: place.file("t.safetensors"))
      for arguments in [
        ["launch", "--headless", "--resume", "runs/again@70"], ["launch", "--headless", "--from", "runs/whole"],
        ["fork", "runs/whole@70", "--headless"],
      ] {
        let outcome = try run(arguments)
        #expect(outcome.status == 66 && outcome.errors.contains("t.safetensors"), "\(outcome.errors)")
      }
    }

    @Test func anotherSeedIsWarnedOf() throws {
      _ = try succeed(["teach", "--out", "t.safetensors"] + Self.job)
      let outcome = try succeed(
        ["launch", "--headless", "--teacher-outputs", "t.safetensors", "--seed", "4", "--steps", "5"])
      #expect(outcome.errors.contains("was trained with seed 3"))
    }

    @Test func whatCannotBeIsRefused() throws {
      _ = try succeed(["teach", "--out", "t.safetensors"] + Self.job)
      try Data("{}".utf8).write(to: URL(fileURLWithPath: place.file("broken.safetensors")))
      for (arguments, status, text) in [
        (["teach", "--out", "t.safetensors"], 73, "exists already"),
        (["teach", "--out", "no/where/t.safetensors"], 73, "no/where"),
        (["teach", "--out", "x", "--method", "scratch"], 64, "no teacher"),
        (["teach", "--out", "x", "--teacher-outputs", "t.safetensors"], 64, "already"),
        (["teach", "--out", "x", "--top-k", "0"], 64, "--top-k"),
        (["teach", "--out", "x", "--top-k", "11", "--teacher-epochs", "1"], 64, "1 to 10"),
        (["teach", "--out", "x", "--from", "runs/none"], 66, "runs/none"),
        (["launch", "--headless", "--teacher-outputs", "broken.safetensors"], 65, "too short"),
        (["launch", "--headless", "--teacher-outputs", "none.safetensors"], 66, "none.safetensors"),
        (["launch", "--headless", "--teacher-outputs", "t.safetensors", "--augment", "flip"], 64, "augmented"),
        (["export", "runs/none", "--weights", "w"], 66, "runs/none"),
      ] {
        let outcome = try run(arguments)
        #expect(outcome.status == status && outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
      #expect(!FileManager.default.fileExists(atPath: place.file("x")))
    }

    @Test func weightsComeOutOfARun() throws {
      let first = try launch("first", Self.job)
      _ = try succeed(["export", "runs/first", "--weights", "t.safetensors", "--role", "teacher"])
      let second = try launch("second", Self.job + ["--teacher-weights", "t.safetensors"])
      #expect(second.phases.map(\.name) == ["distil"] && second.student == first.student)
      #expect(
        try succeed(["export", "runs/first", "--weights", "b.safetensors", "--best"]).errors.contains("best epoch"))
      _ = try succeed(["export", "runs/first@80", "--weights", "early.safetensors", "--role", "teacher"])
      for (arguments, status, text) in [
        (["export", "runs/first"], 64, "--weights"),
        (["export", "runs/first", "--schedule", "--weights", "x"], 64, "give one"),
        (["export", "runs/first", "--schedule", "--best"], 64, "--weights"),
        (["export", "runs/first", "--weights", "t.safetensors"], 73, "exists already"),
        (["export", "runs/first", "--weights", "x", "--role", "peer-2"], 64, "student, teacher"),
        (["export", "runs/first", "--weights", "x", "--role", "teacher", "--best"], 64, "best epoch"),
      ] {
        let outcome = try run(arguments)
        #expect(outcome.status == status && outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
      }
    }

    @Test func aSignalSavesATeacherInTraining() throws {
      let running = try Program.start(
        ["teach", "--out", "t.safetensors", "--name", "long", "--teacher-epochs", "5000", "--teacher", "mlp:32"],
        in: place.path)
      try eventually(
        { (try? log("long"))?.values(Tag.teacherLoss).isEmpty == false }, otherwise: { "no step was taken" })
      running.kill(SIGTERM)
      let outcome = try running.wait()
      #expect(outcome.status == 143 && outcome.errors.contains("weights saved"), "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: place.file("t.safetensors")))
      let early = try succeed(["teach", "--out", "t.safetensors", "--from", "runs/long"])
      #expect(early.errors.contains("steps are missing"))
    }
  }
}
