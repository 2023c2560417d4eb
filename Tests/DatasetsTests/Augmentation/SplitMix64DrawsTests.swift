import Testing

@testable import Datasets

@Suite struct SplitMix64DrawsTests {
  @Test func neighbouringNumbersAreUnrelated() {
    var firsts: Set<UInt64> = []
    for purpose: UInt64 in 0..<4 {
      for epoch in -1..<20 {
        for item in -1..<50 {
          var generator = SplitMix64(seed: 7, purpose: purpose, epoch: epoch, item: item)
          firsts.insert(generator.next())
        }
      }
    }
    #expect(firsts.count == 4 * 21 * 51)
    // Each bit is set in about half of them; 2142 expected, deviation 33.
    for bit in 0..<64 {
      let count = firsts.count { $0 >> UInt64(bit) & 1 == 1 }
      #expect(count > 1980 && count < 2300)
    }
  }

  @Test func normalNumbersHaveTheirMoments() {
    var generator = SplitMix64(seed: 1)
    let numbers = (0..<20_000).map { _ in generator.nextNormal() }
    let mean = numbers.reduce(0, +) / 20_000
    let variance = numbers.reduce(0) { $0 + $1 * $1 } / 20_000
    let fourth = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / 20_000
    #expect(abs(mean) < 0.03 && abs(variance - 1) < 0.04 && abs(fourth - 3) < 0.3)
    #expect(numbers.allSatisfy { $0.isFinite })
  }

  @Test func unitsAndOffsetsStayInTheirRange() {
    var generator = SplitMix64(seed: 2)
    let units = (0..<1000).map { _ in generator.nextUnit() }
    #expect(units.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(Set((0..<500).map { _ in generator.next(within: 3) }) == Set(-3...3))
    #expect(generator.next(within: 0) == 0)
  }
}
