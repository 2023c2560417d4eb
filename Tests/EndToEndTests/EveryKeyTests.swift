import Dashboard
import Foundation
import TerminalUI
import Testing

extension EndToEnd {
  /// Every key of the table in a real terminal, and what the screen shows after it. `KeyExpectation.all` says what; a row of
  /// the table that it does not know fails.
  @Suite(.serialized) struct EveryKey {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    private static let environment =
      "TERM=xterm-256color XDG_CONFIG_HOME=/nonexistent KDTOP_THEMES='\(Fixture.package)/themes'"

    /// Rows that count in one of these places.
    private func rows(_ contexts: KeyContext) -> [KeyBinding] {
      KeyMap.standard.bindings.filter { !$0.contexts.isDisjoint(with: contexts) }
    }

    @Test func everyRowHasAnExpectation() {
      for row in KeyMap.standard.bindings {
        #expect(
          KeyExpectation.all[row.action] != nil, "what does \(row.action.name) show? Say it in KeyExpectation.all")
      }
    }

    /// A short run, paused in the middle of distilling so that nothing but keys changes the screen.
    private func live() throws -> Tmux {
      let terminal = try Tmux(
        "\(Self.environment) \(kdtop) launch --name run --teacher-epochs 2 --set throttle=60 --steps 100000",
        in: place.path)
      try terminal.wait(for: "distil", "teacher entropy")
      // Something to look back to: a knob turned, some steps later.
      try terminal.press("Down", "Right", "Up")
      try terminal.wait(for: "0.91")
      usleep(1_000_000)
      try terminal.press("Space")
      try terminal.wait(for: "paused")
      return terminal
    }

    @Test func everyKeyInARun() throws {
      let terminal = try live()
      for context in KeyExpectation.livePlaces {
        for row in rows(context.place) { try press(row, in: context, terminal) }
      }
      try terminal.press("C-c")
      try terminal.wait(for: "quit?")
      try terminal.press("x")
      try terminal.wait(for: "exit code 0")
    }

    @Test func everyKeyInAReplay() throws {
      // A log with two changes of a knob.
      let recorder = try live()
      try recorder.press("Space")
      try recorder.press("Down", "S-Left")
      try recorder.wait(for: "0.81")
      usleep(1_000_000)
      try recorder.press("q", "s")
      try recorder.wait(for: "exit code 0")
      let terminal = try Tmux("\(Self.environment) \(kdtop) replay runs/run", in: place.path)
      try terminal.wait(for: "soft targets", "replay")
      try terminal.press("Space")
      for context in KeyExpectation.replayPlaces {
        for row in rows(context.place) { try press(row, in: context, terminal) }
      }
      try terminal.press("C-c")
      try terminal.wait(for: "exit code 0")
    }

    /// Each key of a row: brings the screen to where it counts, presses, looks, and goes back.
    private func press(_ row: KeyBinding, in context: KeyExpectation.Place, _ terminal: Tmux) throws {
      guard let expectation = KeyExpectation.all[row.action] else { return }
      let keys = row.takesText ? [KeyEvent("e")] : row.keys
      for key in keys where !expectation.leaves {
        try context.enter(terminal)
        for name in expectation.before(context) { try terminal.press(name) }
        let before = try terminal.settled()
        try terminal.press(key)
        do {
          try expectation.check(before, terminal)
        } catch {
          Issue.record("\(row.action.name) in \(context.name): \(error)")
        }
        for name in expectation.after { try terminal.press(name) }
        try context.leave(terminal)
      }
    }

    @Test func theMouseDoesWhatItsRowsSay() throws {
      let terminal = try live()
      // Footer: a click on the words does what the key does.
      try terminal.click(on: "help")
      try terminal.wait(for: "╭ keys")
      try terminal.click(on: "close")
      try terminal.waitUntilGone("╭ keys")
      // A list is closed by a click beside it, and scrolled by the wheel.
      try terminal.press("?")
      try terminal.wait(for: "╭ keys", "1–")
      try terminal.send("\u{1B}[<65;60;20M")
      try terminal.wait(for: "2–")
      try terminal.send("\u{1B}[<0;1;1M\u{1B}[<0;1;1m")
      try terminal.waitUntilGone("╭ keys")
      // Knob, slider, wheel.
      try terminal.click(on: "momentum")
      try terminal.wait(for: "▸ momentum")
      let knob = try terminal.place(of: "learning rate")
      try terminal.send("\u{1B}[<64;\(knob.x + 1);\(knob.y + 1)M")
      let slider = try terminal.place(of: "├", below: try terminal.place(of: "alpha").y - 1)
      try terminal.send("\u{1B}[<0;\(slider.x + 4);\(slider.y + 1)M\u{1B}[<32;\(slider.x + 8);\(slider.y + 1)M")
      try terminal.send("\u{1B}[<0;\(slider.x + 8);\(slider.y + 1)m")
      try terminal.wait(for: "▸ alpha")
      try eventually {
        let screen = try terminal.screen()
        return !screen.contains("0.91")
      } otherwise: {
        "alpha is where it was"
      }
      // A class, the timeline, and an answer to the question before leaving.
      try terminal.send("\u{1B}[<0;30;38M\u{1B}[<0;30;38m")
      try terminal.wait(for: "looking back")
      try terminal.press("End")
      try terminal.waitUntilGone("looking back")
      try terminal.click(on: "quit", last: true)
      try terminal.wait(for: "quit?")
      try terminal.click(on: "go on")
      try terminal.waitUntilGone("quit?")
      try terminal.press("q", "x")
      try terminal.wait(for: "exit code 0")
    }
  }
}
