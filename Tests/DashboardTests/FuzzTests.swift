import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Whatever is pressed, in whatever order, on whatever size: nothing breaks, and the frame has the size asked for.
@Suite struct FuzzTests {
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func live(_ seed: UInt64) {
    var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    let events = [RunFixture.hostile] + RunFixture.distillation(steps: 900)
    let store = RunStore()
    var state = DashboardState.live(size: Size(width: 80, height: 24))
    var fed = 0
    for turn in 0..<600 {
      let now = Double(turn) * 0.1
      for event in events[fed..<min(events.count, fed + Int.random(in: 0...3, using: &dice))] {
        store.apply(event)
        fed += 1
      }
      state.absorb(store, now: now)
      play(&state, store, now: now, &dice)
    }
  }

  @Test(arguments: [5, 6] as [UInt64])
  func replay(_ seed: UInt64) {
    var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    for store in [RunFixture.foreignStore(), RunFixture.store(RunFixture.distillation()), RunStore()] {
      var state = DashboardState.replay(of: store, size: Size(width: 80, height: 24))
      for turn in 0..<150 { play(&state, store, now: Double(turn) * 0.1, &dice) }
    }
  }

  private func play(_ state: inout DashboardState, _ store: RunStore, now: Double, _ dice: inout Dice) {
    state.advance(to: now)
    _ = state.handle(Self.event(&dice, size: state.size), store: store, now: now)
    let symbols = SymbolSet.allCases.randomElement(using: &dice) ?? .braille
    let canvas = Dashboard.draw(state, store: store, size: state.size, symbols: symbols)
    #expect(canvas.size == state.size)
  }

  private static func event(_ dice: inout Dice, size: Size) -> InputEvent {
    let keys = KeyTable.bindings.flatMap(\.keys).filter { $0 != KeyEvent(Character("q")) }
    switch Int.random(in: 0..<10, using: &dice) {
    case 0:
      return .resize(
        Size(width: Int.random(in: 0...140, using: &dice), height: Int.random(in: 0...50, using: &dice)))
    case 1, 2:
      let point = Point(
        x: Int.random(in: -2...size.width + 2, using: &dice), y: Int.random(in: -2...size.height + 2, using: &dice))
      let kinds: [MouseEvent.Kind] = [
        .press(.left), .drag(.left), .release(.left), .wheelUp, .wheelDown, .press(.right),
      ]
      return .mouse(MouseEvent(kinds.randomElement(using: &dice) ?? .wheelUp, at: point))
    default: return .key(keys.randomElement(using: &dice) ?? KeyEvent(Character("?")))
    }
  }
}

extension RunFixture {
  /// Names no honest log has.
  static var hostile: Event {
    let long = String(repeating: "長い名前\u{1B}[31m", count: 300)
    return Event(
      step: 5, wallTime: start,
      .scalars([
        Scalar(long, 1), Scalar("\u{1B}]0;x\u{07}", .infinity), Scalar("", -.infinity),
        Scalar("a\u{0301}\u{0301}/b", 3.4e38), Scalar("tiny", 1e-38),
      ]))
  }
}
