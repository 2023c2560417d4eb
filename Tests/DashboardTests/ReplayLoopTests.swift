import RunModel
import TerminalUI
import Testing

@testable import Dashboard

@Suite struct ReplayLoopTests {
  static func store() -> RunStore {
    RunFixture.store(RunFixture.distillation(steps: 3000, status: StatusChange(.finished)))
  }
  static func key(_ character: Character) -> ScriptedScreen.Act { .key(KeyEvent(character)) }

  @Test("plays to the end, stays there and falls silent")
  func plays() {
    let played = Played.replay(Self.store(), [.wait(60), .look { #expect($0.contains("step 3,000")) }, .wait(600)])
    #expect(played.screen.frames.count > 100)
    #expect(played.screen.frames.count <= 32 * 31)
    #expect(played.screen.endlessWaits >= 1)
  }

  @Test("panels show the state as of the playhead; changes are a key away")
  func changes() {
    _ = Played.replay(
      Self.store(),
      [
        Self.key(" "), .look { #expect($0.contains("step 0")) },
        Self.key(")"),
        .look {
          #expect($0.contains("step 900"))
          #expect($0.contains("T 8"))
        },
        Self.key(")"), .look { #expect($0.contains("step 1,400")) },
        Self.key("("), .look { #expect($0.contains("step 900")) },
        .key(KeyEvent(.end)), .look { #expect($0.contains("3,000 of 3,000")) },
        .key(KeyEvent(.home)), .look { #expect($0.contains("step 0")) },
      ])
  }

  @Test("a click on the timeline seeks to the step below the pointer")
  func click() {
    _ = Played.replay(
      Self.store(),
      [
        Self.key(" "), .mouse(MouseEvent(.press(.left), at: Point(x: 60, y: 37))),
        .look { #expect($0.contains("step 1,5")) },
        .mouse(MouseEvent(.drag(.left), at: Point(x: 500, y: 0))), .look { #expect($0.contains("step 3,000")) },
      ])
  }

  @Test("q leaves at once")
  func quits() {
    #expect(Played.replay(Self.store(), [Self.key("q"), .wait(5)]).reason == .quit(saving: false))
    #expect(Played.replay(RunStore(), [Self.key(" "), Self.key("."), Self.key("q")]).reason == .quit(saving: false))
  }
  @Test("frames that take a while to draw come as often as others: there is no trainer to leave the time to")
  func frameRate() {
    let played = Played.replay(Self.store(), [.wait(10)], frameCost: 0.005)
    #expect(played.screen.frames.count > 200)
  }

  @Test("what is to be said of the log comes first, and stays in the list of messages")
  func remark() {
    let store = Self.store()
    var state = DashboardState.replay(of: store, size: Size(width: 120, height: 40))
    state.title = "runs/mine"
    state.begin(with: Notice(.warning, "2 damaged records skipped"), now: 0)
    func frame() -> String { Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text }
    #expect(frame().contains("2 damaged records skipped"))
    state.advance(to: 100)
    #expect(!frame().contains("damaged"))
    _ = state.handle(.key(KeyEvent("M")), store: store, now: 100)
    #expect(frame().contains("2 damaged records skipped"))
  }

  @Test("the header names the log")
  func title() {
    let own = Self.store()
    let wide = Size(width: 140, height: 40)
    #expect(Dashboard.snapshot(store: own, size: wide, title: "runs/mine").text.contains("· runs/mine"))
    let foreign = RunFixture.foreignStore()
    let text = Dashboard.snapshot(store: foreign, size: Size(width: 80, height: 24), title: "logs/theirs").text
    #expect(text.hasPrefix(" kdtop  logs/theirs  5 curves"))
    // Where there is no room for it the run's own description goes first.
    let long = String(repeating: "long", count: 40)
    let narrow = Dashboard.snapshot(store: own, size: Size(width: 80, height: 24), title: long).text
    #expect(narrow == Dashboard.snapshot(store: own, size: Size(width: 80, height: 24)).text)
  }
}
