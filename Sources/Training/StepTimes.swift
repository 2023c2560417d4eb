import RunModel

/// How long steps took: a sample of bounded size, for the median and the 95th percentile.
struct StepTimes {
  private var sample: [Float] = []
  private var count = 0
  private var stride = 1
  private static let capacity = 65_536
  /// Sum over all steps, in seconds.
  private(set) var seconds = 0.0

  mutating func add(_ seconds: Double) {
    self.seconds += seconds
    // Every stride-th step is kept; when the sample is full every other one goes and the stride doubles.
    if count % stride == 0 {
      if sample.count == Self.capacity {
        sample = Swift.stride(from: 0, to: sample.count, by: 2).map { sample[$0] }
        stride *= 2
      }
      if count % stride == 0 { sample.append(Float(seconds)) }
    }
    count += 1
  }

  var isEmpty: Bool { count == 0 }
  var steps: Int { count }
  /// While steps were being taken: pauses, throttle, evaluation and writing left out.
  var stepsPerSecond: Double { seconds > 0 ? Double(count) / seconds : 0 }

  var milliseconds: RunSummary.StepMilliseconds {
    guard !sample.isEmpty else { return .init(median: 0, p95: 0) }
    let sorted = sample.sorted()
    return .init(
      median: Double(sorted[sorted.count / 2]) * 1000,
      p95: Double(sorted[min(sorted.count - 1, sorted.count * 95 / 100)]) * 1000)
  }
}
