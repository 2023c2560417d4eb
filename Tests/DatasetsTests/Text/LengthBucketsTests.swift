import Testing

@testable import Datasets

@Suite struct LengthBucketsTests {
  let lengths: [Int32] = {
    var generator = SplitMix64(seed: 4)
    return (0..<1003).map { _ in Int32(generator.next(below: 60) + 2) }
  }()

  @Test func everyTextOnceAnEpochAndAnotherOrder() throws {
    var buckets = try LengthBuckets(lengths: lengths, batchSize: 8, seed: 1)
    var epochs: [[[Int]]] = []
    for _ in 0..<2 {
      let batches = (0..<buckets.batchesPerEpoch).map { _ in buckets.next() }
      #expect(batches.flatMap { $0 }.sorted() == Array(lengths.indices))
      #expect(buckets.isAtEpochStart && buckets.state.epoch == epochs.count + 1)
      epochs.append(batches)
    }
    #expect(epochs[0] != epochs[1] && Set(epochs[0]) != Set(epochs[1]))
    #expect(epochs[0].filter { $0.count != 8 }.map(\.count) == [3])
  }

  @Test func littleIsPadded() throws {
    var buckets = try LengthBuckets(lengths: lengths, batchSize: 8, seed: 1)
    var (tokens, places) = (0, 0)
    for _ in 0..<buckets.batchesPerEpoch {
      let batch = buckets.next().map { Int(lengths[$0]) }
      tokens += batch.reduce(0, +)
      places += (batch.max() ?? 0) * batch.count
    }
    #expect(Double(places) / Double(tokens) < 1.06)
  }

  @Test func itGoesOnWhereItStopped() throws {
    var whole = try LengthBuckets(lengths: lengths, batchSize: 8, seed: 1)
    for _ in 0..<200 { _ = whole.next() }
    var resumed = try LengthBuckets(lengths: lengths, batchSize: 8, state: whole.state)
    for _ in 0..<200 { #expect(whole.next() == resumed.next()) }
    #expect(whole.state == resumed.state)
  }

  @Test func whatCannotBe() {
    #expect(throws: DatasetError.self) { try LengthBuckets(lengths: [], batchSize: 8, seed: 1) }
    #expect(throws: DatasetError.self) { try LengthBuckets(lengths: [1], batchSize: 0, seed: 1) }
    #expect(throws: DatasetError.self) {
      try LengthBuckets(lengths: [1, 2, 3], batchSize: 2, state: .init(seed: 1, position: 5))
    }
    #expect(throws: DatasetError.self) {
      try LengthBuckets(lengths: [1, 2, 3], batchSize: 2, state: .init(seed: 1, epoch: -1))
    }
  }

  @Test func aBatchLargerThanTheData() throws {
    var buckets = try LengthBuckets(lengths: [3, 1, 2], batchSize: .max, seed: 1)
    #expect(buckets.next().sorted() == [0, 1, 2])
    #expect(buckets.state == .init(seed: 1, epoch: 1))
  }
}
