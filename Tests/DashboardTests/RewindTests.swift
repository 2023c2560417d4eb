import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Looking back in a live run, and going on from there.
@Suite struct RewindTests {
  private func person() -> InputTests.Person { InputTests.Person() }

  /// What a knob's row says it stands at.
  private func knob(_ name: String, in frame: String) -> String? {
    let line = frame.split(separator: "\n").first { $0.contains(" \(name) ") && $0.contains("├") }
    let words = line?.split(separator: " ") ?? []
    return words.firstIndex { $0 == name }.map { String(words[$0 + 1]) }
  }

  @Test func lookingBackShowsTheRunAsItStoodAndEndIsNow() throws {
    var person = person()
    #expect(person.press(KeyEvent("{")) == [])
    let frame = person.frame
    let says = { (text: String) in frame.contains(text) }
    #expect(says("looking back · now 1,412"))
    #expect(says("step 1,268"), "the fixture logs every fourth step")
    // T was turned at 900, α at 1,400.
    #expect(knob("alpha", in: frame) == "0.9")
    #expect(knob("temperature", in: frame) == "8")
    #expect(person.press(KeyEvent(.end)) == [])
    #expect(knob("alpha", in: person.frame) == "0.7")
    #expect(person.state.rewind == nil)
  }

  @Test func whatIsTurnedThereIsForTheFork() {
    var person = person()
    _ = person.press(KeyEvent("{"), KeyEvent("{"))
    let step = person.state.view(person.store).step
    #expect(person.press(KeyEvent(.right), KeyEvent(.right)) == [], "the run that goes on is not asked for anything")
    #expect(person.frame.contains("→9"))
    #expect(person.press(KeyEvent("f")) == [.leave(.fork(ForkRequest(step: step, settings: ["temperature": 9])))])
  }

  @Test func aForkFromNowChangesNothing() {
    var person = person()
    #expect(person.press(KeyEvent("f")) == [.leave(.fork(ForkRequest(step: 1412)))])
  }

  @Test func changesAreFoundBackwardsAndForwards() {
    var person = person()
    _ = person.press(KeyEvent("("))
    #expect(person.state.view(person.store).step == 1400)
    _ = person.press(KeyEvent("("))
    #expect(person.state.view(person.store).step == 900)
    _ = person.press(KeyEvent("("))
    #expect(person.frame.contains("no change of a knob before this"))
    _ = person.press(KeyEvent(")"))
    #expect(person.state.view(person.store).step == 1400)
  }

  @Test func undoTakesBackTheLastTurn() {
    var person = person()
    #expect(person.press(KeyEvent("u")) == [.leave(.fork(ForkRequest(step: 1400, settings: ["alpha": 0.9])))])
    // Looked back to before it, the last turn is the one before.
    _ = person.press(KeyEvent("{"))
    #expect(person.press(KeyEvent("u")) == [.leave(.fork(ForkRequest(step: 900, settings: ["temperature": 4])))])
  }

  /// A key that was held down is one turn, however many changes it made.
  @Test func aTurnIsUndoneAsAWhole() {
    func set(_ step: Int, _ old: Double, _ new: Double, at time: Double) -> Event {
      .command(
        CommandOutcome(command: "set", source: .keyboard, applied: true, knob: "temperature", old: old, new: new),
        step: step, wallTime: RunFixture.start + 100 + time)
    }
    let store = RunFixture.store(
      RunFixture.distillation() + [
        set(1412, 8, 9, at: 0), set(1420, 9, 9.5, at: 10), set(1425, 9.5, 10, at: 11), set(1430, 10, 10.5, at: 12.5),
      ])
    #expect(DashboardState.undoing(RunView(store)) == ForkRequest(step: 1420, settings: ["temperature": 9]))
    #expect(DashboardState.undoing(RunView(RunStore())) == nil)
  }

  @Test func nothingCanGoOnFromAForeignLog() {
    var state = DashboardState.replay(
      of: RunFixture.store(RunFixture.distillation()), size: Size(width: 80, height: 24))
    state.forkRefusal = "that is no run"
    let store = RunFixture.store(RunFixture.distillation())
    for key in ["f", "u"] { #expect(state.handle(.key(KeyEvent(Character(key))), store: store, now: 0) == []) }
    #expect(state.message?.text == "that is no run")
  }

  @Test func aClickOnTheTimelineLooksBack() throws {
    var person = person()
    let frame = person.frame.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(frame.lastIndex { $0.contains("▶") })
    _ = person.mouse(.press(.left), at: Point(x: 30, y: row))
    let step = person.state.view(person.store).step
    #expect((650...800).contains(step), "a quarter of 3,000 steps: \(step)")
    #expect(person.press(KeyEvent(.escape)) == [])
    #expect(person.state.rewind == nil)
  }

  @Test func eventsGoOnToArriveWhileOneLooksBack() {
    var person = person()
    _ = person.press(KeyEvent("{"))
    person.store.apply(.notice(Notice(.warning, "something happened"), step: 1413, wallTime: RunFixture.start + 20))
    person.state.absorb(person.store, now: 101)
    #expect(person.state.message?.text == "something happened")
  }
}
