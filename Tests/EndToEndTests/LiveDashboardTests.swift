import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// The dashboard in a real terminal, in front of a real trainer.
  @Suite(.serialized) struct LiveDashboard {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    /// A job that lasts as long as the test looks at it.
    func launch(_ options: String = "", width: Int = 120, height: Int = 40) throws -> Tmux {
      try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 3 --set throttle=40 --steps 100000 \(options)", width: width,
        height: height, in: place.path)
    }

    func readLog() throws -> RunLog { try RunLog(place.file("runs/run")) }

    @Test func alphaTurnedThreeTimesHoldsFromTheNextStepOn() throws {
      let terminal = try launch()
      try terminal.wait(for: "distil", "soft targets", "temperature", "teacher entropy")
      try terminal.press("Down")
      try terminal.wait(for: "▸ alpha")
      for alpha in ["0.91", "0.92", "0.93"] {
        try terminal.press("Right")
        try terminal.wait(for: alpha)
      }
      // Some steps with the last value.
      let changed = try eventualChanges(3)
      try eventually {
        (try readLog().values(Tag.studentLoss).last?.step ?? 0) > (changed.last?.step ?? 0) + 20
      } otherwise: {
        "no steps after the change"
      }
      try terminal.press("q")
      try terminal.wait(for: "save and quit")
      try terminal.press("s")
      try terminal.wait(for: "exit code 0", "run saved in runs/run")
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.changes.map { $0.outcome.new } == [0.91, 0.92, 0.93])
      #expect(log.view.changes.map { $0.outcome.old } == [0.9, 0.91, 0.92])
      #expect(log.view.changes.allSatisfy { $0.outcome.source == .keyboard })
      #expect(log.wrongTotals() == [])
      let weights = try FileManager.default.subpathsOfDirectory(atPath: place.file("runs/run/checkpoints"))
      #expect(weights.contains { $0.hasSuffix("student.safetensors") })
    }

    func eventualChanges(_ count: Int) throws -> [(step: Int, outcome: CommandOutcome)] {
      var changes: [(step: Int, outcome: CommandOutcome)] = []
      try eventually {
        changes = try readLog().view.changes
        return changes.count >= count
      } otherwise: {
        "only \(changes.count) changes were logged"
      }
      return changes
    }

    @Test func valuesAreTypedRefusedAndReset() throws {
      let terminal = try launch()
      try terminal.wait(for: "distil", "temperature")
      try terminal.press("Enter", "8", "Enter")
      _ = try eventualChanges(1)
      try terminal.press("Enter", "9", "9", "Enter")
      try terminal.wait(for: "[1, 20]")
      try terminal.press("Escape")
      try terminal.press("BSpace")
      let changes = try eventualChanges(2)
      #expect(changes.map { $0.outcome.new } == [8, 4])
      // A press and a drag on the slider: it begins at the first ├ of the knobs panel's first row.
      let lines = try terminal.screen().components(separatedBy: "\n")
      let row = try #require(lines.firstIndex { $0.contains("temperature") && $0.contains("├") })
      let column = try #require(Array(lines[row]).firstIndex(of: "├"))
      try terminal.send("\u{1B}[<0;\(column + 12);\(row + 1)M")
      try terminal.send("\u{1B}[<32;\(column + 15);\(row + 1)M")
      try terminal.send("\u{1B}[<0;\(column + 15);\(row + 1)m")
      let dragged = try eventualChanges(3)
      #expect(dragged.last?.outcome.source == .mouse)
      #expect((dragged.last?.outcome.new ?? 0) > 8)
    }

    @Test func pauseStepThrottleClassHelpAndResize() throws {
      let terminal = try launch()
      try terminal.wait(for: "distil", "class 0")
      try terminal.press("Space")
      try terminal.wait(for: "paused")
      // Everything up to the pause is in the log soon; then it grows no more.
      try eventually {
        try readLog().view.status?.state == .paused
      } otherwise: {
        "the pause is not in the log"
      }
      let paused = try readLog()
      let step = paused.view.step
      try terminal.press("n")
      try eventually {
        try readLog().view.step == step + 1
      } otherwise: {
        "n did not take one step"
      }
      #expect(try readLog().view.status?.state == .paused)
      try terminal.press("c")
      try terminal.wait(for: "class 1")
      try terminal.press("?")
      try terminal.wait(for: "pause training, or go on")
      try terminal.press("Escape")
      try terminal.waitUntilGone("pause training, or go on")
      try terminal.resize(80, 24)
      try terminal.wait(for: "╭ loss", "temperature", "soft targets")
      try terminal.resize(30, 8)
      try terminal.waitUntilGone("soft targets · class")
      try terminal.resize(19, 5)
      try terminal.waitUntilGone("╭")
      try terminal.resize(120, 40)
      try terminal.wait(for: "╭ loss", "╭ accuracy", "╭ knobs", "╭ soft targets")
      try terminal.press("t")
      try terminal.press("Space")
      try eventually {
        try readLog().view.step > step + 200
      } otherwise: {
        "training did not go on without its throttle"
      }
      try terminal.press("q")
      try terminal.wait(for: "save and quit")
      try terminal.press("Escape")
      try terminal.waitUntilGone("save and quit")
      try terminal.press("q")
      try terminal.press("x")
      try terminal.wait(for: "exit code 0")
      #expect(try readLog().view.status == StatusChange(.stopped, reason: "stopped at step \(readLog().view.step)"))
      #expect(try readLog().view.checkpoints.allSatisfy { $0.reason != .quit })
      // The terminal is a person's again.
      try terminal.press("echo whole terminal", "Enter")
      try terminal.wait(for: "\nwhole terminal")
    }

    @Test func theDashboardStaysWhenTrainingEnds() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --steps 60 --set throttle=0", width: 80, height: 24,
        in: place.path)
      try terminal.wait(for: "finished")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0", "test accuracy")
      #expect(try readLog().view.summary?.phases.map(\.steps) == [80, 60])
    }

    @Test func withoutUnicodeEverythingIsASCII() throws {
      let terminal = try Tmux(
        "LC_ALL=C TERM=vt100 NO_COLOR=1 \(kdtop) launch --name run --teacher-epochs 2 --steps 100000", in: place.path)
      let screen = try terminal.wait(for: "distil", "+ loss", "temperature")
      #expect(screen.unicodeScalars.allSatisfy { $0.isASCII })
    }

    @Test func aLossThatIsNotANumberPausesAndCanBeMended() throws {
      let terminal = try launch("--set learning_rate=10 --set momentum=0.99")
      let screen = try terminal.wait(for: "paused", "not a number")
      #expect(screen.contains("step"))
      // Learning rate is the third knob.
      try terminal.press("Down")
      try terminal.press("Down")
      try terminal.press(".", "0", "0", "1", "Enter")
      _ = try eventualChanges(1)
      let step = try readLog().view.step
      try terminal.press("Space")
      try eventually {
        try readLog().view.step > step + 10
      } otherwise: {
        "training did not go on"
      }
    }
  }
}
