import Testing

@testable import Dashboard

@Suite struct ReplayClockTests {
  @Test("gaps longer than three seconds are played as three")
  func gaps() {
    let clock = ReplayClock(wallTimes: [100, 101, 5000, 5001])
    #expect(clock.times == [0, 1, 4, 5])
    #expect(clock.duration == 5)
    #expect(clock.position == 1)
  }

  @Test("plays at the log's pace times the speed, and stays at the end")
  func plays() {
    var clock = ReplayClock(wallTimes: [0, 1, 2, 3], speed: 2)
    clock.advance(to: 10)
    #expect(clock.position == 1)
    clock.advance(to: 10.5)
    #expect(clock.playhead == 1)
    #expect(clock.position == 2)
    #expect(clock.secondsToNextEvent == 0.5)
    clock.advance(to: 60)
    #expect(clock.isAtEnd && !clock.isPlaying && clock.position == 4)
    #expect(clock.secondsToNextEvent == nil)
    clock.togglePlaying()
    #expect(clock.position == 1 && clock.isPlaying)
  }

  @Test("time does not pass while paused")
  func pause() {
    var clock = ReplayClock(wallTimes: [0, 1, 2])
    clock.advance(to: 0)
    clock.togglePlaying()
    clock.advance(to: 100)
    #expect(clock.playhead == 0)
    clock.togglePlaying()
    clock.advance(to: 200)
    clock.advance(to: 201)
    #expect(clock.playhead == 1)
  }

  @Test("speeds from a quarter to as fast as possible")
  func speeds() {
    var clock = ReplayClock(wallTimes: [0, 1])
    clock.changeSpeed(by: -100)
    #expect(clock.speed == 0.25)
    clock.changeSpeed(by: 100)
    #expect(clock.speed == .infinity)
    var long = ReplayClock(wallTimes: (0..<10_000).map(Double.init), speed: .infinity)
    long.advance(to: 0)
    long.advance(to: 2.1)
    #expect(long.isAtEnd)
    #expect(ReplayClock(wallTimes: [], speed: 3.9).speed == 4)
  }

  @Test("seeks by share and by position, and never leaves the log")
  func seeks() {
    var clock = ReplayClock(wallTimes: [0, 1, 2, 3, 4])
    clock.seek(toFraction: 0.5)
    #expect(clock.position == 3)
    clock.seek(byFraction: -7)
    #expect(clock.playhead == 0)
    clock.seek(byFraction: 7)
    #expect(clock.isAtEnd)
    clock.seek(toPosition: 2)
    #expect(clock.position == 2)
    clock.seek(toPosition: -5)
    #expect(clock.position == 1)
    clock.seek(toFraction: .nan)
    #expect(clock.position == 1)
  }

  @Test("an empty log, and one without a clock")
  func odd() {
    var empty = ReplayClock(wallTimes: [])
    empty.advance(to: 0)
    empty.advance(to: 5)
    empty.togglePlaying()
    empty.seek(toFraction: 0.5)
    #expect(empty.position == 0 && empty.fraction == 1 && !empty.isPlaying)
    #expect(ReplayClock(wallTimes: [7, 7, 7]).duration == 10)
  }
}
