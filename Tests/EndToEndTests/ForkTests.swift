import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// What would have happened: another run that goes on from a step of one that is there.
  @Suite(.serialized) struct Forking {
    let place: Workplace

    init() throws { place = try Workplace() }

    private func parent() throws -> String {
      let run = place.file("parent")
      let outcome = try Program.run([
        "launch", "--headless", "--run-dir", run, "--teacher", "mlp:40,dropout=0.3", "--student",
        "mlp:12,dropout=0.2", "--teacher-epochs", "2", "--steps", "500", "--checkpoint-every", "150", "--set",
        "momentum=0.9",
      ])
      #expect(outcome.status == 0, "\(outcome.errors.suffix(500))")
      return run
    }

    private func fork(_ arguments: [String]) throws -> Program.Outcome {
      try Program.run(["fork", "--headless"] + arguments)
    }

    @Test func withoutAChangeItIsTheParentFromThereOn() throws {
      let parent = try parent()
      let before = try contents(parent)
      #expect(try fork(["\(parent)@333", "--run-dir", place.file("same")]).status == 0)
      try SameRun.expect(parent, place.file("same"), after: 333)
      let log = try RunLog(place.file("same"))
      #expect(log.values(Tag.studentLoss).map(\.step) == Array(334...580))
      #expect(log.view.description?.parent == .init(run: parent, step: 333))
      #expect(log.view.status?.state == .finished)
      #expect(try contents(parent) == before, "the parent stays as it is")
    }

    /// Names and bytes of a run's files.
    private func contents(_ run: String) throws -> [String: Data] {
      let names = FileManager.default.enumerator(atPath: run)?.compactMap { $0 as? String } ?? []
      return try names.reduce(into: [:]) { found, name in
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: "\(run)/\(name)", isDirectory: &isDirectory)
        if !isDirectory.boolValue { found[name] = try Data(contentsOf: URL(fileURLWithPath: "\(run)/\(name)")) }
      }
    }

    @Test func withAChangeItDiffersFromTheNextStepOn() throws {
      let parent = try parent()
      let outcome = try fork(["\(parent)@333", "--set", "temperature=8"])
      #expect(outcome.status == 0, "\(outcome.errors.suffix(500))")
      // A name that nobody asked for says where it comes from.
      let child = "\(parent)-at-333"
      let (a, b) = (try RunLog(parent), try RunLog(child))
      let losses = a.values(Tag.studentLoss).filter { $0.step > 333 }
      #expect(zip(losses, b.values(Tag.studentLoss)).allSatisfy { $0.value != $1.value })
      #expect(b.view.changes.map(\.step) == [333])
      #expect(b.view.changes.first?.outcome.new == 8)
      // The first step after it sees the same weights: the term that has no temperature in it is the same still.
      #expect(a.values("loss/hard").first { $0.step == 334 }?.value == b.values("loss/hard").first?.value)
      // The fork repeated from its own beginning is the same run.
      let again = try Program.run(["launch", "--headless", "--from", child, "--run-dir", place.file("again")])
      #expect(again.status == 0)
      try SameRun.expect(child, place.file("again"), after: 333)
      // A parent that cannot be read is missed; and the fork does not need it any more.
      try FileManager.default.removeItem(atPath: parent)
      let picture = try Program.run(["snapshot", child, "--size", "80x24"])
      #expect(picture.status == 0)
      #expect(picture.errors.contains("what was before the fork is missing"))
      let resumed = try Program.run(["launch", "--headless", "--resume", "\(child)@400"])
      #expect(resumed.status == 0, "\(resumed.errors.suffix(500))")
      try SameRun.expect(place.file("again"), child, after: 333)
    }

    @Test func whatCannotBeForkedIsRefused() throws {
      let parent = try parent()
      for (arguments, status, text) in [
        ([parent], 64, "names no step"), (["\(parent)@9999"], 64, "has come to step 580"),
        (["\(parent)@100", "--set", "temprature=8"], 64, "did you mean temperature"),
        (["\(parent)@100", "--set", "alpha=2"], 64, "out of range"), (["nowhere@3"], 66, "there is no run"),
        (["\(parent)@100", "--run-dir", parent], 73, "exists already"),
      ] {
        let outcome = try fork(arguments)
        #expect(outcome.status == Int32(status), "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["parent"])
    }

    /// Look back, turn a knob there, go on from there; undo it; all while the terminal stays.
    @Test func fromTheKeyboardWhileTraining() throws {
      let terminal = try Tmux(
        "\(try Program.path()) launch --run-dir run --teacher-epochs 2 --set throttle=60 --steps 100000", in: place.path
      )
      try terminal.wait(for: "distil", "teacher entropy")
      try terminal.press("w")
      try eventually {
        try RunLog(place.file("run")).view.checkpoints.contains { $0.reason == .demand }
      } otherwise: {
        "no checkpoint was saved on demand"
      }
      try eventually {
        (try RunLog(place.file("run")).values(Tag.studentLoss).count) > 120
      } otherwise: {
        "no steps"
      }
      try terminal.press("{", "{", "{")
      try terminal.wait(for: "looking back")
      try terminal.press("Right")
      try terminal.wait(for: "f goes on from here", "→4.5")
      // Nothing has been asked of the run that is under way.
      #expect(try RunLog(place.file("run")).view.changes.isEmpty)
      try terminal.press("End")
      try terminal.wait(for: "● running")
      // The fork is looked at as its parent was.
      try terminal.press("s", "s", "{", "Right", "f")
      try terminal.wait(for: "parent", "T 4→4.5", "smooth 0.6")
      let child = try #require(try runs().first { $0.hasPrefix("run-at-") })
      let step = try #require(Int(child.dropFirst("run-at-".count)))
      try eventually {
        (try RunLog(place.file(child)).values(Tag.studentLoss).last?.step ?? 0) > step + 30
      } otherwise: {
        "the fork takes no steps"
      }
      let log = try RunLog(place.file(child))
      #expect(log.values(Tag.studentLoss).first?.step == step + 1)
      #expect(log.view.changes.map(\.step) == [step])
      #expect(log.wrongTotals().isEmpty)
      // The parent was saved when the fork began.
      #expect(try RunLog(place.file("run")).view.status?.state == .stopped)

      try terminal.press("u")
      try eventually {
        try runs().count == 3
      } otherwise: {
        "nothing was undone: \((try? runs()) ?? [])"
      }
      let undone = try #require(try runs().first { $0 != "run" && $0 != child })
      try eventually {
        (try RunLog(place.file(undone)).values(Tag.studentLoss).last?.step ?? 0) > step + 5
      } otherwise: {
        "no steps after undoing"
      }
      #expect(try RunLog(place.file(undone)).view.changes.last?.outcome.new == 4)
      // Without the turn, it is the first run again.
      let (first, again) = (try RunLog(place.file("run")), try RunLog(place.file(undone)))
      let known = Dictionary(uniqueKeysWithValues: first.values(Tag.studentLoss).map { ($0.step, $0.value) })
      for (step, value) in again.values(Tag.studentLoss).prefix(5) { #expect(known[step].map { $0 == value } ?? true) }
      try terminal.press("q")
      try terminal.wait(for: "quit?")
      try terminal.press("s")
      try terminal.wait(for: "exit code 0", "--resume run\n")
    }

    private func runs() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasPrefix("run") }.sorted()
    }

    @Test func fromAReplay() throws {
      let parent = try parent()
      let terminal = try Tmux("\(try Program.path()) replay \(parent) --from-step 250", in: place.path)
      try terminal.wait(for: "replay", "student")
      try terminal.press("Space")
      try terminal.press("s", "f")
      try terminal.wait(for: "finished", "parent", "smooth 0.5")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0", "run saved in")
      let child = try #require(
        try FileManager.default.contentsOfDirectory(atPath: place.path).first { $0.hasPrefix("parent-at-") })
      let step = try #require(Int(child.dropFirst("parent-at-".count)))
      try SameRun.expect(parent, place.file(child), after: step)
      // Replayed, the fork has its parent's curves before it and beside it.
      let picture = try Program.run(["snapshot", place.file(child), "--size", "120x40"]).output
      #expect(picture.contains("parent"))
      #expect(picture.contains("teacher"))
    }
  }
}
