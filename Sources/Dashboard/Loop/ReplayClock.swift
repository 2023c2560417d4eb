/// Where a replay stands: a playhead that moves over a log at the pace of its wall clock.
///
/// Time here is *play time*: seconds from the log's first event, with every gap between two events cut to
/// `longestGap`, so that a run left alone for a night does not stop the show.
public struct ReplayClock: Sendable, Equatable {
  /// Gaps longer than this between two events are played as this long, in seconds.
  public static let longestGap = 3.0
  /// Times the log's own pace; the last is “as fast as possible”.
  public static let speeds: [Double] = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, .infinity]

  /// Play time of each event, ascending from 0.
  public let times: [Double]
  /// Where the playhead is, in play time.
  public private(set) var playhead: Double
  public private(set) var isPlaying: Bool
  private var speedIndex: Int
  /// When `advance(to:)` was last called; nil when the next call only starts counting.
  private var lastAdvance: Double?

  /// - Parameters:
  ///   - wallTimes: seconds since 1970 of each event, ascending.
  ///   - speed: times the log's pace; the nearest of `speeds` is taken.
  public init(wallTimes: some RandomAccessCollection<Double>, speed: Double = 1, isPlaying: Bool = true) {
    times = ReplayClock.playTimes(wallTimes)
    playhead = 0
    self.isPlaying = isPlaying && !wallTimes.isEmpty
    speedIndex = ReplayClock.nearestSpeed(to: speed)
  }

  public var duration: Double { times.last ?? 0 }
  public var speed: Double { ReplayClock.speeds[speedIndex] }
  public var isAtEnd: Bool { playhead >= duration }

  /// Events up to the playhead: the position of the store to draw.
  public var position: Int { ReplayClock.count(times, upTo: playhead) }

  /// How far the playhead is, 0…1.
  public var fraction: Double { duration > 0 ? min(playhead / duration, 1) : 1 }

  /// Moves the playhead to where it is at `now` (seconds of any steady clock). At the end it stops playing.
  public mutating func advance(to now: Double) {
    defer { lastAdvance = now }
    guard isPlaying, let lastAdvance, now > lastAdvance else { return }
    playhead = min(duration, playhead + (now - lastAdvance) * pace)
    if isAtEnd { isPlaying = false }
  }

  /// Seconds until the next event is due; nil when nothing will come by itself.
  public var secondsToNextEvent: Double? {
    guard isPlaying else { return nil }
    let next = position
    return next < times.count ? max(0, (times[next] - playhead) / pace) : 0
  }

  /// Plays or pauses; at the end, plays again from the beginning.
  public mutating func togglePlaying() {
    guard !times.isEmpty else { return }
    if !isPlaying && isAtEnd { playhead = 0 }
    isPlaying.toggle()
    lastAdvance = nil
  }

  public mutating func pause() { isPlaying = false }

  public mutating func changeSpeed(by places: Int) {
    speedIndex = min(max(speedIndex + places, 0), ReplayClock.speeds.count - 1)
  }

  /// Puts the playhead at a share of the whole, 0…1.
  public mutating func seek(toFraction fraction: Double) {
    guard fraction.isFinite else { return }
    playhead = min(max(fraction, 0), 1) * duration
  }

  /// Moves the playhead by a share of the whole.
  public mutating func seek(byFraction fraction: Double) {
    seek(toFraction: (duration > 0 ? playhead / duration : 0) + fraction)
  }

  /// Puts the playhead where `position` events have been seen.
  public mutating func seek(toPosition position: Int) {
    guard !times.isEmpty else { return }
    playhead = times[min(max(position, 1), times.count) - 1]
  }

  /// Seconds of play time in one second.
  private var pace: Double {
    // As fast as possible still lets one see it happen: the whole log in two seconds.
    speed.isFinite ? speed : max(128, duration / 2)
  }

  private static func nearestSpeed(to speed: Double) -> Int {
    guard speed.isFinite else { return speeds.count - 1 }
    let finite = speeds.indices.filter { speeds[$0].isFinite }
    return finite.min { abs(speeds[$0] - speed) < abs(speeds[$1] - speed) } ?? 0
  }

  private static func playTimes(_ wallTimes: some RandomAccessCollection<Double>) -> [Double] {
    var times: [Double] = []
    times.reserveCapacity(wallTimes.count)
    var before = wallTimes.first ?? 0
    for time in wallTimes {
      let gap = time - before
      before = time
      times.append((times.last ?? 0) + min(max(gap.isFinite ? gap : 0, 0), longestGap))
    }
    // A log without a clock is played in ten seconds.
    if let last = times.last, last == 0, times.count > 1 {
      let pace = 10 / Double(times.count - 1)
      return times.indices.map { Double($0) * pace }
    }
    return times
  }

  private static func count(_ times: [Double], upTo playhead: Double) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] > playhead { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
