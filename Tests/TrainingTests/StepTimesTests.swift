import Testing

@testable import Training

@Suite struct StepTimesTests {
  @Test func medianAndPercentile() {
    var times = StepTimes()
    #expect(times.isEmpty && times.milliseconds == .init(median: 0, p95: 0) && times.stepsPerSecond == 0)
    for index in (0..<100).reversed() { times.add(Double(index) / 1000) }
    #expect(times.steps == 100)
    #expect(abs(times.milliseconds.median - 50) < 1e-3)
    #expect(abs(times.milliseconds.p95 - 95) < 1e-3)
    #expect(abs(times.seconds - 4.95) < 1e-9)
    #expect(abs(times.stepsPerSecond - 100 / 4.95) < 1e-6)
  }

  @Test func oneStep() {
    var times = StepTimes()
    times.add(0.002)
    #expect(abs(times.milliseconds.median - 2) < 1e-6 && abs(times.milliseconds.p95 - 2) < 1e-6)
  }

  @Test func longRunsKeepTheirQuantilesInBoundedSpace() {
    // A ramp: any bias towards the beginning or the end moves the quantiles.
    var times = StepTimes()
    let count = 300_000
    for index in 0..<count { times.add(Double(index) / Double(count)) }
    #expect(times.steps == count)
    #expect(abs(times.milliseconds.median - 500) < 5)
    #expect(abs(times.milliseconds.p95 - 950) < 5)
  }
}
