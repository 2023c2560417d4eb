import RunModel
import Synchronization

/// What is costly to find out of a run and does not change from frame to frame. What is drawn does not depend on it.
final class ViewCache: Sendable {
  /// Which curves there are can only change with the store's outline, or when the position passes the first point of one.
  private struct Kept {
    var store: ObjectIdentifier
    var outline: Int
    /// Places in the log of the first points of all curves, ascending.
    var beginnings: [Int]
    /// Curves, and descriptions of the run, that had begun.
    var curves: Int
    var descriptions: Int
    var catalog: ChartCatalog
  }

  let sorted = SortedCurves()
  let smoothed = SmoothedCurves()
  let buckets = BucketCache()
  let logMatches = LogMatches()
  private let kept = Mutex<Kept?>(nil)

  func catalog(of view: RunView) -> ChartCatalog {
    let store = view.store
    let (identity, outline) = (ObjectIdentifier(store), store.outlineGeneration)
    let known = kept.withLock { $0 }.flatMap { $0.store == identity && $0.outline == outline ? $0 : nil }
    let beginnings = known?.beginnings ?? store.keys.compactMap { store.series[$0]?.ordinals.first }.sorted()
    let curves = beginnings.count(below: view.position)
    let descriptions = store.descriptions.prefix(at: view.position).count
    if let known, known.curves == curves, known.descriptions == descriptions { return known.catalog }
    let catalog = ChartCatalog(view)
    let new = Kept(
      store: identity, outline: outline, beginnings: beginnings, curves: curves, descriptions: descriptions,
      catalog: catalog)
    kept.withLock { $0 = new }
    return catalog
  }
}
