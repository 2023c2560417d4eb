/// What the bytes of a fuzzer stand for: how to present them, and the pieces they are cut into.
///
/// Pieces end at a mark rather than having their lengths in front: a change inside one then leaves the others as they
/// were. The mark is two bytes that no UTF-8 has.
struct FuzzInput {
  static let mark: [UInt8] = [0xc0, 0xc1]

  /// The first byte.
  let mode: UInt8
  /// All others.
  let rest: [UInt8]

  init(_ bytes: [UInt8]) {
    mode = bytes.first ?? 0
    rest = Array(bytes.dropFirst())
  }

  /// Whether a bit of `mode` is set.
  func flag(_ bit: Int) -> Bool { mode >> UInt8(bit) & 1 == 1 }

  /// `rest`, cut at the marks into at most `limit` pieces.
  func pieces(limit: Int = 256) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var start = 0
    var index = 0
    while index + 1 < rest.count, pieces.count + 1 < limit {
      guard rest[index] == Self.mark[0], rest[index + 1] == Self.mark[1] else {
        index += 1
        continue
      }
      pieces.append(Array(rest[start..<index]))
      index += 2
      start = index
    }
    return pieces + [Array(rest[start...])]
  }
}

/// Takes numbers off the front of bytes; zeros when there are no more.
struct FuzzBytes {
  private var left: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { left = bytes[...] }

  var isAtEnd: Bool { left.isEmpty }

  mutating func byte() -> UInt8 { left.popFirst() ?? 0 }

  /// Little-endian.
  mutating func integer<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    (0..<MemoryLayout<Number>.size).reduce(0) { $0 | Number(truncatingIfNeeded: byte()) << Number($1 * 8) }
  }

  /// At most `limit` bytes; how many is in the first one.
  mutating func bytes(limit: Int = 255) -> [UInt8] {
    let count = min(Int(byte()), limit, left.count)
    defer { left = left.dropFirst(count) }
    return Array(left.prefix(count))
  }

  /// All that is left.
  mutating func everything() -> [UInt8] {
    defer { left = [] }
    return Array(left)
  }
}
