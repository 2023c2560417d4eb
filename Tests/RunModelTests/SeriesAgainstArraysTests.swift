import Testing

@testable import RunModel

/// A curve answers every question as plain arrays would.
struct SeriesAgainstArraysTests {
  private struct Plain {
    var points: [(step: Int, value: Float, ordinal: Int)] = []

    func bucket(_ range: Range<Int>) -> Series.Bucket? {
      let range = range.clamped(to: 0..<points.count)
      guard !range.isEmpty else { return nil }
      let values = points[range].map(\.value)
      let finite = values.filter(\.isFinite)
      let mean = Float(finite.reduce(0) { $0 + Double($1) } / Double(max(finite.count, 1)))
      return Series.Bucket(
        minimum: finite.min() ?? .nan, maximum: finite.max() ?? .nan, first: finite.first ?? .nan,
        last: finite.last ?? .nan, mean: finite.isEmpty ? .nan : mean, hasNonFinite: finite.count < values.count,
        count: values.count)
    }
  }

  private func curve(_ count: Int, _ generator: inout Seeded) -> (Series, Plain) {
    var (series, plain) = (Series(), Plain())
    let mood = Int.random(in: 0..<4, using: &generator)
    var (step, ordinal) = (Int.random(in: -50...50, using: &generator), 0)
    for index in 0..<count {
      step += mood == 3 && index % 100 == 99 ? -500 : Int.random(in: 0...(mood == 0 ? 0 : 2), using: &generator)
      if mood == 0 { step += 1 }
      ordinal += Int.random(in: 0..<40, using: &generator) == 0 ? 3 : 1
      var value = Float.random(in: -1...1, using: &generator)
      // Long stretches without a number, and single ones.
      if mood == 2, index / 700 % 2 == 1 { value = .nan }
      if Int.random(in: 0..<300, using: &generator) == 0 {
        value = [.nan, .infinity, -.infinity, 1e30].randomElement(using: &generator) ?? 0
      }
      series.append(step: step, value: value, ordinal: ordinal)
      plain.points.append((step, value, ordinal))
    }
    return (series, plain)
  }

  /// Equal but for the last digits of the mean, which depend on the order of adding.
  private func same(_ a: Series.Bucket?, _ b: Series.Bucket?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    func equal(_ x: Float, _ y: Float) -> Bool { x == y || (x.isNaN && y.isNaN) }
    let scale = max(abs(a.minimum), abs(a.maximum), 1e-6)
    return equal(a.minimum, b.minimum) && equal(a.maximum, b.maximum) && equal(a.first, b.first)
      && equal(a.last, b.last) && a.hasNonFinite == b.hasNonFinite && a.count == b.count
      && ((a.mean.isNaN && b.mean.isNaN) || abs(a.mean - b.mean) <= scale * 1e-6)
  }

  private func compare(_ series: Series, _ plain: Plain, _ generator: inout Seeded) {
    let points = plain.points
    #expect(series.count == points.count)
    #expect(series.steps.elementsEqual(points.map(\.step)))
    #expect(series.ordinals.elementsEqual(points.map(\.ordinal)))
    #expect(series.values.elementsEqual(points.map(\.value)) { $0.bitPattern == $1.bitPattern })
    #expect(series.furthestStep == points.map(\.step).max())
    let ascends = zip(points, points.dropFirst()).allSatisfy { $0.step <= $1.step }
    #expect(series.isAscending == ascends)
    for _ in 0..<100 {
      let lower = Int.random(in: -5...points.count, using: &generator)
      let range = lower..<Int.random(in: lower...points.count + 5, using: &generator)
      #expect(same(series.bucket(range), plain.bucket(range)))
      let position = Int.random(in: -1...(points.last?.ordinal ?? 0) + 2, using: &generator)
      #expect(series.count(at: position) == points.count { $0.ordinal < position })
      guard ascends else { continue }
      let limit = Int.random(in: 0...points.count, using: &generator)
      let from = Double.random(in: -100...3000, using: &generator)
      let steps = from..<from + Double.random(in: 0...500, using: &generator)
      let found = series.indices(ofSteps: steps, limit: limit)
      let first = points.prefix(limit).firstIndex { Double($0.step) >= steps.lowerBound } ?? limit
      let end = points.prefix(limit).firstIndex { Double($0.step) >= steps.upperBound } ?? limit
      #expect(found == first..<max(first, end))
    }
  }

  @Test(arguments: 0..<24) func everyAnswerIsTheSame(seed: UInt64) {
    var generator = Seeded(state: seed)
    let sizes = [0, 1, 2, 31, 32, 33, 1023, 1024, 1025, 4096, 4097, 9000]
    let (series, plain) = curve(sizes[Int(seed) % sizes.count], &generator)
    compare(series, plain, &generator)
    // A restarted writer supersedes what came later; a foreign log is sorted.
    let cut = Int.random(in: -10...2000, using: &generator)
    let kept = Plain(points: plain.points.filter { $0.step < cut })
    var truncated = series.truncated(beforeStep: cut)
    compare(truncated, kept, &generator)
    let limit = Int.random(in: 0...plain.points.count, using: &generator)
    let sorted = plain.points.enumerated().filter { $0.offset < limit }
      .sorted { ($0.element.step, $0.offset) < ($1.element.step, $1.offset) }.map(\.element)
    let arranged = series.arranged(series.stepOrder, limit: limit)
    #expect(arranged.steps.elementsEqual(sorted.map(\.step)))
    #expect(arranged.values.elementsEqual(sorted.map(\.value)) { $0.bitPattern == $1.bitPattern })
    // And goes on from there.
    var longer = kept
    for index in 0..<100 {
      let point = (step: cut + index, value: Float(index), ordinal: (longer.points.last?.ordinal ?? 0) + 1)
      truncated.append(step: point.step, value: point.value, ordinal: point.ordinal)
      longer.points.append(point)
    }
    compare(truncated, longer, &generator)
  }
}
