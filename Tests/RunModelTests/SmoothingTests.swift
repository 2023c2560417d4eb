import Testing

@testable import RunModel

@Suite struct SmoothingTests {
  /// TensorBoard's own way, point by point: `vz_line_chart`'s `resmoothDataset`.
  static func reference(_ values: [Float], weight: Double) -> [Double] {
    var (last, count) = (0.0, 0.0)
    return values.map { value in
      guard value.isFinite else { return Double(value) }
      last = last * weight + (1 - weight) * Double(value)
      count += 1
      var debias = 1.0
      for _ in 0..<Int(count) { debias *= weight }
      return last / (1 - debias)
    }
  }

  static func store(_ values: [Float]) -> RunStore {
    let store = RunStore()
    for (step, value) in values.enumerated() {
      store.apply(Event(step: step, wallTime: Double(step), .scalars([Scalar("x", value)])))
    }
    return store
  }

  static func values(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var random = Seeded(state: seed)
    return (0..<count).map { 2 / Float($0 + 1) + Float.random(in: -1...1, using: &random) }
  }

  private static let key = RunStore.Key("x")

  @Test("smoothed as TensorBoard smooths, at every point", arguments: [0.5, 0.9, 0.99, 0.999])
  func asTensorBoard(weight: Double) {
    var values = Self.values(3000)
    values[7] = .nan
    values[1500] = .infinity
    let expected = Self.reference(values, weight: weight)
    let view = RunView(Self.store(values))
    for step in [0, 1, 6, 7, 8, 31, 32, 33, 63, 64, 999, 1499, 1500, 1501, 2047, 2999] {
      let point = view.point(Self.key, atStep: step, smoothing: weight)
      if expected[step].isNaN {
        #expect(point?.smoothed?.isNaN == true)
      } else {
        #expect(
          abs(Double(point?.smoothed ?? .nan) - expected[step]) < 1e-5 || Double(point?.smoothed ?? 0) == expected[step]
        )
      }
    }
  }

  @Test("buckets hold the extremes, the ends and the mean of the averages of all points", arguments: [1, 7, 40, 333])
  func buckets(columns: Int) {
    let values = Self.values(5000)
    let expected = Self.reference(values, weight: 0.9).map { Float($0) }
    let view = RunView(Self.store(values))
    let edges = CurveEdges.equal(0..<5000, columns: columns)
    let found = view.buckets(Self.key, between: edges, smoothing: 0.9)
    guard case .steps(let places) = edges else { return }
    for (index, bucket) in found.enumerated() {
      let part = expected.indices.filter { Double($0) >= places[index] && Double($0) < places[index + 1] }.map {
        expected[$0]
      }
      guard let bucket, let low = part.min(), let high = part.max() else {
        #expect(bucket == nil && part.isEmpty)
        continue
      }
      #expect(abs(bucket.minimum - low) < 1e-5 && abs(bucket.maximum - high) < 1e-5)
      #expect(abs(bucket.first - part[0]) < 1e-5 && abs(bucket.last - part[part.count - 1]) < 1e-5)
      #expect(abs(bucket.mean - part.reduce(0, +) / Float(part.count)) < 1e-4)
      #expect(bucket.count == part.count)
    }
  }

  @Test(
    "points that come later, a prefix, another weight and a session that begins again give what a fresh start gives")
  func kept() {
    let values = Self.values(1000)
    let store = RunStore()
    let smoothed = SmoothedCurves()
    func check(_ position: Int? = nil, _ weight: Double) {
      let edges = CurveEdges.equal(0..<1000, columns: 50)
      let kept = RunView(store, position: position, smoothed: smoothed).buckets(
        Self.key, between: edges, smoothing: weight)
      let fresh = RunView(store, position: position).buckets(Self.key, between: edges, smoothing: weight)
      #expect(kept == fresh)
    }
    for (step, value) in values.enumerated() {
      store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", value)])))
      if step % 97 == 0 { check(nil, 0.9) }
    }
    check(500, 0.9)
    check(nil, 0.5)
    check(33, 0.99)
    store.apply(Event(step: 300, wallTime: 0, .sessionStart))
    for step in 300..<400 { store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", 5)]))) }
    check(nil, 0.99)
    #expect(RunView(store, smoothed: smoothed).point(Self.key, atStep: 399, smoothing: 0.5)?.smoothed == 5)
  }

  @Test("a curve out of order is smoothed in the order of its steps")
  func unordered() {
    let values = Self.values(400)
    let store = RunStore()
    for step in (0..<400).reversed() {
      store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", values[step])])))
    }
    let expected = Self.reference(values, weight: 0.8)
    let view = RunView(store)
    for step in [0, 10, 399] {
      let point = view.point(Self.key, atStep: step, smoothing: 0.8)
      #expect(abs(Double(point?.smoothed ?? 0) - expected[step]) < 1e-5)
    }
  }

  @Test("a curve without finite values, and a weight of no sense")
  func degenerate() {
    let view = RunView(Self.store([.nan, .nan, .infinity]))
    let bucket = view.buckets(Self.key, between: .steps([0, 3]), smoothing: 0.9)[0]
    #expect(bucket?.hasNonFinite == true && bucket?.minimum.isNaN == true)
    #expect(MovingAverage(weight: .nan).weight == 0 && MovingAverage(weight: 7).weight < 1)
    #expect(view.buckets(.init("y"), between: .steps([0, 1, 2]), smoothing: 0.9) == [nil, nil])
  }

  @Test("averages take a byte or two a point")
  func memory() {
    let store = Self.store((0..<200_000).map { Float($0 % 17) })
    let smoothed = SmoothedCurves()
    _ = RunView(store, smoothed: smoothed).point(Self.key, atStep: 10, smoothing: 0.9)
    #expect(smoothed.footprint < 400_000)
  }

  @Test("points are found by step, and the ones beside them")
  func points() {
    let store = RunStore()
    for step in [10, 20, 20, 40] {
      store.apply(Event(step: step, wallTime: Double(step), .scalars([Scalar("x", Float(step))])))
    }
    let view = RunView(store)
    #expect(view.point(Self.key, atStep: 9) == nil)
    #expect(view.point(Self.key, atStep: 10)?.step == 10 && view.point(Self.key, atStep: 39)?.step == 20)
    #expect(view.nearestStep(Self.key, to: 29) == 20 && view.nearestStep(Self.key, to: 31) == 40)
    #expect(view.nearestStep(Self.key, to: -5) == 10 && view.nearestStep(Self.key, to: 99) == 40)
    #expect(view.neighbouringStep(Self.key, of: 20, forward: true) == 40)
    #expect(view.neighbouringStep(Self.key, of: 20, forward: false) == 10)
    #expect(view.neighbouringStep(Self.key, of: 40, forward: true) == nil)
    #expect(view.buckets(Self.key, between: .positions([0, 1, 4])).map { $0?.count } == [1, 3])
    #expect(view.points(Self.key).map(\.wallTime) == [10, 20, 20, 40])
  }
}
