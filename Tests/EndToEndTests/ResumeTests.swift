import Datasets
import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Runs that are stopped, killed, repeated and gone on with give the same numbers as ones that were left in peace.
  @Suite(.serialized) struct Resuming {
    let place: Workplace

    init() throws { place = try Workplace() }

    private func launch(_ name: String, _ options: [String]) throws -> Program.Outcome {
      try Program.run(["launch", "--headless", "--run-dir", place.file(name)] + options)
    }

    private func succeed(_ outcome: Program.Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
      #expect(outcome.status == 0, "\(outcome.errors.suffix(800))", sourceLocation: sourceLocation)
    }

    private static let networks = ["--teacher", "mlp:40,dropout=0.3", "--student", "mlp:12,dropout=0.2"]

    /// Killed at any moment, on the way in, in the middle of a step, of the log or of a checkpoint: nothing is lost.
    @Test func killedTwentyFiveTimesAndNothingIsLost() throws {
      let job =
        Self.networks + [
          "--teacher-epochs", "15", "--steps", "9000", "--batch-size", "16", "--set", "momentum=0.9", "--seed", "3",
        ]
      succeed(try launch("whole", job))
      let seed = UInt64.random(in: 0...UInt64.max)
      var random = SplitMix64(seed: seed)
      var (kills, restarts) = (0, 0)
      while kills < 25 {
        let run = place.file("killed\(restarts)")
        // A checkpoint is being written most of the time.
        var running = try Program.start(["launch", "--headless", "--run-dir", run, "--checkpoint-every", "40"] + job)
        while kills < 25 {
          // From before the first byte is read to well into the student's steps.
          usleep(UInt32.random(in: 50_000...1_400_000, using: &random))
          let moment = Date().timeIntervalSince1970
          running.kill(SIGKILL)
          let outcome = try running.wait()
          if outcome.status == 0 { break }
          #expect(outcome.status == 128 + SIGKILL, "seed \(seed): \(outcome.errors.suffix(500))")
          kills += 1
          try expectNothingOlderIsLost(run, killedAt: moment, seed: seed)
          guard FileManager.default.fileExists(atPath: run + "/run.toml") else { break }
          running = try Program.start(["launch", "--headless", "--resume", run])
        }
        let last = try running.wait()
        if FileManager.default.fileExists(atPath: run + "/run.toml"), last.status != 128 + SIGKILL {
          #expect(last.status == 0, "seed \(seed): \(last.errors.suffix(500))")
          try SameRun.expect(place.file("whole"), run)
        }
        restarts += 1
      }
    }

    /// While steps are being taken, the log is a second behind at most.
    private func expectNothingOlderIsLost(_ run: String, killedAt moment: Double, seed: UInt64) throws {
      guard let log = try? RunLog(run), log.view.status?.state == .running, let last = log.store.wallTimes.last,
        // Between two phases the networks are looked at, which logs nothing.
        log.values(Tag.studentLoss).count > 50
      else { return }
      // The store leaves out the time between sessions: what counts is when the file was written to last.
      let files = try FileManager.default.contentsOfDirectory(atPath: run).filter { $0.contains("tfevents") }.sorted()
      let newest = try FileManager.default.attributesOfItem(atPath: "\(run)/\(files.last ?? "")")[.modificationDate]
      let written = (newest as? Date)?.timeIntervalSince1970 ?? 0
      #expect(last.isFinite && moment - written < 1, "seed \(seed): the log was \(moment - written) s behind")
    }

    /// Every method, from the middle of its first and of its last phase, with noise wherever there can be some.
    @Test(arguments: [
      ["dml", "--student", "mlp:12,dropout=0.2", "--set", "peers=3"],
      ["dml", "--student", "mlp:12,dropout=0.2", "--set", "order=synchronous"],
      ["eskd", "--student", "mlp:12,dropout=0.2", "--set", "plateau=0.5"],
      ["noisy-student", "--set", "rounds=2", "--set", "confidence=0.1", "--augment", "jitter=1,randaugment=1x9"],
      ["tolerant", "--teacher", "mlp:16,dropout=0.2", "--set", "generations=2"],
      ["multi-exit", "--student", "multi-exit:4,6"],
      ["multi-teacher", "--set", "teachers=2", "--set", "beta=1"],
      ["compress", "--set", "teachers=2", "--set", "rounds=1"],
      ["fitnets", "--teacher", "convnet:8,8", "--student", "convnet:4,4,dropout=0.2"],
      ["at", "--teacher", "convnet:8,8", "--student", "convnet:4,4", "--augment", "crop=1,flip,cutout=2"],
      ["at-gradient", "--teacher", "convnet:8,8", "--student", "convnet:4,4,dropout=0.2"],
      ["vid", "--teacher", "convnet:8,8", "--student", "convnet:4,4", "--with", "sp"],
      ["fsp", "--teacher", "resnet:8,width=0.25", "--student", "resnet:8,width=0.25,survival=0.8"],
      ["sp", "--teacher", "convnet:8,8", "--student", "convnet:4,4", "--optimizer", "adam"],
    ])
    func everyMethodGoesOnTheSame(options: [String]) throws {
      let job = [
        "--teacher-epochs", "4", "--steps", "120", "--batch-size", "64", "--checkpoint-every", "25", "--method",
      ]
      succeed(try launch("whole", job + options))
      let log = try RunLog(place.file("whole"))
      let last = try #require(log.values(Tag.studentLoss).last?.step)
      for step in [last - 65, last - 12] {
        let run = place.file("again\(step)")
        try FileManager.default.copyItem(atPath: place.file("whole"), toPath: run)
        succeed(try Program.run(["launch", "--headless", "--resume", "\(run)@\(step)"]))
        try SameRun.expect(place.file("whole"), run)
      }
    }

    /// Every optimiser, schedule and kind of network, from a step in the middle of each phase.
    @Test(arguments: [
      ["--optimizer", "sgd", "--set", "momentum=0.9"],
      ["--optimizer", "nesterov", "--set", "momentum=0.8", "--schedule", "cosine,warmup=20"],
      ["--optimizer", "adam", "--clip-norm", "0.5", "--no-teacher-cache"],
      ["--optimizer", "adamw", "--set", "weight_decay=0.01", "--schedule", "step,every=100,gamma=0.3"],
      ["--method", "scratch", "--student-examples", "300"],
      ["--student", "convnet:4,8", "--batch-size", "64"],
      ["--student", "resnet:8,width=0.25,dropout=0.2,survival=0.7", "--teacher", "wrn:10,1,dropout=0.1,survival=0.8"],
    ])
    func goingOnFromAnyStepGivesTheSame(options: [String]) throws {
      let job = Self.networks + ["--teacher-epochs", "2", "--steps", "260", "--checkpoint-every", "60"] + options
      succeed(try launch("whole", job))
      let last = try #require(try RunLog(place.file("whole")).values(Tag.studentLoss).last?.step)
      for step in [25, last - 130, last - 1] {
        let run = place.file("again\(step)")
        try FileManager.default.copyItem(atPath: place.file("whole"), toPath: run)
        succeed(try Program.run(["launch", "--headless", "--resume", "\(run)@\(step)"]))
        try SameRun.expect(place.file("whole"), run)
        let log = try RunLog(run)
        #expect(log.view.step == last)
        #expect(log.view.status?.state == .finished)
        #expect(log.store.phases.entries.map(\.value.name).count == log.view.description?.phases.count)
      }
    }

    /// What a person turned is done again, at the same steps.
    @Test func aSessionIsARecipe() throws {
      let terminal = try Tmux(
        "\(try Program.path()) launch --run-dir first --teacher-epochs 3 --steps 1200 --checkpoint-every 100",
        in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      try terminal.press("Right", "Right")
      try terminal.wait(for: "▲ 2 changes")
      try terminal.press("Down", "Left")
      try terminal.wait(for: "▲ 3 changes")
      try terminal.press("t")
      try terminal.wait(for: "finished")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
      let first = place.file("first")
      let changes = try RunLog(first).view.changes.map { [Double($0.step), $0.outcome.new ?? 0] }
      #expect(changes.count == 4, "two presses of one knob, one of another, the throttle")

      succeed(try launch("second", ["--from", first]))
      try SameRun.expect(first, place.file("second"))

      // The same as a schedule in a configuration file.
      let schedule = try Program.run(["export", first, "--schedule"])
      #expect(schedule.status == 0)
      let config = try String(contentsOfFile: "\(first)/run.toml", encoding: .utf8) + schedule.output
      try config.write(toFile: place.file("config.toml"), atomically: true, encoding: .utf8)
      succeed(try launch("third", ["--config", place.file("config.toml")]))
      try SameRun.expect(first, place.file("third"))
      // And what was repeated can be repeated.
      succeed(try launch("fourth", ["--from", place.file("third")]))
      try SameRun.expect(first, place.file("fourth"))
    }

    /// Weights that were put back, and what was turned then.
    @Test func aRunThatWasMendedIsRepeatedToo() throws {
      let terminal = try Tmux(
        "\(try Program.path()) launch --run-dir first --teacher-epochs 3 --steps 300 --set learning_rate=10 "
          + "--set momentum=0.99 --set throttle=0", in: place.path)
      try terminal.wait(for: "paused", "not a number")
      try terminal.press("Down", "Down")
      try terminal.press(".", "0", "0", "1", "Enter")
      try terminal.wait(for: "▲ 1 change")
      try terminal.press("Space")
      try terminal.wait(for: "finished")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
      let first = place.file("first")
      #expect(try RunLog(first).store.commands.entries.contains { $0.value.command == CommandOutcome.recovery })
      succeed(try launch("second", ["--from", first]))
      try SameRun.expect(first, place.file("second"))
      succeed(try Program.run(["launch", "--headless", "--resume", "\(first)@200"]))
      try SameRun.expect(place.file("second"), first)
    }

    @Test func aRunThatWasQuitGoesOnInTheDashboard() throws {
      let kdtop = try Program.path()
      let job = "--teacher-epochs 3 --steps 600 --set throttle=200"
      let whole = try Program.run(
        ["launch", "--headless", "--run-dir", place.file("whole"), "--teacher-epochs", "3", "--steps", "600"])
      succeed(whole)
      var terminal = try Tmux("\(kdtop) launch --run-dir run \(job)", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      try terminal.press("q")
      try terminal.wait(for: "quit?")
      try terminal.press("s")
      try terminal.wait(for: "exit code 0", "kdtop launch --resume run")
      terminal = try Tmux("\(kdtop) launch --resume run", in: place.path)
      try terminal.wait(for: "finished", "teacher entropy")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
      try SameRun.expect(place.file("whole"), place.file("run"))
    }

    @Test func aFinishedRunTrainsOnWhenAskedForMore() throws {
      succeed(try launch("run", ["--teacher-epochs", "1", "--steps", "50"]))
      let refused = try Program.run(["launch", "--headless", "--resume", place.file("run")])
      #expect(refused.status == 64)
      #expect(refused.errors.contains("has finished, at step 90; give --steps"))
      succeed(try Program.run(["launch", "--headless", "--resume", place.file("run"), "--steps", "120"]))
      succeed(try launch("longer", ["--teacher-epochs", "1", "--steps", "120"]))
      let (a, b) = (try RunLog(place.file("run")), try RunLog(place.file("longer")))
      #expect(a.values(Tag.studentLoss).map(\.value) == b.values(Tag.studentLoss).map(\.value))
    }

    @Test func whatCannotBeGoneOnWithIsRefused() throws {
      succeed(try launch("run", ["--teacher-epochs", "1", "--steps", "50"]))
      let run = place.file("run")
      for (arguments, status, text) in [
        (["--resume", "nowhere"], 66, "there is no run at nowhere"),
        (["--resume", "\(run)@x"], 64, "after the @ comes a step"),
        (["--resume", "\(run)@91"], 64, "has come to step 90, not to 91"),
        (["--resume", run, "--set", "alpha=0.5"], 64, "--set cannot be given"),
        (["--resume", run, "--seed", "5"], 64, "--seed cannot be given"),
        (["--resume", run, "--from", run], 64, "give one of them"),
        (["--from", place.path], 66, "has no run.toml"),
      ] {
        let outcome = try Program.run(["launch", "--headless"] + arguments)
        #expect(outcome.status == Int32(status), "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
      }
    }

    @Test func twoProgramsDoNotTrainTheSameRun() throws {
      let running = try Program.start([
        "launch", "--headless", "--run-dir", place.file("run"), "--teacher-epochs", "1", "--steps", "100000",
      ])
      defer {
        running.kill(SIGKILL)
        _ = try? running.wait()
      }
      try eventually {
        (try? RunLog(place.file("run")).values(Tag.studentLoss).count) ?? 0 > 0
      } otherwise: {
        "no steps"
      }
      let second = try Program.run(["launch", "--headless", "--resume", place.file("run")])
      #expect(second.status == 73)
      #expect(second.errors.contains("is being trained by another kdtop"))
    }

    /// A checkpoint that does not check is passed over for the one before.
    @Test func aDamagedCheckpointCostsStepsAndNothingElse() throws {
      let job = Self.networks + ["--teacher-epochs", "1", "--steps", "300", "--checkpoint-every", "100"]
      succeed(try launch("whole", job))
      let run = place.file("run")
      try FileManager.default.copyItem(atPath: place.file("whole"), toPath: run)
      for step in try SameRun.checkpoints(run).suffix(2) {
        let file = "\(run)/checkpoints/step-\(step)/optimizer.safetensors"
        try Data("not what was written".utf8).write(to: URL(fileURLWithPath: file))
      }
      let outcome = try Program.run(["launch", "--headless", "--resume", "\(run)@335"])
      succeed(outcome)
      #expect(outcome.errors.contains("a checkpoint is passed over"))
      try SameRun.expect(place.file("whole"), run)
    }
  }
}
