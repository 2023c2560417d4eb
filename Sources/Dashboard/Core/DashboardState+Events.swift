import RunModel

extension DashboardState {
  /// Looks at what has been added to the store since the last call: answers to commands, and notices.
  public mutating func absorb(_ store: RunStore, now: Double) {
    // Who looks back still hears what happens now.
    let position = mode == .live ? store.position : view(store).position
    defer { seen = position }
    guard position > seen else { return }
    for entry in new(store.commands, before: position) { absorb(entry.value, now: now) }
    for entry in new(store.statuses, before: position) {
      pendingPause = nil
      if entry.value.isOver { pending = [:] }
      if let reason = entry.value.reason, entry.value.state == .paused || entry.value.state == .failed {
        say(entry.value.state == .failed ? .error : .warning, reason, now: now)
      }
    }
    if let record = new(store.checkpoints, before: position).last?.value, record.reason == .demand {
      say(.info, "checkpoint of step \(Format.count(record.step)) written", now: now)
    }
    for entry in new(store.notes, before: position).suffix(1) where mode == .live {
      say(.info, "noted at step \(Format.count(entry.value.step)): \(entry.value.text.prefix(60))", now: now)
    }
    let notices = new(store.notices, before: position).map(\.value)
    // A notice that follows an alert does not take its place.
    if let alert = notices.last(where: \.isAlert) {
      call(alert.severity, alert.text, now: now)
    } else if let notice = notices.last {
      say(notice.severity, notice.text, now: now)
    }
  }

  private func new<Value>(_ history: History<Value>, before position: Int) -> ArraySlice<History<Value>.Entry> {
    history.prefix(at: position).dropFirst(history.prefix(at: seen).count)
  }

  private mutating func absorb(_ outcome: CommandOutcome, now: Double) {
    if !outcome.applied, mode == .live {
      say(.error, outcome.reason ?? "\(outcome.command) was refused", now: now)
    }
    if ["pause", "resume", "step"].contains(outcome.command) { pendingPause = nil }
    guard let knob = outcome.knob, var waiting = pending[knob] else { return }
    guard outcome.source == .keyboard || outcome.source == .mouse else { return }
    waiting.outstanding -= 1
    let arrived = outcome.applied && outcome.new == waiting.value
    pending[knob] = arrived || waiting.outstanding <= 0 ? nil : waiting
  }

  /// Lets time pass: a message goes, a replay moves on.
  /// - Returns: whether that changes the picture.
  @discardableResult
  public mutating func advance(to now: Double) -> Bool {
    var changes = false
    if let message, now >= message.expires {
      self.message = nil
      changes = true
    } else if message?.advance(to: now) == true {
      changes = true
    }
    if var clock = replay {
      let before = (clock.position, clock.isPlaying)
      clock.advance(to: now)
      changes = changes || before != (clock.position, clock.isPlaying)
      replay = clock
    }
    return changes
  }

  /// Seconds until the screen changes by itself; nil when it does not.
  public func secondsToChange(now: Double) -> Double? {
    [message?.secondsToChange(now: now), replay?.secondsToNextEvent].compactMap { $0 }.min()
  }
}
