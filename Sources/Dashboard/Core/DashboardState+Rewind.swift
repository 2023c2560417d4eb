import RunModel

/// Looking back in a live run while it goes on, and going on from there as another run.
extension DashboardState {
  /// Where a person looks back to; nil while the screen shows what happens now.
  struct Rewind: Sendable, Equatable {
    /// Events of the log that are shown.
    var position: Int
    /// Knobs turned there: what a fork begins with.
    var staged: [String: Double] = [:]
  }

  /// Successive changes of one knob at most this many seconds apart are one turn of it, which is undone as a whole.
  static let turnGap = 2.0

  mutating func performRewind(_ action: KeyAction, _ scene: Scene, now: Double) {
    let store = scene.view.store
    let end = RunView(store).step
    switch action {
    case .rewindBack: look(at: scene.view.step - max(1, end / 100), store)
    case .rewindForward: look(at: scene.view.step + max(1, end / 100), store)
    case .rewindBackFar: look(at: scene.view.step - max(1, end / 10), store)
    case .rewindForwardFar: look(at: scene.view.step + max(1, end / 10), store)
    case .rewindStart: look(at: 0, store)
    case .rewindPreviousChange: lookAtChange(forward: false, scene, now: now)
    case .rewindNextChange: lookAtChange(forward: true, scene, now: now)
    default: rewind = nil
    }
  }

  /// Shows the run as it stood after `step` steps; now, for a step it has not gone beyond.
  mutating func look(at step: Int, _ store: RunStore) {
    let position = store.position(atStep: max(step, 0))
    let staged = rewind?.staged ?? [:]
    rewind = step >= RunView(store).step ? nil : Rewind(position: max(position, 1), staged: staged)
  }

  private mutating func lookAtChange(forward: Bool, _ scene: Scene, now: Double) {
    let (store, here) = (scene.view.store, scene.view.step)
    let steps = RunView(store).changes.map(\.step)
    guard let step = forward ? steps.first(where: { $0 > here }) : steps.last(where: { $0 < here }) else {
      say(.info, forward ? "no change of a knob after this" : "no change of a knob before this", now: now)
      return
    }
    look(at: step, store)
  }

  mutating func performFork(_ action: KeyAction, _ scene: Scene, now: Double) -> [DashboardAction] {
    if let refusal = forkRefusal ?? (scene.view.description == nil ? "this log is no run of kdtop's" : nil) {
      say(.error, refusal, now: now)
      return []
    }
    guard action == .undo else {
      guard scene.view.step > 0 else {
        say(.info, "no step has been taken yet", now: now)
        return []
      }
      return [.leave(.fork(ForkRequest(step: scene.view.step, settings: rewind?.staged ?? [:])))]
    }
    guard let request = DashboardState.undoing(scene.view) else {
      say(.info, "no knob has been turned yet", now: now)
      return []
    }
    return [.leave(.fork(request))]
  }

  /// The run as it would be without the last turn of a knob; nil where no knob was turned.
  static func undoing(_ view: RunView) -> ForkRequest? {
    let store = view.store
    let changes = store.commands.prefix(at: view.position).filter { $0.value.applied && $0.value.knob != nil }
    guard let last = changes.last, let knob = last.value.knob else { return nil }
    var first = last
    for earlier in changes.dropLast().reversed() {
      guard earlier.value.knob == knob,
        store.wallTimes[first.ordinal] - store.wallTimes[earlier.ordinal] <= turnGap
      else { break }
      first = earlier
    }
    return first.value.old.map { ForkRequest(step: first.step, settings: [knob: $0]) }
  }
}
