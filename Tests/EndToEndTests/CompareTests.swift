import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// `kdtop compare` on runs that were really trained.
  @Suite(.serialized) struct CompareRuns {
    let place: Workplace

    init() throws { place = try Workplace() }

    /// A short run on the bundled digits; the summary it printed.
    @discardableResult
    func launch(_ name: String, _ arguments: String...) throws -> RunSummary {
      let outcome = try Program.run(
        ["launch", "--headless", "--json", "--name", name, "--steps", "60", "--teacher-epochs", "1"] + arguments,
        in: place.path)
      guard outcome.status == 0 else { throw EndToEndError(description: "\(outcome.status): \(outcome.errors)") }
      return try JSONDecoder().decode(RunSummary.self, from: Data(outcome.output.utf8))
    }

    /// What of the JSON object a test looks at.
    struct Report: Decodable {
      struct Numbers: Decodable { var mean, minimum, maximum: Double, sd: Double?, n: Int }
      struct Run: Decodable {
        var name, path, group, state: String
        var seed: UInt64?
        var settings: [String: String]
        var changes: [Change]
        var results: [String: Double]
        var provisional: [String]
      }
      struct Change: Decodable { var step: Int, knob: String, value: Double, source: Command.Source }
      struct Group: Decodable { var label, name: String, runs: [String], seeds: [UInt64], results: [String: Numbers] }
      struct Difference: Decodable { var setting: String, values: [String: String] }
      struct Point: Decodable { var step, mean, minimum, maximum: Double }
      struct Curve: Decodable { var label: String, n: Int, points: [Point] }
      struct Chart: Decodable { var tag: String, curves: [Curve] }
      var runs: [Run], groups: [Group], same: [String: String], different: [Difference], charts: [Chart]
    }

    func report(_ arguments: String...) throws -> Report {
      let outcome = try Program.run(["compare", "--json"] + arguments, in: place.path)
      guard outcome.status == 0 else { throw EndToEndError(description: "\(outcome.status): \(outcome.errors)") }
      return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    }

    @Test func twoTemperaturesAndThreeSeeds() throws {
      var summaries: [String: [RunSummary]] = [:]
      for temperature in ["2", "8"] {
        for seed in ["0", "1", "2"] {
          summaries[temperature, default: []].append(
            try launch("t\(temperature)-s\(seed)", "--set", "temperature=\(temperature)", "--seed", seed))
        }
      }
      let report = try report("runs")
      #expect(report.runs.count == 6 && report.groups.map(\.name) == ["t2-s{0,1,2}", "t8-s{0,1,2}"])
      #expect(report.groups.map(\.seeds) == [[0, 1, 2], [0, 1, 2]])
      #expect(report.different.map(\.setting) == ["temperature"])
      #expect(report.different.first?.values == ["A": "2", "B": "8"])
      #expect(report.same["method"] == "kd" && report.same["alpha"] == "0.9" && report.same["seed"] == "0, 1, 2")
      for (group, temperature) in zip(report.groups, ["2", "8"]) {
        try check(group, against: summaries[temperature] ?? [])
      }
      // The curve of a group is the mean of its runs' curves, which the logs have step by step.
      let losses = try #require(report.charts.first { $0.tag == Tag.studentLoss })
      for (curve, temperature) in zip(losses.curves, ["2", "8"]) {
        let logs = try (0..<3).map { try RunLog(place.file("runs/t\(temperature)-s\($0)")).values(Tag.studentLoss) }
        #expect(curve.n == 3 && curve.points.map(\.step) == (1...60).map(Double.init))
        for (index, point) in curve.points.enumerated() {
          let values = logs.map { Double($0[index].value) }
          #expect(abs(point.mean - values.reduce(0, +) / 3) < 1e-9 * max(1, point.mean))
          #expect(point.minimum == values.min() && point.maximum == values.max())
        }
      }
      try checkText()
    }

    private func check(_ group: Report.Group, against summaries: [RunSummary]) throws {
      let quantities: [(String, (RunSummary) -> Double?)] = [
        ("student_test_accuracy", { $0.student.final.testAccuracy }),
        ("student_best_test_accuracy", { $0.student.best.testAccuracy }),
        ("student_best_validation_accuracy", { $0.student.best.validationAccuracy }),
        ("teacher_test_accuracy", { $0.teacher?.final.testAccuracy }), ("agreement", { $0.agreement }),
      ]
      for (name, value) in quantities {
        let values = summaries.compactMap(value)
        let numbers = try #require(group.results[name], "no \(name)")
        let mean = values.reduce(0, +) / 3
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
        #expect(numbers.n == 3 && values.count == 3 && abs(numbers.mean - mean) < 1e-12, "\(name)")
        #expect(abs((numbers.sd ?? -1) - deviation) < 1e-12, "\(name)")
        #expect(numbers.minimum == values.min() && numbers.maximum == values.max(), "\(name)")
      }
      #expect(group.results["steps"]?.mean == 100)
    }

    private func checkText() throws {
      let text = try Program.run(["compare", "runs", "--size", "120x40"], in: place.path)
      #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
      for part in ["loss/student", "accuracy/student %", "A t2-s{0,1,2}", "mean of 3 seeds", "±", "temperature  2  8"] {
        #expect(text.output.contains(part), "no \(part) in\n\(text.output)")
      }
      #expect(!text.output.contains("\u{1B}"))
      let single = try Program.run(["compare", "runs", "--no-fold", "--tag", "loss/soft"], in: place.path)
      #expect(single.output.contains("F t8-s2") && single.output.contains("loss/soft") && !single.output.contains("±"))
      #expect(!single.output.contains("loss/student"))
      let colours = try Program.run(["compare", "runs", "--format", "ansi", "--size", "80x24"], in: place.path)
      #expect(colours.output.contains("\u{1B}[") && colours.output.contains("t2-s{0,1,2}"))
      for size in ["120x40", "80x24"] {
        let picture = try Program.run(["compare", "runs", "--format", "svg", "--size", size], in: place.path)
        try picture.output.write(toFile: place.file("picture.svg"), atomically: true, encoding: .utf8)
        let drawn = try Program.run(
          command: "/usr/bin/env", ["rsvg-convert", place.file("picture.svg"), "-o", place.file("picture.png")])
        #expect(drawn.status == 0, "rsvg-convert (librsvg2-bin): \(drawn.errors)")
      }
    }

    @Test func unfinishedAndDamagedRunsAreComparedAndSaid() throws {
      try launch("good")
      try launch("bad", "--method", "scratch")
      let folder = place.file("runs/bad")
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.contains("tfevents") })
      // Without its end, as a run that was killed; and with a byte in the middle flipped.
      var data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      data = data.dropLast(3000)
      data[data.count / 2] ^= 0xFF
      try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      let outcome = try Program.run(["compare", "runs/good", "runs/bad"], in: place.path)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("runs/bad: the log is damaged"), "\(outcome.errors)")
      #expect(outcome.errors.contains("runs/bad: the run has not finished"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("runs/good"), "\(outcome.errors)")
      #expect(outcome.output.contains("* from the curve") && outcome.output.contains("unfinished"))
      let report = try report("runs/good", "runs/bad")
      #expect(report.runs.map(\.state) == ["finished", "unfinished"])
      #expect(report.runs[1].results["student_test_accuracy"] == nil)
      let best = try RunLog(folder).values(Tag.studentAccuracy).map { Double($0.value) }.max()
      #expect(report.runs[1].results["student_best_validation_accuracy"] == best)
      #expect(report.runs[1].provisional.contains("student_best_validation_accuracy"))
      #expect(report.different.first { $0.setting == "method" }?.values == ["A": "kd", "B": "scratch"])
    }

    @Test func aTurnedKnobIsADifference() throws {
      let terminal = try Tmux(
        "\(try Program.path()) launch --name turned --teacher-epochs 1 --steps 200 --set throttle=100", in: place.path)
      try terminal.wait(for: "distil", "▸ temperature")
      // The steps wait for the fingers: they are soon over.
      try terminal.press("Space")
      try terminal.wait(for: "paused")
      try terminal.press("Enter", "8", "Enter")
      try terminal.wait(for: "▲ 1 change")
      try terminal.press("Space")
      try terminal.wait(for: "finished")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
      try launch("plain", "--steps", "200")
      let report = try report("runs/plain", "runs/turned")
      #expect(report.groups.count == 2)
      #expect(report.different.first { $0.setting == "temperature turned" }?.values == ["B": "once, to 8"])
      #expect(report.runs[1].changes.map(\.value) == [8] && report.runs[1].changes.first?.source == .keyboard)
    }

    @Test func aRunThatMayNotBeReadIsNamed() throws {
      try launch("one")
      try launch("two", "--seed", "1")
      let locked = place.file("runs/locked")
      try FileManager.default.moveItem(atPath: place.file("runs/two"), toPath: locked)
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: locked)
      defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: locked) }
      // Who may read everything is no judge of it.
      let humbly = getuid() == 0 ? "setpriv --bounding-set=-dac_override,-dac_read_search" : ""
      let outcome = try Program.run(
        command: "/bin/sh", ["-c", "\(humbly) '\(try Program.path())' compare runs"], in: place.path)
      #expect(outcome.status == 0 && outcome.output.contains("one"))
      #expect(outcome.errors.contains("left out: ") && outcome.errors.contains("runs/locked"), "\(outcome.errors)")
    }

    @Test func namesFromDirectoriesCommandNoTerminal() throws {
      try launch("plain")
      let hostile = "runs/ev\u{1B}[31mil\u{9B}5m\u{7}"
      try FileManager.default.moveItem(atPath: place.file("runs/plain"), toPath: place.file(hostile))
      try launch("other", "--method", "scratch")
      for arguments in [["runs"], ["runs", "--json"], ["runs", "--format", "svg"]] {
        let outcome = try Program.run(["compare"] + arguments, in: place.path)
        #expect(outcome.status == 0 && outcome.output.contains("il"), "\(outcome.errors)")
        let scalars = (outcome.output + outcome.errors).unicodeScalars
        #expect(!scalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
      }
      // A script finds the run by its name all the same.
      #expect(try report("runs").runs.contains { $0.path == hostile })
    }

    @Test func logsOfOtherProgramsAreComparedByTheirTags() throws {
      let log = Fixture.path("pytorch-kd")
      let refused = try Program.run(["compare", log])
      #expect(refused.status == 64 && refused.errors.contains("--tag") && refused.errors.contains("train/loss"))
      let outcome = try Program.run(["compare", log, "--tag", "train/loss"])
      #expect(outcome.status == 0 && outcome.output.contains("train/loss"), "\(outcome.errors)")
      let near = try Program.run(["compare", log, "--tag", "train/los"])
      #expect(near.status == 64 && near.errors.contains("did you mean train/loss?"), "\(near.errors)")
    }

    @Test func whatIsNoRunIsNamed() throws {
      try FileManager.default.createDirectory(atPath: place.file("empty"), withIntermediateDirectories: true)
      for (arguments, status, says) in [
        (["nowhere"], 66, "nowhere"), (["empty"], 66, "no events in empty"), ([], 64, "<run>"),
        ([Fixture.path("pytorch-kd"), "--size", "large"], 64, "large"),
        ([Fixture.path("pytorch-kd"), "--theme", "nonesuch"], 64, "nonesuch"),
        ([Fixture.path("pytorch-kd"), "--json", "--format", "svg"], 64, "--json"),
      ] {
        let outcome = try Program.run(["compare"] + arguments, in: place.path)
        #expect(Int(outcome.status) == status && outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
      let full = try Program.run(
        command: "/bin/sh",
        ["-c", "'\(Program.path())' compare '\(Fixture.path("pytorch-kd"))' --tag train/loss > /dev/full"])
      #expect(full.status == 73, "\(full.errors)")
    }
  }
}
