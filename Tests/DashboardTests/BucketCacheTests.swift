import RunModel
import Testing

@testable import Dashboard

@Suite struct BucketCacheTests {
  private static let key = RunStore.Key("x")

  @Test("what is kept is what a fresh look gives, whatever has changed since")
  func asFresh() {
    let store = RunStore()
    let cache = BucketCache()
    func grow(to end: Int) {
      for step in store.position..<end {
        store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", Float((step * 37) % 101))])))
      }
    }
    func check(_ edges: CurveEdges, position: Int? = nil, _ weight: Double = 0) {
      let view = RunView(store, position: position)
      let fresh = view.buckets(Self.key, between: edges, smoothing: weight)
      for _ in 1...2 {
        #expect(cache.buckets(Self.key, of: view, between: edges, smoothing: weight) == fresh)
      }
    }
    grow(to: 500)
    check(.equal(0..<500, columns: 20))
    check(.equal(0..<500, columns: 20), 0.9)
    check(.equal(100..<200, columns: 20), 0.9)
    check(.equal(100..<200, columns: 20), position: 150)
    check(.equal(100..<200, columns: 20), position: 150, 0.5)
    grow(to: 600)
    check(.equal(100..<600, columns: 20))
    store.apply(Event(step: 300, wallTime: 0, .sessionStart))
    store.apply(Event(step: 300, wallTime: 0, .scalars([Scalar("x", 1000)])))
    check(.equal(100..<600, columns: 20))
    check(.equal(100..<600, columns: 20), 0.9)
  }

  @Test("more curves than are kept, and another run's of the same name")
  func manyCurves() {
    let cache = BucketCache()
    let edges = CurveEdges.equal(0..<10, columns: 2)
    for round in 0..<2 {
      let store = RunStore()
      let scalars = (0..<100).map { Scalar("curve \($0)", Float($0 + round)) }
      store.apply(Event(step: 5, wallTime: 0, .scalars(scalars)))
      let view = RunView(store)
      for index in 0..<100 {
        let found = cache.buckets(RunStore.Key("curve \(index)"), of: view, between: edges, smoothing: 0)
        #expect(found[0] == nil && found[1]?.maximum == Float(index + round))
      }
    }
  }
}
