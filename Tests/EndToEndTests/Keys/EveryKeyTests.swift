import Dashboard
import Foundation
import TerminalUI
import Testing

extension EndToEnd {
  /// Every key of the table in a real terminal, in a run and in a replay, and what the screen shows after it:
  /// `KeyExpectation.all` says what. A row of the table that it does not know fails.
  @Suite(.serialized) struct EveryKey {
    let place: Workplace
    let kdtop: String

    init() throws {
      place = try Workplace()
      kdtop = try Program.path()
    }

    private var environment: String {
      "TERM=xterm-256color XDG_CONFIG_HOME='\(place.path)/config' KDTOP_THEMES='\(Fixture.package)/themes'"
    }

    private static let networks = "--teacher mlp:32 --student mlp:16 --teacher-epochs 1"

    @Test func everyRowHasAnExpectationAndAPlace() {
      let places = KeyPlace.live + KeyPlace.replay
      for row in KeyMap.standard.bindings {
        guard let expectation = KeyExpectation.all[row.action] else {
          Issue.record("what does \(row.action.name) show? Say it in KeyExpectation.all")
          continue
        }
        let seen = row.contexts.subtracting(expectation.unseen)
        #expect(places.contains { seen.contains($0.context) }, "where is \(row.action.name) to be seen?")
      }
      #expect(KeyTable.mouse.map(\.help) == MouseExpectation.all.map(\.help))
    }

    // MARK: - Keys

    @Test func everyKeyInARun() throws {
      let driver = try run(named: "run")
      var last: [Turn] = []
      for turn in turns(KeyPlace.live) {
        if turn.expectation.isLast(turn.place, false) { last.append(turn) } else { try take(turn, false, driver) }
      }
      try driver.press(["q"])
      try driver.wait(for: "quit?")
      try driver.press(["x"])
      try driver.wait(for: "exit code 0")
      for (number, turn) in last.enumerated() {
        let driver = try turn.place.context == .dialog ? begun("last-\(number)") : run(named: "last-\(number)")
        try take(turn, false, driver)
        try leave(driver)
      }
    }

    @Test func everyKeyInAReplay() throws {
      let recorder = try run(named: "run")
      try recorder.press(["Space", ":set temperature 5"])
      try recorder.wait(for: "running", "temperature         5 ")
      try steps(40, recorder)
      try recorder.press(["q", "s"])
      try recorder.wait(for: "exit code 0")
      var last: [Turn] = []
      let driver = try replay()
      for turn in turns(KeyPlace.replay) {
        if turn.expectation.isLast(turn.place, true) { last.append(turn) } else { try take(turn, true, driver) }
      }
      for turn in last {
        let driver = try replay()
        try take(turn, true, driver)
        try leave(driver)
      }
    }

    /// A key of a row, and where it is pressed.
    private struct Turn {
      var row: KeyBinding
      var key: KeyEvent
      var place: KeyPlace
      var expectation: KeyExpectation
    }

    /// Each key of each row that counts in some of the places: in one of them, so that all of them have their turn.
    private func turns(_ places: [KeyPlace]) -> [Turn] {
      var count = 0
      return KeyMap.standard.bindings.flatMap { row -> [Turn] in
        guard let expectation = KeyExpectation.all[row.action] else { return [] }
        let fitting = places.filter { row.contexts.contains($0.context) && !expectation.unseen.contains($0.context) }
        guard !fitting.isEmpty else { return [] }
        return (row.takesText ? [KeyEvent("e")] : row.keys).map { key in
          count += 1
          return Turn(row: row, key: key, place: fitting[count % fitting.count], expectation: expectation)
        }
      }
    }

    /// Goes where a key counts, presses it, looks, and goes back.
    private func take(_ turn: Turn, _ isReplay: Bool, _ driver: KeyDriver) throws {
      let (place, expectation) = (turn.place, turn.expectation)
      do {
        try driver.press(place.enter)
        if let text = place.shows { try driver.wait(for: text) }
        try driver.press(expectation.before(place, turn.key))
        try driver.settle()
        let press = KeyExpectation.Press(key: turn.key, place: place, isReplay: isReplay, before: try driver.look())
        try driver.press(turn.key)
        try expectation.check(press, driver)
        guard !expectation.isLast(place, isReplay) else { return }
        try expectation.after(place, driver)
        try driver.press(place.leave)
        if let text = place.hides { try driver.waitUntilGone(text) }
      } catch {
        Issue.record("\(turn.row.action.name) by \(turn.key) in \(place.name): \(error)")
        // So that the next one begins where it should.
        try driver.press(["Escape", "Escape", "Escape", "Escape"])
      }
    }

    // MARK: - Programs

    /// A short run with a knob that has been turned, paused in the middle of distilling so that nothing but keys changes
    /// the screen.
    private func run(named name: String) throws -> KeyDriver {
      let driver = KeyDriver(
        try Tmux(
          "\(environment) \(kdtop) launch --name \(name) \(Self.networks) --set throttle=100 --steps 5000", width: 120,
          height: 30, in: place.path))
      try driver.wait(for: "distil", "teacher entropy")
      try steps(20, driver)
      try driver.press([":set alpha 0.91"])
      try driver.wait(for: "alpha            0.91 ")
      try steps(20, driver)
      try driver.press(["Space"])
      try driver.wait(for: "paused")
      return driver
    }

    /// A run that has just begun: enough to be asked before leaving.
    private func begun(_ name: String) throws -> KeyDriver {
      let driver = KeyDriver(
        try Tmux(
          "\(environment) \(kdtop) launch --name \(name) \(Self.networks)", width: 120, height: 30, in: place.path))
      try driver.wait("no step was taken") { $0.header.joined().contains(#/step [1-9]/#) }
      return driver
    }

    /// Waits for so many steps.
    private func steps(_ count: Int, _ driver: KeyDriver) throws {
      func step(_ look: KeyDriver.Look) -> Int? {
        look.header.joined().firstMatch(of: #/step ([0-9,]+)/#).flatMap { Int($0.1.replacing(",", with: "")) }
      }
      let start = step(try driver.look()) ?? 0
      try driver.wait("no \(count) steps were taken") { (step($0) ?? 0) >= start + count }
    }

    private func replay() throws -> KeyDriver {
      let driver = KeyDriver(
        try Tmux("\(environment) \(kdtop) replay runs/run", width: 120, height: 30, in: place.path))
      try driver.wait(for: "▶ replay")
      try driver.press(["Space", "End"])
      try driver.waitUntilGone("▶ replay")
      return driver
    }

    /// Ends what runs, if something does.
    private func leave(_ driver: KeyDriver) throws {
      guard !(try driver.look().text.contains("exit code")) else { return }
      try driver.press(["q"])
      try driver.wait("nothing asks before leaving") { $0.text.contains("quit?") || $0.text.contains("exit code 0") }
      guard !(try driver.look().text.contains("exit code")) else { return }
      try driver.press(["x"])
      try driver.wait(for: "exit code 0")
    }

    // MARK: - The mouse

    @Test func theMouseInARun() throws {
      let driver = try run(named: "run")
      for expectation in MouseExpectation.all { try use(expectation.live, of: expectation, driver) }
      try driver.press(["q", "x"])
      try driver.wait(for: "exit code 0")
    }

    @Test func theMouseInAReplay() throws {
      let recorder = try run(named: "run")
      try recorder.press(["q", "s"])
      try recorder.wait(for: "exit code 0")
      let driver = try replay()
      for expectation in MouseExpectation.all { try use(expectation.replay, of: expectation, driver) }
      try driver.press(["C-c"])
      try driver.wait(for: "exit code 0")
    }

    private func use(_ body: MouseExpectation.Use?, of row: MouseExpectation, _ driver: KeyDriver) throws {
      guard let body else { return }
      do { try body(driver) } catch { Issue.record("the mouse: \(row.help): \(error)") }
    }
  }
}
