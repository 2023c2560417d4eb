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

    @Test(arguments: [(SIGSEGV, 139), (SIGQUIT, 131)])
    func aCrashGivesTheTerminalBack(signal: Int32, status: Int) throws {
      let terminal = try Tmux(
        "SWIFT_BACKTRACE=enable=no \(kdtop) launch --name run --set throttle=40", in: place.path)
      try terminal.wait(for: "╭ loss")
      kill(try terminal.processIdentifier(), signal)
      try terminal.wait(for: "exit code \(status)")
      try terminal.press("echo whole terminal", "Enter")
      try terminal.wait(for: "\nwhole terminal")
    }

    @Test func aTerminalThatGoesEndsTheRunAndSavesIt() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --set throttle=40 --steps 100000", in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      let process = try terminal.processIdentifier()
      try terminal.kill()
      try eventually {
        kill(process, 0) != 0
      } otherwise: {
        "kdtop goes on without a terminal"
      }
      #expect(try RunLog(place.file("runs/run")).view.status?.state == .stopped)
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
