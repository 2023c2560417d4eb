import Glibc

extension SplitMix64 {
  /// A generator for one example in one epoch: what `init(seed:purpose:)` is for strings, at the cost of a few
  /// multiplications. The numbers are mixed in one after the other, so neighbouring epochs and items are unrelated.
  init(seed: UInt64, purpose: UInt64, epoch: Int, item: Int) {
    func mixed(_ state: UInt64, _ number: UInt64) -> UInt64 {
      var mixer = SplitMix64(seed: state)
      return mixer.next() ^ number
    }
    var state = mixed(seed, purpose)
    state = mixed(state, UInt64(bitPattern: Int64(epoch)))
    state = mixed(state, UInt64(bitPattern: Int64(item)))
    self.init(seed: mixed(state, 0))
  }

  /// A whole number in −`bound` … `bound`, all equally likely.
  mutating func next(within bound: Int) -> Int { next(below: 2 * bound + 1) - bound }

  /// Uniform in 0 ..< 1, with 53 random bits.
  mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// From the standard normal distribution. Takes two numbers of the generator.
  ///
  /// Source: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", 1958.
  mutating func nextNormal() -> Double {
    // 1 − u is in 0 < … ≤ 1: the logarithm of 0 never comes up.
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return radius * cos(2 * .pi * nextUnit())
  }
}
