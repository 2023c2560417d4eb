import Testing

@testable import Datasets

@Suite struct SplitMix64Tests {
  /// The sequence published at https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64.
  @Test func publishedSequence() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  /// Worked out by a Python program from the description of the algorithm.
  @Test func shuffleOfTen() {
    var generator = SplitMix64(seed: 7)
    var items = Array(0..<10)
    generator.shuffle(&items)
    #expect(items == [8, 1, 5, 9, 0, 4, 3, 2, 6, 7])
  }

  @Test func boundsAreKeptAndEvenlyUsed() {
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.next(below: 7)] += 1 }
    // Standard deviation 93; six of them.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 560 })
    #expect(generator.next(below: 1) == 0)
    #expect(generator.next(below: 0) == 0)
    #expect(generator.next(below: -4) == 0)
  }

  @Test func purposesAndSeedsDiffer() {
    let first = [
      SplitMix64(seed: 0, purpose: "split"), SplitMix64(seed: 1, purpose: "split"),
      SplitMix64(seed: 0, purpose: "order epoch 0"), SplitMix64(seed: 0, purpose: "order epoch 1"),
    ].map { generator in
      var generator = generator
      return generator.next()
    }
    #expect(Set(first).count == 4)
  }
}
