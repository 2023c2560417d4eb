import RunModel

extension DashboardState {
  mutating func performReplay(_ action: KeyAction, _ scene: Scene, now: Double) {
    guard var clock = replay else { return }
    clock.advance(to: now)
    switch action {
    case .playOrPause: clock.togglePlaying()
    case .seekBack: clock.seek(byFraction: -0.01)
    case .seekForward: clock.seek(byFraction: 0.01)
    case .seekBackFar: clock.seek(byFraction: -0.1)
    case .seekForwardFar: clock.seek(byFraction: 0.1)
    case .seekStart: clock.seek(toFraction: 0)
    case .seekEnd: clock.seek(toFraction: 1)
    case .slower: clock.changeSpeed(by: -1)
    case .faster: clock.changeSpeed(by: 1)
    default: seekToChange(forward: action == .nextChange, &clock, scene, now: now)
    }
    clock.advance(to: now)
    replay = clock
    // What was skipped is not news.
    if action != .playOrPause { seen = clock.position }
  }

  private mutating func seekToChange(forward: Bool, _ clock: inout ReplayClock, _ scene: Scene, now: Double) {
    let position = clock.position
    let places = scene.view.store.commands.entries.filter { $0.value.applied && $0.value.knob != nil }
      .map { $0.ordinal + 1 }
    guard let place = forward ? places.first(where: { $0 > position }) : places.last(where: { $0 < position }) else {
      say(.info, forward ? "no change of a knob after this" : "no change of a knob before this", now: now)
      return
    }
    clock.seek(toPosition: place)
    // Events of the same moment come along; the change before them is still the one before.
    if !forward, clock.position >= position, let earlier = places.last(where: { clock.times[$0 - 1] < clock.playhead })
    {
      clock.seek(toPosition: earlier)
    }
    clock.pause()
  }
}
