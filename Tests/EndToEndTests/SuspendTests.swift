import EventFiles
import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// ^Z and `fg`, and their signals from elsewhere, in a shell with job control.
  @Suite(.serialized) struct Suspends {
    let place: Workplace
    let kdtop: String
    let terminal: Tmux

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
      terminal = try Tmux.shell(in: place.path)
    }

    /// A run that lasts as long as the test looks at it, once its student learns.
    func launch() throws {
      try terminal.enter("\(kdtop) launch --name run --teacher-epochs 1 --set throttle=40 --steps 100000")
      try terminal.wait(for: "distil", "teacher entropy")
    }

    func replay(_ options: String = "") throws {
      try terminal.enter("\(kdtop) replay \(Fixture.path("pytorch-kd")) --speed 0.25 \(options)")
      try terminal.wait(for: "╭ train/loss", "▶")
    }

    /// Leaves the dashboard; the log then says that nothing was lost.
    func leaveAndCheckLog() throws {
      try eventually {
        try RunLog(place.file("runs/run")).values(Tag.studentLoss).count > 5
      } otherwise: {
        "no steps"
      }
      try terminal.press("q")
      try terminal.wait(for: "save and quit")
      try terminal.press("s")
      try terminal.wait(for: "run saved in runs/run")
      let log = try RunLog(place.file("runs/run"))
      let steps = log.values(Tag.studentLoss).map(\.step)
      #expect(steps == Array(41..<41 + steps.count) && steps.count > 5)
      #expect(log.wrongTotals() == [] && log.view.status?.state == .stopped)
    }

    /// The shell has the terminal as it was, and the program stands still.
    func checkShell(_ process: Int32) throws {
      try terminal.wait(for: .shell)
      try ProcessState.waitUntilStopped(process)
      try terminal.enter("clear; stty -a | tr ';' ' '; echo 'typed'' here'")
      let screen = try terminal.wait(for: "typed here", "icanon")
      let words = Set(screen.split(whereSeparator: \.isWhitespace))
      #expect(words.isSuperset(of: ["icanon", "echo", "isig", "icrnl", "opost", "iexten"]), "\(screen)")
    }

    @Test func launchComesBackWholeAtTheSizeOfNow() throws {
      try launch()
      let process = try terminal.processIdentifier()
      for size in [(100, 30), (120, 40)] {
        try terminal.press("C-z")
        try checkShell(process)
        let step = try RunLog(place.file("runs/run")).view.step
        usleep(600_000)
        #expect(try RunLog(place.file("runs/run")).view.step == step, "training goes on while it is stopped")
        try terminal.resize(size.0, size.1)
        try terminal.enter("fg")
        try terminal.wait(for: .dashboard)
        try checkDashboard(width: size.0)
        try eventually {
          try RunLog(place.file("runs/run")).view.step > step + 5
        } otherwise: {
          "training did not go on"
        }
      }
      // A press on a slider and another size work as before.
      let lines = try terminal.screen().components(separatedBy: "\n")
      let row = try #require(lines.firstIndex { $0.contains("temperature") && $0.contains("├") })
      let column = try #require(Array(lines[row]).firstIndex(of: "├"))
      try terminal.send("\u{1B}[<0;\(column + 12);\(row + 1)M\u{1B}[<0;\(column + 12);\(row + 1)m")
      try eventually {
        try RunLog(place.file("runs/run")).view.changes.last?.outcome.source == .mouse
      } otherwise: {
        "the mouse turned no knob"
      }
      try terminal.resize(80, 24)
      try checkDashboard(width: 80)
      try leaveAndCheckLog()
    }

    /// Nothing of the shell is left on it, and keys are heard.
    func checkDashboard(width: Int) throws {
      try eventually(seconds: 20) {
        let lines = try terminal.screen().components(separatedBy: "\n")
        return lines[0].contains("kdtop") && lines.contains { $0.count == width && $0.hasSuffix("╮") }
          && !lines.contains { $0.contains("ready>") || $0.contains("typed") }
      } otherwise: {
        "no whole dashboard \(width) columns wide:\n\((try? terminal.screen()) ?? "")"
      }
      try terminal.press("?")
      try terminal.wait(for: "pause training, or go on")
      try terminal.press("Escape")
      try terminal.waitUntilGone("pause training, or go on")
    }

    /// What is stopped does not play on: time stands still for it.
    @Test func replayComesBackWhereItWas() throws {
      let log = try EventLog(directory: place.file("slow"))
      // A step a second for an hour.
      log.append((0..<3600).map { Event(step: $0, wallTime: 1e9 + Double($0), .scalars([Scalar("loss", 1)])) })
      try log.close(patience: 5)
      try terminal.enter("\(kdtop) replay slow --speed 16")
      try terminal.wait(for: "╭ loss", "▶")
      let process = try terminal.processIdentifier()
      var (running, start) = (0.0, Date())
      let before = try step()
      try terminal.press("C-z")
      try ProcessState.waitUntilStopped(process)
      running += Date().timeIntervalSince(start)
      try checkShell(process)
      usleep(4_000_000)
      try terminal.resize(80, 24)
      start = Date()
      try terminal.enter("fg")
      try terminal.wait(for: .dashboard)
      try terminal.wait(for: "╭ loss", "step")
      let after = try step()
      running += Date().timeIntervalSince(start)
      #expect(after >= before && Double(after - before) <= 16 * running + 2, "\(before) to \(after) in \(running) s")
      try terminal.press("q")
      try terminal.wait(for: .shell)
    }

    /// The step that the screen shows.
    func step() throws -> Int {
      let screen = try terminal.wait(for: "step ")
      let number = try #require(screen.firstMatch(of: #/step ([0-9,]+)/#), "no step in\n\(screen)")
      return Int(number.output.1.replacing(",", with: "")) ?? -1
    }

    @Test(arguments: [true, false])
    func signalsFromElsewhereDoTheSame(launches: Bool) throws {
      launches ? try launch() : try replay()
      let process = try terminal.processIdentifier()
      for _ in 0..<2 {
        kill(process, SIGTSTP)
        try checkShell(process)
        try terminal.enter("fg")
        try terminal.wait(for: .dashboard)
        try terminal.wait(for: launches ? "╭ soft targets" : "╭ train/loss")
      }
      if launches { try leaveAndCheckLog() }
    }

    /// A screen that something else wrote on is whole again.
    @Test func continuingWithoutAStopPaintsTheScreenAnew() throws {
      try launch()
      // Where nothing changes: right of the views' names. What kdtop writes next may come to its end: it knows of no other cursor.
      try "\u{1B}[3;70Hgarbage from elsewhere".write(toFile: terminal.device(), atomically: false, encoding: .utf8)
      try terminal.wait(for: "garbage")
      kill(try terminal.processIdentifier(), SIGCONT)
      try terminal.waitUntilGone("garbage")
      #expect(try terminal.modes() == .dashboard)
      try leaveAndCheckLog()
    }

    @Test func aStopThatIsTakenBackIsNone() throws {
      try launch()
      let process = try terminal.processIdentifier()
      for _ in 0..<20 {
        kill(process, SIGTSTP)
        kill(process, SIGCONT)
      }
      usleep(500_000)
      #expect(ProcessState(process)?.letter != "T")
      // Where the shell saw it stand still for a moment, it has taken the terminal, and the run goes on in the background.
      if try terminal.modes() != .dashboard { try terminal.enter("fg") }
      try terminal.wait(for: .dashboard)
      try leaveAndCheckLog()
    }

    @Test func theQuitQuestionIsStillThere() throws {
      try launch()
      try terminal.press("q")
      try terminal.wait(for: "save and quit")
      try terminal.press("C-z")
      try checkShell(try terminal.processIdentifier())
      try terminal.enter("fg")
      try terminal.wait(for: "save and quit", "╭ loss")
      try terminal.press("Escape")
      try terminal.waitUntilGone("save and quit")
      try leaveAndCheckLog()
    }

    /// In the background there is nobody to draw for: training goes on, and the terminal is the shell's.
    @Test func inTheBackgroundTrainingGoesOn() throws {
      try launch()
      let process = try terminal.processIdentifier()
      try terminal.press("C-z")
      try checkShell(process)
      let step = try RunLog(place.file("runs/run")).view.step
      try terminal.enter("clear; bg")
      try eventually {
        try RunLog(place.file("runs/run")).view.step > step + 40
      } otherwise: {
        "training does not go on in the background: \(ProcessState(process)?.letter ?? "-")"
      }
      try terminal.enter("echo 'still'' the shell'")
      let screen = try terminal.wait(for: "still the shell")
      #expect(!screen.contains("╭"))
      #expect(try terminal.modes() == .shell)
      try terminal.enter("fg")
      try terminal.wait(for: .dashboard)
      try terminal.wait(for: "╭ loss", "╭ soft targets")
      try leaveAndCheckLog()
    }

    /// `kill %1` of a stopped job: the shell wakes it up to die.
    @Test func aStoppedRunThatIsKilledIsSaved() throws {
      try launch()
      let process = try terminal.processIdentifier()
      try terminal.press("C-z")
      try checkShell(process)
      try terminal.enter("kill %1")
      _ = try ProcessState.waitForEnd(of: process)
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.status?.state == .stopped && log.view.status?.reason?.contains("saved") == true)
      try terminal.wait(for: .shell)
      try terminal.enter("echo 'whole'' terminal'")
      try terminal.wait(for: "whole terminal")
    }

    /// ^Z stops what kdtop was started by, too: a script's shell would wait for it, and nobody would get a prompt.
    @Test func aScriptAroundItIsStoppedWithIt() throws {
      try "'\(kdtop)' launch --name run --teacher-epochs 1 --set throttle=40 --steps 100000\necho after $?\n".write(
        toFile: place.file("train.sh"), atomically: true, encoding: .utf8)
      try terminal.enter("sh train.sh")
      try terminal.wait(for: "distil", "teacher entropy")
      try terminal.press("C-z")
      try checkShell(try terminal.processIdentifier())
      try terminal.enter("fg")
      try terminal.wait(for: .dashboard)
      try leaveAndCheckLog()
      try terminal.wait(for: "after 0")
    }

    /// Whoever ignores stops has nobody to wake up what is stopped.
    @Test func whatIgnoresStopsIsNotStopped() throws {
      try terminal.enter(
        "(trap '' TSTP; \(kdtop) launch --name run --teacher-epochs 1 --set throttle=40 --steps 100000)")
      try terminal.wait(for: "distil", "teacher entropy")
      let process = try terminal.processIdentifier()
      for _ in 0..<2 {
        try terminal.press("C-z")
        kill(process, SIGTSTP)
        usleep(300_000)
        #expect(ProcessState(process)?.letter != "T")
      }
      #expect(try terminal.modes() == .dashboard)
      try leaveAndCheckLog()
    }

    /// The terminal's own program, with no shell to come back from: there ^Z has no meaning.
    @Test func withoutAShellNothingStops() throws {
      let alone = try Tmux(
        "exec \(kdtop) launch --name alone --teacher-epochs 1 --set throttle=40 --steps 100000", in: place.path)
      try alone.wait(for: "distil", "teacher entropy")
      try alone.press("C-z")
      try alone.press("?")
      try alone.wait(for: "pause training, or go on")
      #expect(try alone.modes() == .dashboard)
    }
  }
}
