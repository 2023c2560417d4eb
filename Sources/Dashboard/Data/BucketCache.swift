import RunModel
import Synchronization

/// What the last frame showed of curves: most keys change something else, and of a long curve the stretches take longer to
/// find than to draw.
final class BucketCache: Sendable {
  private struct Curve: Hashable {
    var key: RunStore.Key
    var weight: Double
  }

  private struct Kept {
    var store: ObjectIdentifier
    var generation: Int
    var position: Int
    var edges: CurveEdges
    var buckets: [Series.Bucket?]
  }

  /// More than a screen shows.
  private static let limit = 64
  private let kept = Mutex<[Curve: Kept]>([:])

  /// As the view's.
  func buckets(_ key: RunStore.Key, of view: RunView, between edges: CurveEdges, smoothing weight: Double)
    -> [Series.Bucket?]
  {
    let store = view.store
    let (curve, identity) = (Curve(key: key, weight: weight), ObjectIdentifier(store))
    let known = kept.withLock { $0[curve] }
    if let known, known.store == identity, known.generation == store.generation, known.position == view.position,
      known.edges == edges
    {
      return known.buckets
    }
    let buckets = view.buckets(key, between: edges, smoothing: weight)
    let new = Kept(
      store: identity, generation: store.generation, position: view.position, edges: edges, buckets: buckets)
    kept.withLock { kept in
      if kept.count >= Self.limit, kept[curve] == nil { kept.removeAll() }
      kept[curve] = new
    }
    return buckets
  }
}
