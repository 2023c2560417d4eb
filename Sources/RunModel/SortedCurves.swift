import Synchronization

/// Copies, in ascending order of steps, of curves whose points came in another order: kept from one frame to the next,
/// since sorting some hundred thousand points takes longer than drawing everything.
///
/// The order is found once for each state of a store, and the copy made once for each position in it.
public final class SortedCurves: Sendable {
  private struct Kept {
    var store: ObjectIdentifier
    var generation: Int
    var order: [UInt32]
    var limit: Int
    var sorted: Series
  }

  private let kept = Mutex<[RunStore.Key: Kept]>([:])

  public init() {}

  /// The first `limit` points of a curve, sorted; nil for a curve that is not there.
  func curve(_ key: RunStore.Key, of store: RunStore, limit: Int) -> Series? {
    guard let series = store.series[key] else { return nil }
    let (identity, generation) = (ObjectIdentifier(store), store.generation)
    let known = kept.withLock { $0[key] }.flatMap { $0.store == identity && $0.generation == generation ? $0 : nil }
    if let known, known.limit == limit { return known.sorted }
    let order = known?.order ?? series.stepOrder
    let sorted = series.arranged(order, limit: limit)
    let new = Kept(store: identity, generation: generation, order: order, limit: limit, sorted: sorted)
    kept.withLock { $0[key] = new }
    return sorted
  }
}
