import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// A disk that has no room left for the log: training waits, says so, and goes on when there is room.
  @Suite(.serialized) struct FullDisk {
    /// While it trains, and when training ends before the disk is found full.
    @Test(arguments: [8000, 1700]) func trainingWaitsAndNothingLoggedIsLost(steps: Int) throws {
      let place = try Workplace()
      let kdtop = try Program.path()
      let small = place.file("small")
      try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
      // A file system of the test's own, in a namespace of its own: needs no rights on the machine. There is
      // room for the log of about 1,400 steps.
      let mount =
        "mount -t tmpfs -o size=4096k small '\(small)' && dd if=/dev/zero of='\(small)/filler' bs=1k count=3900 2>/dev/null"
      let run = "cd '\(small)' && '\(kdtop)' launch --name run --teacher-epochs 1 --steps \(steps) --set throttle=0"
      // `read` lets the test look at the log before the file system is gone.
      let terminal = try Tmux(
        "unshare --user --map-root-user --mount sh -c \"\(mount) && \(run); echo exit code \\$?; cp -r '\(small)/runs' '\(place.path)'; echo copied\"",
        in: place.path)
      try terminal.wait(for: "paused", "cannot write", "No space left")
      let inside = try terminal.processIdentifier()
      try FileManager.default.removeItem(atPath: "/proc/\(inside)/root\(small)/filler")
      try terminal.wait(for: "finished")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0", "copied")
      let log = try RunLog(place.file("runs/run"))
      #expect(log.values(Tag.studentLoss).map(\.step) == Array(41...40 + steps))
      #expect(log.view.status?.state == .finished)
      // The weights are saved when there is room again.
      #expect(try SameRun.checkpoints(place.file("runs/run")).last == 40 + steps)
    }
  }
}
