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
    var block = states.count
    let end = series.count / size
    guard block < end else { return }
    var average = states.last ?? MovingAverage(weight: weight)
    series.values.forEachStretch(in: block * size..<end * size) { stretch in
      var start = 0
      while start < stretch.count {
        let values = UnsafeBufferPointer(rebasing: stretch[start..<start + size])
        pyramid.grow(by: average.addBlock(values))
        states.append(average)
        start += size
        block += 1
      }
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
  fileprivate mutating func addBlock(_ values: UnsafeBufferPointer<Float>) -> Pyramid.Node {
    var node = Pyramid.Node()
    var exponents: UInt32 = 0
    for value in values { exponents |= value.bitPattern & 0x7F80_0000 == 0x7F80_0000 ? 1 : 0 }
    // At the beginning, or among values that are no numbers, one by one.
    guard exponents == 0, 1 - mass < 1e-12 else {
      for value in values { node.add(Float(add(Double(value)))) }
      return node
    }
    mass = 1
    let (keep, take) = (weight, 1 - weight)
    let keepTwice = keep * keep
    var (low, high, total, sum) = (Float.infinity, -Float.infinity, 0.0, sum)
    // Two at a time: the next sum waits for the one before the last, which halves the chain.
    for place in stride(from: 0, to: values.count, by: 2) {
      let (x, y) = (take * Double(values[place]), take * Double(values[place + 1]))
      let first = keep * sum + x
      sum = keepTwice * sum + (keep * x + y)
      let (a, b) = (Float(first), Float(sum))
      low = min(low, min(a, b))
      high = max(high, max(a, b))
      total += first + sum
    }
    self.sum = sum
    node.minimum = low
    node.maximum = high
    node.sum = total
    node.finiteCount = UInt32(values.count)
    return node
  }
}
