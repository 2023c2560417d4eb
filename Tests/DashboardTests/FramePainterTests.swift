import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// What is drawn of a frame is what all of it would have been.
@Suite struct FramePainterTests {
  @Test("whatever happens and is pressed, each frame is as if drawn from nothing", arguments: [1, 2, 3, 4] as [UInt64])
  func asDrawnAnew(_ seed: UInt64) {
    var dice = FuzzTests.Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    var hostile = HostileEvents(seed: seed)
    let events = RunFixture.distillation(steps: 1400) + RunFixture.inspections(step: 1400)
    let store = RunStore()
    var state = DashboardState.live(size: Size(width: 120, height: 40))
    var painter = FramePainter()
    var fed = 0
    var isSettled = false
    var headers = 0
    for turn in 0..<350 {
      let now = Double(turn) * 0.1
      if state.advance(to: now) { isSettled = false }
      let bits = Int.random(in: 0...12, using: &dice)
      for event in events[fed..<min(events.count, fed + bits)] { store.apply(event) }
      fed = min(events.count, fed + bits)
      if Int.random(in: 0..<8, using: &dice) == 0 {
        store.apply(
          Event(
            step: store.steps.last ?? 0, wallTime: RunFixture.start,
            .scalars([Scalar(Tag.knob("alpha"), Float.random(in: 0...1, using: &dice))])))
      }
      if seed > 2, Int.random(in: 0..<12, using: &dice) == 0 {
        let (event, run) = hostile.next()
        store.apply(event, run: run)
      }
      state.absorb(store, now: now)
      if Int.random(in: 0..<5, using: &dice) == 0 {
        _ = state.handle(FuzzTests.event(&dice, size: state.size), store: store, now: now)
        isSettled = false
      }
      if isSettled, Bool.random(using: &dice), let (frame, rows) = painter.frameWithNewHeader(state, store: store) {
        let fresh = Dashboard.draw(state, store: store, size: state.size, symbols: .braille)
        #expect(rows.allSatisfy { frame.row($0) == fresh.row($0) }, "turn \(turn):\n\(frame.text)")
        headers += 1
        // The rest is drawn some time.
        continue
      }
      let frame = painter.frame(state, store: store, symbols: .braille, isSettled: isSettled)
      let fresh = Dashboard.draw(state, store: store, size: state.size, symbols: .braille)
      #expect(frame == fresh, "turn \(turn):\n\(frame.text)\nis not\n\(fresh.text)")
      guard frame == fresh else { return }
      isSettled = true
    }
    #expect(headers > 20)
  }

  @Test("what does not follow curves is left as it is while they go on")
  func leavesTheRest() {
    #expect(KnobsPanel().inputs.isEmpty && SoftTargetsPanel().inputs == .tensors && EnvironmentPanel().inputs == .all)
    let store = RunFixture.store(RunFixture.distillation())
    let before = store.outlineGeneration
    store.apply(Event(step: 1500, wallTime: 0, .scalars([Scalar(Tag.studentLoss, 1)])))
    #expect(store.outlineGeneration == before)
    store.apply(Event(step: 1501, wallTime: 0, .scalars([Scalar("new", 1)])))
    #expect(store.outlineGeneration == before + 1)
    store.apply(Event(step: 1502, wallTime: 0, .scalars([Scalar(Tag.knob("temperature"), 3)])))
    store.apply(Event(step: 1503, wallTime: 0, .scalars([Scalar(Tag.knob("temperature"), 3)])))
    #expect(store.outlineGeneration == before + 2)
    let tensors = store.tensorGeneration
    for _ in 0..<2 {
      store.apply(Event(step: 1503, wallTime: 0, .tensor(tag: "new", TensorValue(shape: [1], values: [1]))))
    }
    #expect(store.outlineGeneration == before + 3 && store.tensorGeneration == tensors + 2)
    store.apply(Event(step: 1503, wallTime: 0, .sessionStart))
    #expect(store.outlineGeneration == before + 4)
  }
}
