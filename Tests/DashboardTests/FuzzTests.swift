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

  /// Logs that nobody sane wrote, on every kind of size.
  @Test(arguments: [7, 8, 9, 10] as [UInt64])
  func hostileLogs(_ seed: UInt64) {
    var source = HostileEvents(seed: seed)
    let store = RunStore()
    for height in [1, 2, 3, 5, 6, 7, 9, 10, 16, 20, 24, 28, 40, 60] {
      for _ in 0..<12 {
        let (event, run) = source.next()
        store.apply(event, run: run)
      }
      for width in [1, 2, 3, 4, 8, 19, 20, 24, 36, 60, 72, 80, 120, 200] {
        let step = source.dice.next() % 2 == 0 ? source.integer() : nil
        let size = Size(width: width, height: height)
        #expect(Dashboard.snapshot(store: store, atStep: step, size: size).size == size)
      }
    }
  }

  /// Every place of a screen that shows such a log is clicked, dragged to and scrolled over.
  @Test(arguments: [11, 12] as [UInt64])
  func clicksOnHostileLogs(_ seed: UInt64) {
    var source = HostileEvents(seed: seed)
    for size in [Size(width: 20, height: 6), Size(width: 80, height: 24), Size(width: 120, height: 40)] {
      let store = RunStore()
      for _ in 0..<120 {
        let (event, run) = source.next()
        store.apply(event, run: run)
      }
      var replay = DashboardState.replay(of: store, size: size)
      replay.handleAll([KeyEvent(.end)], store)
      for state in [replay, .live(size: size), .still(of: store, size: size, atStep: source.integer())] {
        click(state, store, page: max(1, Int(source.dice.next() % 4)))
      }
    }
  }

  private func click(_ first: DashboardState, _ store: RunStore, page: Int) {
    var state = first
    state.absorb(store, now: 0)
    state.handleAll(Array(repeating: KeyEvent(.pageDown), count: page), store)
    let size = state.size
    let kinds: [MouseEvent.Kind] = [.press(.left), .drag(.left), .wheelUp, .wheelDown, .release(.left)]
    for y in 0..<size.height {
      // Every row is clicked somewhere in all parts of it, and the timeline, which is near the bottom, at both ends.
      for part in 0..<6 {
        let x = part == 5 ? size.width - 2 : min(size.width - 1, 1 + part * size.width / 5 + y % 3)
        let event = MouseEvent(kinds[part % 2 == 0 ? 0 : (part / 2 + y) % kinds.count], at: Point(x: x, y: y))
        _ = state.handle(.mouse(event), store: store, now: 0)
      }
      _ = state.advance(to: Double(y))
      #expect(Dashboard.draw(state, store: store, size: size, symbols: .braille).size == size)
    }
  }

  private func play(_ state: inout DashboardState, _ store: RunStore, now: Double, _ dice: inout Dice) {
    state.advance(to: now)
    _ = state.handle(Self.event(&dice, size: state.size), store: store, now: now)
    let symbols = SymbolSet.allCases.randomElement(using: &dice) ?? .braille
    let canvas = Dashboard.draw(state, store: store, size: state.size, symbols: symbols)
    #expect(canvas.size == state.size)
  }

  static func event(_ dice: inout Dice, size: Size) -> InputEvent {
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

extension DashboardState {
  fileprivate mutating func handleAll(_ keys: [KeyEvent], _ store: RunStore) {
    for key in keys { _ = handle(.key(key), store: store, now: 0) }
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
