import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Grids of runs: interrupted, gone on with, and put in a table.
  @Suite(.serialized) struct Sweeps {
    let place: Workplace
    private static let networks = ["--teacher", "mlp:32", "--student", "mlp:8", "--teacher-epochs", "2"]
    private static let grid =
      networks + [
        "--steps", "600", "--checkpoint-every", "50", "--set", "temperature=1,4", "--set", "alpha=0.5,0.9", "--seeds",
        "2",
      ]

    init() throws { place = try Workplace() }

    private func sweep(_ arguments: [String]) throws -> Program.Outcome {
      try Program.run(["sweep"] + arguments, in: place.path)
    }

    private struct Table: Decodable, Equatable {
      struct Row: Decodable, Equatable {
        struct Run: Decodable, Equatable {
          var name: String
          var seed: Int
          var state: String
        }
        struct Numbers: Decodable, Equatable {
          var mean: Double
          var sd: Double?
          var n: Int
        }
        var setting: [String: String]
        var runs: [Run]
        var results: [String: Numbers]
      }
      var axes: [String]
      var rows: [Row]

      /// Without what depends on the clock.
      mutating func forgetTimes() {
        for place in rows.indices {
          rows[place].results["seconds"] = nil
        }
      }
    }

    private func table(_ directory: String) throws -> Table {
      let outcome = try sweep(["--table", directory, "--json"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      var table = try JSONDecoder().decode(Table.self, from: Data(outcome.output.utf8))
      table.forgetTimes()
      return table
    }

    private func files(_ directory: String) throws -> [String: Date] {
      var files: [String: Date] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: place.file(directory))
      where name.hasSuffix("seed0") || name.hasSuffix("seed1") {
        let newest = try FileManager.default.contentsOfDirectory(atPath: place.file("\(directory)/\(name)"))
          .filter { $0.contains("tfevents") }
          .compactMap {
            try FileManager.default.attributesOfItem(atPath: place.file("\(directory)/\(name)/\($0)"))[
              .modificationDate] as? Date
          }
        files[name] = newest.max()
      }
      return files
    }

    @Test func aSweepThatIsKilledGoesOnAndGivesTheSameTable() throws {
      let whole = try sweep(Self.grid + ["--out", "whole"])
      #expect(whole.status == 0, "\(whole.errors)")
      #expect(whole.errors.contains("8 of 8: temperature=4 alpha=0.9 seed=1") && whole.errors.contains("left"))
      #expect(whole.output.contains("±") && whole.output.contains("Sorted by the student's validation accuracy"))
      let expected = try table("whole")
      #expect(expected.axes == ["temperature", "alpha"] && expected.rows.count == 4)
      #expect(
        expected.rows.allSatisfy { $0.runs.map(\.seed) == [0, 1] && $0.results["student_best_test_accuracy"]?.n == 2 })
      let scores = expected.rows.compactMap { $0.results["student_best_validation_accuracy"]?.mean }
      #expect(scores.count == 4 && scores == scores.sorted(by: >))

      let running = try Program.start(["sweep"] + Self.grid + ["--out", "killed"], in: place.path)
      let third = place.file("killed/temperature=1-alpha=0.9-seed0")
      try eventually(
        { (try? RunLog(third))?.values(Tag.studentLoss).isEmpty == false }, otherwise: { "the third run never began" })
      running.kill(SIGKILL)
      #expect(try running.wait().status == 128 + SIGKILL)
      // Its child hears of it, saves and ends.
      try eventually({ (try? RunLog(third))?.view.status?.isOver == true }, otherwise: { "the third run goes on" })
      let before = try files("killed")
      #expect(before.count == 3)
      let again = try sweep(Self.grid + ["--out", "killed"])
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("runs have finished already") && !again.errors.contains("1 of 8:"))
      let after = try files("killed")
      #expect(after.count == 8)
      for name in ["temperature=1-alpha=0.5-seed0", "temperature=1-alpha=0.5-seed1"] {
        #expect(before[name] == after[name])
      }
      #expect(try table("killed") == expected)
      // And nothing is left to do.
      let third2 = try sweep(Self.grid + ["--out", "killed"])
      #expect(third2.status == 0 && third2.errors.contains("8 of 8 runs have finished already"))
      #expect(try files("killed") == after)
    }

    /// The teacher that is trained once is the one each run would have trained.
    @Test func sharedTeachersChangeNothing() throws {
      let job = Self.networks + ["--steps", "100", "--set", "temperature=2,8"]
      let outcome = try sweep(job + ["--out", "shared"])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: place.file("shared/teachers")).count == 1)
      #expect(try RunLog(place.file("shared/temperature=8-seed0")).store.phases.entries.map(\.value.name) == ["distil"])
      let alone = try Program.run(
        ["launch", "--headless", "--run-dir", "alone", "--steps", "100", "--set", "temperature=8"] + Self.networks,
        in: place.path)
      #expect(alone.status == 0)
      let (a, b) = (try RunLog(place.file("alone")), try RunLog(place.file("shared/temperature=8-seed0")))
      #expect(a.values(Tag.studentLoss).map(\.value) == b.values(Tag.studentLoss).map(\.value))
      #expect(a.view.summary?.student == b.view.summary?.student)
      #expect(a.view.summary?.teacher?.final == b.view.summary?.teacher?.final)
    }

    @Test func methodsWithAndWithoutATeacherStandInOneTable() throws {
      let outcome = try sweep(
        ["--method", "kd,scratch", "--set", "temperature=1,4", "--steps", "30", "--out", "methods"] + Self.networks)
      #expect(outcome.status == 0, "\(outcome.errors)")
      let table = try table("methods")
      #expect(table.rows.count == 3)
      #expect(table.rows.contains { $0.setting == ["method": "scratch"] && $0.results["agreement"] == nil })
    }

    @Test func aRunThatFailsDoesNotStopTheOthers() throws {
      let outcome = try sweep([
        "--set", "learning_rate=10,0.01", "--set", "momentum=0.99", "--teacher-epochs", "1", "--steps", "300", "--out",
        "some",
      ])
      #expect(outcome.status == 65, "\(outcome.errors)")
      #expect(outcome.errors.contains("failed with exit code 65") && outcome.errors.contains("1 of 2 runs failed"))
      #expect(outcome.output.contains("failed") && outcome.output.contains("0 of 1"))
      let table = try table("some")
      #expect(table.rows[0].setting == ["learning_rate": "0.01"] && table.rows[0].runs[0].state == "finished")
    }

    @Test func aSignalEndsTheSweepAndSavesTheRun() throws {
      for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
        let job = Self.networks + ["--steps", "100000", "--seeds", "2", "--out", "sweep\(signal)"]
        let running = try Program.start(["sweep"] + job, in: place.path)
        let run = place.file("sweep\(signal)/seed0")
        try eventually(
          { (try? RunLog(run))?.values(Tag.studentLoss).isEmpty == false }, otherwise: { "the run never began" })
        running.kill(signal)
        let outcome = try running.wait()
        #expect(outcome.status == status && outcome.errors.contains("0 of 2 runs have finished"), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(try RunLog(run).view.status?.state == .stopped)
        #expect(try !SameRun.checkpoints(run).isEmpty)
      }
    }

    @Test(arguments: [
      (["--set", "temprature=1,2"], 64, "temperature"), (["--set", "temperature=1,99"], 64, "[1, 20]"),
      (["--stepz", "1,2"], 64, "--stepz"), (["--steps", "1,many"], 64, "many"), (["--steps", "1,1"], 64, "twice"),
      (["--seed", "1,2"], 64, "--seed-list"), (["--seeds", "0"], 64, "--seeds"),
      (["--seed-list", "1,1"], 64, "seeds"), (["--seeds", "2", "--seed-list", "1"], 64, "give one"),
      (["--student", "mlp:1|mpl:2"], 64, "mpl"), (["--table", "nowhere"], 66, "nowhere"),
      (["--dataset", "mnist", "--data-dir", "nowhere"], 66, "nowhere"),
    ])
    func whatCannotBeIsRefusedBeforeAnythingBegins(arguments: [String], status: Int32, text: String) throws {
      let outcome = try sweep(arguments)
      #expect(outcome.status == status && outcome.errors.contains(text), "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: place.file("runs")))
    }

    @Test func aDirectoryWithOtherRunsIsLeftAlone() throws {
      let first = try sweep(Self.networks + ["--steps", "20", "--out", "one"])
      #expect(first.status == 0, "\(first.errors)")
      let other = try sweep(Self.networks + ["--steps", "30", "--out", "one"])
      #expect(other.status == 64 && other.errors.contains("steps is 20, asked for is 30"), "\(other.errors)")
      let plan = try sweep(Self.networks + ["--steps", "20", "--seeds", "2", "--out", "one", "--dry-run"])
      #expect(plan.output == "seed0  finished\nseed1  to be trained\n")
    }
  }
}
