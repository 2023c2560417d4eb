import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// What a method does by itself, and the key that stops it.
@Suite struct MethodStatusTests {
  private let size = Size(width: 120, height: 40)

  private func store(distilling: Float, _ status: String?) -> RunStore {
    var description = RunFixture.description()
    description.method = "eskd"
    description.knobs.append(
      Knob(
        name: "distilling", symbol: "distil", range: 0...1, defaultValue: 1, fineStep: 1, coarseStep: 1,
        help: "1 distils, 0 goes on with the labels alone"))
    var events: [Event] = [
      .run(description, step: 0, wallTime: 0), .status(StatusChange(.running), step: 0, wallTime: 0),
      Event(step: 0, wallTime: 0, .scalars([Scalar(RunModel.Tag.knob("distilling"), distilling)])),
    ]
    if let status { events.append(.methodStatus(MethodStatus(status), step: 3, wallTime: 1)) }
    return RunFixture.store(events)
  }

  @Test func itStandsBelowTheKnobs() {
    let rule = "soft falls 3.1 % an epoch; stops under 1.0 % twice (0 of 2)"
    let text = Dashboard.draw(.live(size: size), store: store(distilling: 1, rule), size: size, symbols: .braille).text
    #expect(text.contains("soft falls 3.1 % an epoch"))
    let without = Dashboard.draw(.live(size: size), store: store(distilling: 1, nil), size: size, symbols: .braille)
      .text
    #expect(!without.contains("soft falls"))
  }

  @Test(arguments: [(Float(1), 0.0), (0, 1)])
  func eStopsAndGoesOn(stands: Float, asked: Double) {
    let store = store(distilling: stands, nil)
    var state = DashboardState.live(size: size)
    let actions = state.handle(.key(KeyEvent(Character("e"))), store: store, now: 0)
    #expect(actions == [.send(Command(.setKnob(name: "distilling", value: asked), from: .keyboard))])
  }

  @Test func elsewhereItSaysWhoStops() {
    let store = RunFixture.store([
      .run(RunFixture.description(), step: 0, wallTime: 0), .status(StatusChange(.running), step: 0, wallTime: 0),
    ])
    var state = DashboardState.live(size: size)
    #expect(state.handle(.key(KeyEvent(Character("e"))), store: store, now: 0).isEmpty)
    let text = Dashboard.draw(state, store: store, size: size, symbols: .braille).text
    #expect(text.contains("eskd is the one that stops part-way"))
  }

  /// A knob that the method has moved since it was turned shows where it stands now.
  @Test func movesGoBeforeOlderTurns() {
    let turned = CommandOutcome(
      command: "set", source: .keyboard, applied: true, knob: "alpha", old: 0.9, new: 0.123456)
    func view(_ later: [Event]) -> RunView {
      RunView(
        RunFixture.store(
          [
            .run(RunFixture.description(), step: 0, wallTime: 0), .command(turned, step: 1, wallTime: 1),
            Event(step: 1, wallTime: 1, .scalars([Scalar(RunModel.Tag.knob("alpha"), 0.123456)])),
          ] + later))
    }
    let alpha = RunFixture.knobs[1]
    #expect(view([]).knobValue(alpha) == 0.123456, "to the last digit")
    #expect(
      view([Event(step: 2, wallTime: 2, .scalars([Scalar(RunModel.Tag.knob("alpha"), 0.5)]))]).knobValue(alpha) == 0.5)
  }
}
