/// Extremes of ever larger blocks of a column, so that drawing any stretch of it costs the width of the screen,
/// and a spike of one step is in every block that covers it.
///
/// Level `l` (from 0) has one node for each `fanOut^(l+1)` values. Appending is amortised O(1), a query
/// O(log n).
struct Pyramid: Sendable {
  struct Node: Sendable, Equatable {
    /// Over finite values only; `minimum > maximum` when there is none.
    var minimum = Float.infinity
    var maximum = -Float.infinity
    var hasNonFinite = false

    mutating func add(_ value: Float) {
      guard value.isFinite else {
        hasNonFinite = true
        return
      }
      if value < minimum { minimum = value }
      if value > maximum { maximum = value }
    }

    mutating func add(_ other: Node) {
      minimum = Swift.min(minimum, other.minimum)
      maximum = Swift.max(maximum, other.maximum)
      hasNonFinite = hasNonFinite || other.hasNonFinite
    }
  }

  private static let shift = 3
  static let fanOut = 1 << shift
  private var levels: [[Node]] = []
  private var count = 0

  mutating func append(_ value: Float) {
    var block = count >> Self.shift
    var level = 0
    // A level exists as soon as the one below has more than one node, so the top level always has one or two.
    while level < levels.count || level == 0 || levels[level - 1].count > 1 {
      if level == levels.count {
        levels.append([])
        if level > 0 { levels[level] = Self.summarised(levels[level - 1]) }
      }
      if block == levels[level].count { levels[level].append(Node()) }
      levels[level][block].add(value)
      block >>= Self.shift
      level += 1
    }
    count += 1
  }

  private static func summarised(_ nodes: [Node]) -> [Node] {
    stride(from: 0, to: nodes.count, by: fanOut).map { start in
      nodes[start..<min(start + fanOut, nodes.count)].reduce(into: Node()) { $0.add($1) }
    }
  }

  /// Extremes of `values[range]`, where `values` is the column this pyramid was built from.
  func node(over range: Range<Int>, of values: [Float]) -> Node {
    var result = Node()
    var lower = range.lowerBound
    var upper = range.upperBound
    // Level by level, take the ragged ends and leave whole blocks to the level above.
    var level = -1
    while lower < upper {
      let wholeLower = (lower + Self.fanOut - 1) >> Self.shift
      let wholeUpper = upper >> Self.shift
      let isTop = level + 1 >= levels.count
      if isTop || wholeLower >= wholeUpper {
        add(lower..<upper, level: level, values: values, to: &result)
        break
      }
      add(lower..<(wholeLower << Self.shift), level: level, values: values, to: &result)
      add((wholeUpper << Self.shift)..<upper, level: level, values: values, to: &result)
      lower = wholeLower
      upper = wholeUpper
      level += 1
    }
    return result
  }

  private func add(_ range: Range<Int>, level: Int, values: [Float], to result: inout Node) {
    if level < 0 {
      for index in range { result.add(values[index]) }
    } else {
      for index in range { result.add(levels[level][index]) }
    }
  }
}
