/// The small generator behind splits and batch orders. Same seed, same numbers, on every machine and in every
/// version: nothing here depends on the standard library's own shuffling.
///
/// Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the
/// constants are those of S. Vigna's splitmix64.c.
public struct SplitMix64: RandomNumberGenerator, Sendable, Equatable, Codable {
  /// The whole state; saving it saves the generator.
  public private(set) var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// A generator for one purpose (`split`, `order epoch 3`), unrelated to that of any other purpose of the same seed.
  public init(seed: UInt64, purpose: String) {
    // FNV-1a of the purpose's UTF-8 bytes, then one step of the generator so that near seeds lie far apart.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var mixer = SplitMix64(seed: seed)
    state = mixer.next() ^ hash
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A whole number in 0 ..< `bound`, all equally likely; `bound` below 1 counts as 1.
  public mutating func next(below bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let bound = UInt64(bound)
    // Numbers under 2⁶⁴ mod bound would make small results more likely; draw again.
    let threshold = (0 &- bound) % bound
    while true {
      let number = next()
      if number >= threshold { return Int(number % bound) }
    }
  }

  /// Fisher–Yates from the last element down. O(n).
  public mutating func shuffle<Element>(_ items: inout [Element]) {
    guard items.count > 1 else { return }
    for last in stride(from: items.count - 1, to: 0, by: -1) {
      items.swapAt(last, next(below: last + 1))
    }
  }
}
