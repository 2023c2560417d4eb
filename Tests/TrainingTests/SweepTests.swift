import Foundation
import Testing

@testable import Training

/// From a command line to the runs of a sweep.
@Suite struct SweepTests {
  private func arguments(_ text: String) throws -> SweepArguments {
    try SweepArguments(text.split(separator: " ").map(String.init))
  }

  /// Enough of a parser for these tests.
  private func parse(_ words: [String]) throws -> RunOptions {
    var toml = ""
    var options = RunOptions()
    for (name, value) in zip(words, words.dropFirst()) where name.hasPrefix("--") {
      if name == "--set" {
        try options.set(value)
      } else {
        toml += "\(name.dropFirst(2)) = " + (Int(value) == nil ? "\"\(value)\"" : value) + "\n"
      }
    }
    return options.over(try RunOptions(toml: toml, file: "t"))
  }

  private func plan(_ text: String, seeds: [UInt64] = [0]) throws -> SweepPlan {
    try SweepPlan(arguments(text), seeds: seeds, parse: parse)
  }

  // MARK: - Arguments

  @Test func valuesMakeAxes() throws {
    let sweep = try arguments(
      "--set temperature=1,2.5 --steps 10 --method kd,scratch --no-teacher-cache --set alpha=0.5")
    #expect(sweep.axes.map(\.name) == ["temperature", "method"])
    #expect(sweep.axes.map(\.values) == [["1", "2.5"], ["kd", "scratch"]])
    #expect(sweep.fixed == ["--steps", "10", "--no-teacher-cache", "--set", "alpha=0.5"])
    #expect(sweep.count == 4)
    #expect(sweep.combinations.map(\.values) == [["1", "kd"], ["1", "scratch"], ["2.5", "kd"], ["2.5", "scratch"]])
    #expect(sweep.combinations.first?.words == sweep.fixed + ["--set", "temperature=1", "--method", "kd"])
  }

  @Test func commasInsideSpecsAreTheirOwn() throws {
    let sweep = try arguments("--student=mlp:12,dropout=0.1|mlp:24 --schedule cosine,warmup=5 --epochs 1|2,3")
    #expect(sweep.axes.map(\.values) == [["mlp:12,dropout=0.1", "mlp:24"], ["1", "2", "3"]])
    #expect(sweep.fixed == ["--schedule", "cosine,warmup=5"])
  }

  @Test(arguments: [
    ("steps 3", SweepError.notAnOption("steps")), ("--steps", .noValue(option: "steps")),
    ("--set temperature", .badSetting("temperature")), ("--set alpha=1,", .emptyValue(name: "alpha", text: "1,")),
    ("--steps 1,1", .sameValue(name: "steps", value: "1")),
    ("--set alpha=1 --set alpha=0", .twice(name: "alpha", isSetting: true)),
    ("--seed 1,2", .decidedHere(option: "seed", instead: "--seeds N or --seed-list A,B")),
    ("--run-dir x", .decidedHere(option: "run-dir", instead: "--out DIR")),
  ])
  func refusals(text: String, error: SweepError) throws {
    #expect(throws: error) { try arguments(text) }
  }

  // MARK: - Plans

  @Test func everyCombinationWithEverySeed() throws {
    let plan = try plan("--set temperature=1,4 --set alpha=0.5,0.9 --steps 7", seeds: [0, 1])
    #expect(plan.runs.count == 8)
    #expect(
      plan.runs[0].name == "temperature=1-alpha=0.5-seed0" && plan.runs[7].name == "temperature=4-alpha=0.9-seed1")
    #expect(plan.runs[7].title(plan.axes) == "temperature=4 alpha=0.9 seed=1")
    #expect(Set(plan.runs.map(\.name)).count == 8)
    let last = plan.runs[7].configuration
    #expect(last.seed == 1 && last.knobValues.values["temperature"] == 4 && last.length == .steps(7))
    #expect(try self.plan("--steps 5").runs.map(\.name) == ["seed0"])
  }

  @Test func namesAreFitForEveryFileSystem() throws {
    let plan = try plan("--student mlp:12,dropout=0.1|mlp:24 --teacher-weights /a/t.safetensors|/b/t.safetensors")
    #expect(plan.runs[0].name == "student=mlp_12_dropout=0.1-teacher-weights=t.safetensors-seed0")
    #expect(Set(plan.runs.map(\.name)).count == 4)
    #expect(plan.runs.allSatisfy { !$0.name.contains("/") && !$0.name.contains("@") })
  }

  /// What an axis says nothing to is not trained again and again.
  @Test func aRunWithoutATeacherIsTrainedOnce() throws {
    let plan = try plan("--method kd,scratch --set temperature=1,4 --teacher mlp:8|mlp:16")
    #expect(plan.runs.count == 5)
    #expect(plan.runs[4].name == "method=scratch-seed0" && plan.runs[4].values == ["scratch", nil, nil])
  }

  @Test func aMistakeInOneRunIsFoundBeforeTheFirst() throws {
    #expect(throws: (any Error).self) { try plan("--set temperature=1,99") }
    #expect(throws: (any Error).self) { try plan("--set temprature=1,2") }
    #expect(throws: (any Error).self) { try plan("--method kd,scratch --set temprature=1,2") }
    #expect(throws: (any Error).self) { try plan("--student mlp:1|mpl:2") }
  }

  @Test func aSweepHasAnEnd() throws {
    let many = (1...200).map(String.init).joined(separator: ",")
    let text = "--set temperature=\(many) --steps \(many)"
    #expect(throws: SweepError.tooMany(runs: 40_000, limit: SweepPlan.limit)) { try plan(text) }
    let endless = [
      "epochs", "batch-size", "threads", "clip-norm", "steps", "log-every", "teacher-stop", "teacher-epochs",
    ]
    let words = (endless + endless.map { "no-\($0)" }).map { "--\($0) \(many)" }.joined(separator: " ")
    #expect(throws: SweepError.tooMany(runs: .max, limit: SweepPlan.limit)) { try plan(words) }
  }

  // MARK: - Shared teachers

  private func teacher(_ text: String) throws -> String? {
    SharedTeacher.name(for: try plan(text).runs[0].configuration)
  }

  @Test func whatATeacherDoesNotDependOnDoesNotMatter() throws {
    let plain = try teacher("--teacher mlp:32")
    #expect(plain != nil)
    for other in [
      "--set temperature=2", "--student mlp:5", "--steps 9", "--student-examples 90", "--checkpoint-every off",
    ] {
      #expect(try teacher("--teacher mlp:32 \(other)") == plain)
    }
    for other in [
      "--teacher-epochs 3", "--teacher-stop 3", "--batch-size 64", "--set learning_rate=0.1", "--optimizer adam",
      "--schedule cosine", "--clip-norm 1", "--augment flip",
    ] {
      #expect(try teacher("--teacher mlp:32 \(other)") != plain, "\(other)")
    }
    #expect(try SharedTeacher.name(for: plan("--teacher mlp:32", seeds: [1]).runs[0].configuration) != plain)
  }

  @Test(arguments: [
    "--method scratch", "--method tolerant", "--method noisy-student", "--method multi-teacher", "--method dml",
    "--teacher-weights w", "--teacher-outputs o",
  ])
  func teachersThatAreNotPlainAreNotShared(text: String) throws {
    #expect(try teacher(text) == nil)
  }

  @Test func aRunThatTookTheSharedTeacherIsTheSameRun() throws {
    let run = try plan("--teacher mlp:32 --teacher-stop 2 --steps 10").runs[0].configuration
    #expect(SharedTeacher.differences(run.options, run) == [])
    var recorded = run.options
    recorded.theme = "dark"
    recorded.teacherWeights = "/moved/\(try #require(SharedTeacher.name(for: run))).safetensors"
    recorded.teacherStop = nil
    #expect(SharedTeacher.differences(recorded, run) == [])
    recorded.teacherWeights = "/moved/other.safetensors"
    #expect(!SharedTeacher.differences(recorded, run).isEmpty)
    recorded = run.options
    recorded.steps = 11
    recorded.knobs["temperature"] = 3
    #expect(
      SharedTeacher.differences(recorded, run) == ["steps is 11, asked for is 10", "temperature is 3, asked for is 4"])
    let again = try RunOptions(toml: run.options.toml, file: "t")
    #expect(SharedTeacher.differences(again, run) == [])
  }

  // MARK: - Records

  @Test func aRecordOutlivesTheNextSweep() throws {
    let directory = try TemporaryDirectory()
    #expect(try SweepRecord(in: directory.path) == nil)
    let first = SweepRecord(try plan("--set temperature=1,2 --steps 5"))
    try first.write(to: directory.path)
    let read = try #require(try SweepRecord(in: directory.path))
    #expect(read == first)
    let second = SweepRecord(try plan("--set temperature=2,3 --set alpha=0.1,0.2 --steps 5")).adding(read)
    #expect(second.axes == ["temperature", "alpha"] && second.runs.count == 6)
  }

  @Test(arguments: [
    "{", "[]", #"{"format": 2, "axes": [], "runs": []}"#,
    #"{"format": 1, "axes": [], "runs": [{"name": "../x", "values": {}, "seed": 0}]}"#,
    #"{"format": 1, "axes": [], "runs": [{"name": "x", "values": {}, "seed": -1}]}"#,
  ])
  func recordsFromAnywhereAreChecked(text: String) throws {
    let directory = try TemporaryDirectory()
    try text.write(toFile: directory.path + "/sweep.json", atomically: true, encoding: .utf8)
    #expect(throws: SweepError.self) { try SweepRecord(in: directory.path) }
  }
}
