import Foundation
import RunModel
import Testing

extension EndToEnd {
  /// Notes and alerts, in a real terminal in front of a real trainer.
  @Suite(.serialized) struct Notes {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    @Test func notesAreInTheLogLiveAndFromAReplay() throws {
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --steps 100 --set throttle=40", in: place.path)
      try terminal.wait(for: "distil", "soft targets")
      try terminal.press("m")
      try terminal.wait(for: "note at step")
      try terminal.send("warm so far")
      try terminal.press("Enter")
      try terminal.wait(for: "noted at step")
      try terminal.wait(for: "finished")
      // The trainer has ended; the log is still this program's.
      try terminal.press("m")
      try terminal.wait(for: "note at step 180")
      try terminal.send("done")
      try terminal.press("Enter")
      try terminal.wait(for: "noted at step 180")
      try terminal.press("E")
      try terminal.wait(for: "save the view")
      try terminal.press("Enter")
      try terminal.wait(for: "saved digits-kd-step-180.svg")
      try terminal.press("q")
      try terminal.wait(for: "exit code 0")
      #expect(try RunLog(place.file("runs/run")).view.notes.map(\.text) == ["warm so far", "done"])
      #expect(try String(contentsOfFile: place.file("digits-kd-step-180.svg"), encoding: .utf8).contains("<svg"))

      let replay = try Tmux("\(kdtop) replay runs/run --from-step 180", in: place.path)
      try replay.wait(for: "180", "¶")
      try replay.press("m")
      try replay.send("afterwards")
      try replay.press("Enter")
      try replay.wait(for: "noted at step 180")
      try replay.press("q")
      try replay.wait(for: "exit code 0")
      let log = try RunLog(place.file("runs/run"))
      #expect(log.view.notes.map(\.text) == ["warm so far", "done", "afterwards"])
      #expect(log.view.step == 180 && log.view.status?.state == .finished)
      // Other programs' logs are left alone, and the reason is said.
      let foreign = try Tmux("\(kdtop) replay \(Fixture.path("pytorch-kd")) --from-step 300", in: place.path)
      try foreign.wait(for: "train/loss")
      try foreign.press("m")
      try foreign.wait(for: "notes go into runs of kdtop's")
    }

    @Test func anAlertRingsAndPauses() throws {
      try """
      [[alerts]]
      name = "half way"
      when = "above"
      tag = "accuracy/student"
      value = 0.1
      pause = true
      """.write(toFile: place.file("alerts.toml"), atomically: true, encoding: .utf8)
      let terminal = try Tmux(
        "\(kdtop) launch --name run --teacher-epochs 2 --steps 100000 --set throttle=0 --config alerts.toml",
        in: place.path)
      try terminal.wait(for: "half way: accuracy/student is", "paused")
      let log = try RunLog(place.file("runs/run"))
      // The screen is a moment ahead of the file.
      try eventually {
        try RunLog(place.file("runs/run")).store.notices.entries.map(\.value.alert).contains("half way")
      } otherwise: {
        "the alert is not in the log"
      }
      try terminal.press("Space")
      try eventually {
        try RunLog(place.file("runs/run")).view.step > log.view.step + 20
      } otherwise: {
        "training did not go on"
      }
      try terminal.press("q", "x")
      try terminal.wait(for: "exit code 0")
      // Nobody could let a run without a dashboard go on.
      let headless = try Program.run([
        "launch", "--headless", "--run-dir", place.file("quiet"), "--teacher-epochs", "2", "--epochs", "2", "--config",
        place.file("alerts.toml"),
      ])
      #expect(headless.status == 0)
      #expect(try RunLog(place.file("quiet")).store.notices.entries.contains { $0.value.isAlert })
    }
  }
}
