/// Extremes and sums of ever larger blocks of a column, so that drawing any stretch of it costs the width of the screen,
/// and a spike of one step is in every block that covers it.
///
/// Level `l` (from 0) has one node for each full block of `fanOut^(l+1)` values. Appending is amortised O(1), a query
/// O(log n).
struct Pyramid: Sendable {
  struct Node: Sendable, Equatable {
    /// Over finite values only; `minimum > maximum` when there is none.
    var minimum = Float.infinity
    var maximum = -Float.infinity
    /// Of the finite values.
    var sum = 0.0
    var finiteCount: UInt32 = 0
    var hasNonFinite = false

    /// Over the finite values; NaN when there is none.
    var mean: Float { Float(sum / Double(finiteCount)) }

    mutating func add(_ value: Float) {
      guard value.isFinite else {
        hasNonFinite = true
        return
      }
      minimum = Swift.min(minimum, value)
      maximum = Swift.max(maximum, value)
      sum += Double(value)
      finiteCount &+= 1
    }

    mutating func add(_ other: Node) {
      minimum = Swift.min(minimum, other.minimum)
      maximum = Swift.max(maximum, other.maximum)
      sum += other.sum
      finiteCount &+= other.finiteCount
      hasNonFinite = hasNonFinite || other.hasNonFinite
    }
  }

  private static let shift = 5
  static let fanOut = 1 << shift
  private var levels: [ChunkedArray<Node>] = []

  /// Takes in the latest value of `values`, the column that this pyramid stands on.
  mutating func grow(over values: ChunkedArray<Float>) {
    guard values.count % Self.fanOut == 0 else { return }
    var block = Node()
    values.forEach(in: values.count - Self.fanOut..<values.count) { block.add($0) }
    grow(by: block)
  }

  /// Takes in the latest full block of `fanOut` values.
  mutating func grow(by block: Node) {
    var block = block
    var level = 0
    while true {
      if level == levels.count { levels.append(ChunkedArray()) }
      levels[level].append(block)
      let count = levels[level].count
      guard count % Self.fanOut == 0 else { return }
      block = Node()
      levels[level].forEach(in: count - Self.fanOut..<count) { block.add($0) }
      level += 1
    }
  }

  /// As `grow(by:)` with each block, faster.
  mutating func grow(by blocks: UnsafeBufferPointer<Node>) {
    var rest = blocks[...]
    while let first = rest.first {
      // Those that come before the one that fills a block of the level above, and that one.
      let room = Self.fanOut - 1 - ((levels.first?.count ?? 0) & (Self.fanOut - 1))
      if room > 0, !levels.isEmpty {
        let piece = rest.prefix(room)
        levels[0].append(UnsafeBufferPointer(rebasing: piece))
        rest = rest.dropFirst(piece.count)
      } else {
        grow(by: first)
        rest = rest.dropFirst()
      }
    }
  }

  /// What is known of a full block of `fanOut` values. O(1).
  func block(_ index: Int) -> Node { levels[0][index] }

  /// What is known of `values[range]`, where `values` is the column this pyramid stands on.
  func node(over range: Range<Int>, of values: ChunkedArray<Float>) -> Node {
    node(over: range) { range, node in values.forEach(in: range) { node.add($0) } }
  }

  /// What is known of a range of the column this pyramid stands on.
  /// - Parameter addValues: adds the values of a range that is no whole block; at most twice `fanOut` values all together.
  func node(over range: Range<Int>, addValues: (Range<Int>, inout Node) -> Void) -> Node {
    var result = Node()
    var lower = range.lowerBound
    var upper = range.upperBound
    // Level by level, take the ragged ends and leave whole blocks to the level above.
    var level = -1
    while lower < upper {
      let wholeLower = (lower + Self.fanOut - 1) >> Self.shift
      let wholeUpper = upper >> Self.shift
      guard wholeLower < wholeUpper else {
        add(lower..<upper, level: level, addValues, to: &result)
        break
      }
      add(lower..<(wholeLower << Self.shift), level: level, addValues, to: &result)
      add((wholeUpper << Self.shift)..<upper, level: level, addValues, to: &result)
      lower = wholeLower
      upper = wholeUpper
      level += 1
    }
    return result
  }

  private func add(
    _ range: Range<Int>, level: Int, _ addValues: (Range<Int>, inout Node) -> Void, to result: inout Node
  ) {
    if level < 0 {
      if !range.isEmpty { addValues(range, &result) }
    } else {
      levels[level].forEach(in: range) { result.add($0) }
    }
  }

  /// Bytes of memory taken, spare room included.
  var footprint: Int { levels.footprint + levels.reduce(0) { $0 + $1.footprint } }
}
