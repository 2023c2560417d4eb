/// The moving average of a curve over all of its points, with what drawing it fast needs.
///
/// For each block of points the average's state after it and a node of a pyramid are kept; values between are computed anew
/// when they are asked for. So a million points take about a megabyte, and points that come later cost nothing of the earlier
/// ones again.
struct SmoothedSeries: Sendable {
  let weight: Double
  /// After each whole block.
  private var states = ChunkedArray<MovingAverage>()
  private var pyramid = Pyramid()

  init(weight: Double) { self.weight = MovingAverage(weight: weight).weight }

  /// Takes in points that have been added to the curve since the last call. O(new points).
  mutating func extend(over series: Series) {
    let size = Pyramid.fanOut
    let block = states.count
    let end = series.count / size
    guard block < end else { return }
    var average = states.last ?? MovingAverage(weight: weight)
    var (nodes, after): ([Pyramid.Node], [MovingAverage]) = ([], [])
    var place = block
    series.values.forEachStretch(in: block * size..<end * size) { stretch in
      for start in stride(from: 0, to: stretch.count, by: size) {
        let values = UnsafeBufferPointer(rebasing: stretch[start..<start + size])
        nodes.append(average.addBlock(values, series.pyramid.block(place)))
        after.append(average)
        place += 1
      }
      nodes.withUnsafeBufferPointer { pyramid.grow(by: $0) }
      after.withUnsafeBufferPointer { states.append($0) }
      nodes.removeAll(keepingCapacity: true)
      after.removeAll(keepingCapacity: true)
    }
  }

  /// As `Series.bucket`, of averages. `extend(over:)` must have seen the series. O(log n).
  func bucket(_ range: Range<Int>, of series: Series) -> Series.Bucket? {
    let range = range.clamped(to: 0..<series.count)
    guard !range.isEmpty else { return nil }
    let node = pyramid.node(over: range) { range, node in
      each(in: range, of: series) { node.add($0) }
    }
    guard node.minimum <= node.maximum else {
      return Series.Bucket(
        minimum: .nan, maximum: .nan, first: .nan, last: .nan, mean: .nan, hasNonFinite: true, count: range.count)
    }
    let first = range.first { series.values[$0].isFinite } ?? range.lowerBound
    let last = range.last { series.values[$0].isFinite } ?? range.lowerBound
    return Series.Bucket(
      minimum: node.minimum, maximum: node.maximum, first: value(at: first, of: series),
      last: value(at: last, of: series), mean: min(max(node.mean, node.minimum), node.maximum),
      hasNonFinite: node.hasNonFinite, count: range.count)
  }

  /// The average at a point; what is logged there where that is not finite. O(1).
  func value(at index: Int, of series: Series) -> Float {
    var result = Float.nan
    each(in: index..<index + 1, of: series) { result = $0 }
    return result
  }

  private func each(in range: Range<Int>, of series: Series, _ body: (Float) -> Void) {
    let block = range.lowerBound / Pyramid.fanOut
    var average = block > 0 ? states[min(block, states.count) - 1] : MovingAverage(weight: weight)
    let start = min(block, states.count) * Pyramid.fanOut
    var index = start
    series.values.forEach(in: start..<range.upperBound) { value in
      let smoothed = Float(average.add(Double(value)))
      if index >= range.lowerBound { body(smoothed) }
      index += 1
    }
  }

  /// Bytes of memory taken, spare room included.
  var footprint: Int { MemoryLayout<Self>.stride + states.footprint + pyramid.footprint }
}

extension MovingAverage {
  /// Takes in a whole block of values, as fast as the processor goes.
  /// - Parameter known: what is known of the values.
  fileprivate mutating func addBlock(_ values: UnsafeBufferPointer<Float>, _ known: Pyramid.Node) -> Pyramid.Node {
    // One by one at the beginning, where what the values count for is still to grow to 1, and beside what is no number.
    guard 1 - mass < 1e-12, !known.hasNonFinite else {
      var node = Pyramid.Node()
      for value in values { node.add(Float(add(Double(value)))) }
      return node
    }
    mass = 1
    let (keep, take) = (weight, 1 - weight)
    let keepTwice = keep * keep
    let before = sum
    // Two at a time: a sum waits for the one before the last, which halves the chain. Written out where min() and max()
    // become several instructions each.
    var (kept, last) = (SIMD2(keep, keepTwice) * sum, 0.0)
    var (low, high) = (SIMD2(repeating: Double.infinity), SIMD2(repeating: -Double.infinity))
    for place in stride(from: 0, to: values.count, by: 2) {
      let taken = take * SIMD2(Double(values[place]), Double(values[place + 1]))
      let sums = kept + (taken + keep * SIMD2(last, taken.x))
      low = SIMD2(sums.x < low.x ? sums.x : low.x, sums.y < low.y ? sums.y : low.y)
      high = SIMD2(sums.x > high.x ? sums.x : high.x, sums.y > high.y ? sums.y : high.y)
      last = taken.y
      sum = sums.y
      kept = keepTwice * sums
    }
    var node = Pyramid.Node()
    node.minimum = Float(low.min())
    node.maximum = Float(high.max())
    // All averages together, from s = keep·s' + take·x of each.
    node.sum = known.sum + keep / take * (before - sum)
    node.finiteCount = UInt32(values.count)
    return node
  }
}
