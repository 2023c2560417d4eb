import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Programs that are told to end, or lose their terminal.
  @Suite(.serialized) struct Ends {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)])
    func aSignalSavesAndGivesTheTerminalBack(signal: Int32, status: Int) throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 100000", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      kill(try terminal.processIdentifier(), signal)
      try terminal.wait(for: "exit code \(status)", "run saved in")
      try terminal.press("echo whole terminal", "Enter")
      try terminal.wait(for: "\nwhole terminal")
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.status?.state == .stopped)
      #expect(log.view.status?.reason?.contains("saved") == true)
    }

    @Test func headlessEndsWithTheSignalsCode() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --headless --name run --teacher-epochs 2 --set throttle=40 --steps 100000", in: place.path)
      try eventually {
        (try? RunLog(place.file("runs/run")).view.phase?.name) == "distil"
      } otherwise: {
        "no steps"
      }
      kill(try terminal.processIdentifier(), SIGTERM)
      try terminal.wait(for: "exit code 143", "weights saved")
    }

    /// As nohup starts programs.
    @Test func anIgnoredHangUpStaysIgnored() throws {
      let terminal = try Tmux(
        "trap '' HUP; \(kdtop) launch --headless --name run --teacher-epochs 2 --steps 300 --set throttle=100",
        in: place.path)
      try eventually {
        (try? RunLog(place.file("runs/run")).view.phase?.name) == "distil"
      } otherwise: {
        "no steps"
      }
      kill(try terminal.processIdentifier(), SIGHUP)
      try terminal.wait(for: "exit code 0")
      #expect(try RunLog(place.file("runs/run")).view.status?.state == .finished)
    }

    @Test(arguments: [(SIGSEGV, 139), (SIGABRT, 134), (SIGILL, 132), (SIGTRAP, 133), (SIGQUIT, 131)])
    func aCrashGivesTheTerminalBack(signal: Int32, status: Int) throws {
      let terminal = try Tmux(
        "SWIFT_BACKTRACE=enable=no \(kdtop) launch --name run --set throttle=40", in: place.path)
      try terminal.wait(for: "╭ loss")
      kill(try terminal.processIdentifier(), signal)
      try terminal.wait(for: "exit code \(status)")
      // The screen, the cursor, the mouse and the keys are the shell's again.
      try terminal.wait(for: .shell)
      try terminal.press("echo whole terminal", "Enter")
      try terminal.wait(for: "\nwhole terminal")
    }

    /// Also where nobody is told of it: under nohup, say, only the terminal itself is gone.
    @Test(arguments: ["", "trap '' HUP;"])
    func aTerminalThatGoesEndsTheRunAndSavesIt(before: String) throws {
      let terminal = try Tmux(
        "\(before) \(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 100000", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      try checkEnd(of: terminal)
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.status?.state == .stopped && log.view.status?.reason?.contains("saved") == true)
      let steps = log.values(Tag.studentLoss).map(\.step)
      #expect(steps == Array(81..<81 + steps.count))
    }

    @Test(arguments: ["", "trap '' HUP;"])
    func aTerminalThatGoesEndsAReplay(before: String) throws {
      let terminal = try Tmux("\(before) \(kdtop) replay \(Fixture.path("pytorch-kd"))", in: place.path)
      try terminal.wait(for: "╭ train/loss")
      try checkEnd(of: terminal)
    }

    /// A stopped run whose terminal goes: the system wakes it up, and it is saved.
    @Test func aTerminalThatGoesWhileTheRunIsStopped() throws {
      let terminal = try Tmux.shell(in: place.path)
      try terminal.enter("\(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 100000")
      try terminal.wait(for: "distil", "teacher entropy")
      let process = try terminal.processIdentifier()
      try terminal.press("C-z")
      try ProcessState.waitUntilStopped(process)
      try checkEnd(of: terminal)
      #expect(try RunLog(place.file("runs/run")).view.status?.state == .stopped)
    }

    /// Takes the terminal away: the program is gone soon, and did no more meanwhile than saving takes.
    func checkEnd(of terminal: Tmux) throws {
      let process = try terminal.processIdentifier()
      try terminal.kill()
      let end = try ProcessState.waitForEnd(of: process)
      #expect(end.elapsed < 8 && end.processorSeconds < 1.5, "\(end)")
    }

    @Test func killLosesLessThanASecond() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --set throttle=50 --steps 100000", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      // Steps come one after the other by now: what is looked at is how late they reach the disk.
      try eventually {
        try RunLog(place.file("runs/run")).values(Tag.studentLoss).count > 50
      } otherwise: {
        "no steps"
      }
      let before = Date().timeIntervalSince1970
      let process = try terminal.processIdentifier()
      kill(process, SIGKILL)
      try eventually {
        kill(process, 0) != 0
      } otherwise: {
        "the process lives on"
      }
      let last = try #require(try RunLog(place.file("runs/run")).store.wallTimes.last)
      #expect(last > before - 1)
    }
  }
}
