import Testing

@testable import RunModel

struct SeriesTests {
  func series(_ values: [Float], step: (Int) -> Int = { $0 }) -> Series {
    var series = Series()
    for (index, value) in values.enumerated() { series.append(step: step(index), value: value, ordinal: index) }
    return series
  }

  @Test func everyBucketHasTheExtremesOfItsPoints() {
    var generator = SystemRandomNumberGenerator()
    for length in [1, 2, 7, 8, 9, 63, 64, 65, 513, 5000] {
      let values = (0..<length).map { _ in Float.random(in: -1...1, using: &generator) }
      let whole = series(values)
      for _ in 0..<200 {
        let lower = Int.random(in: 0..<length)
        let range = lower..<Int.random(in: lower + 1...length)
        let bucket = whole.bucket(range)
        #expect(bucket?.minimum == values[range].min())
        #expect(bucket?.maximum == values[range].max())
        #expect(bucket?.first == values[range.lowerBound])
        let mean = values[range].reduce(0) { $0 + Double($1) } / Double(range.count)
        #expect(abs(Double(bucket?.mean ?? .nan) - mean) < 1e-6)
        #expect(bucket?.last == values[range.upperBound - 1])
      }
    }
  }

  @Test func aSpikeOfOneStepIsInTheBucketThatCoversIt() {
    var values = [Float](repeating: 0.5, count: 100_000)
    values[77_777] = 40
    values[50_000] = .nan
    let store = RunStore()
    for (step, value) in values.enumerated() {
      store.apply(Event(step: step, wallTime: Double(step), .scalars([Scalar("loss", value)])))
    }
    let buckets = RunView(store).buckets(.init("loss"), steps: 0..<100_000, columns: 80)
    #expect(buckets.compactMap { $0?.maximum }.max() == 40)
    #expect(buckets.filter { $0?.hasNonFinite == true }.count == 1)
    #expect(buckets.reduce(0) { $0 + ($1?.count ?? 0) } == 100_000)
  }

  @Test func nothingButNaNStillGivesABucket() {
    let bucket = series([.nan, .infinity]).bucket(0..<2)
    #expect(bucket?.hasNonFinite == true)
    #expect(bucket?.minimum.isNaN == true)
  }

  @Test func unorderedStepsAreDrawnInOrder() {
    let store = RunStore()
    for step in [5, 3, 9, 1] {
      store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("a", Float(step))])))
    }
    let buckets = RunView(store).buckets(.init("a"), steps: 0..<10, columns: 10)
    #expect(buckets.indices.filter { buckets[$0] != nil } == [1, 3, 5, 9])
    // At an earlier position only what had arrived by then.
    let early = RunView(store, position: 2).buckets(.init("a"), steps: 0..<10, columns: 10)
    #expect(early.compactMap { $0?.first } == [3, 5])
  }
  /// Copies are kept from view to view, and made anew when there is more to see.
  @Test func keptCopiesFollowPositionAndStore() {
    let store = RunStore()
    for (number, step) in [50, 10, 30, 20, 40].enumerated() {
      store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("a", Float(number))])))
    }
    let sorted = SortedCurves()
    func steps(at position: Int?) -> [Int] {
      let view = RunView(store, position: position, sorted: sorted)
      let buckets = view.buckets(.init("a"), steps: 0..<60, columns: 6)
      #expect(view.stepRange(.init("a")) == RunView(store, position: position).stepRange(.init("a")))
      return buckets.indices.filter { buckets[$0] != nil }.map { $0 * 10 }
    }
    for _ in 0..<2 {
      #expect(steps(at: nil) == [10, 20, 30, 40, 50])
      #expect(steps(at: 2) == [10, 50])
      #expect(steps(at: 4) == [10, 20, 30, 50])
      #expect(steps(at: 0) == [])
    }
    store.apply(Event(step: 0, wallTime: 0, .scalars([Scalar("a", 9)])))
    #expect(steps(at: nil) == [0, 10, 20, 30, 40, 50])
    let other = RunStore()
    for step in [2, 1] { other.apply(Event(step: step, wallTime: 0, .scalars([Scalar("a", 1)]))) }
    #expect(RunView(other, sorted: sorted).stepRange(.init("a")) == 1...2)
  }
}
