/// Steps a second over the last half second or so, throttle included: what a person sees pass by.
struct SpeedMeter {
  private var start: Double
  private var steps = 0

  init(start: Double) { self.start = start }

  /// Counts a step that ended at `now`; the speed when it is time to say it.
  mutating func count(at now: Double) -> Double? {
    steps += 1
    let elapsed = now - start
    guard elapsed >= 0.5 else { return nil }
    defer { (start, steps) = (now, 0) }
    return Double(steps) / elapsed
  }
}
