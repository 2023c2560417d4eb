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
}
