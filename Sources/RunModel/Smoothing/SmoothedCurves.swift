import Synchronization

/// Moving averages of curves, kept from one frame to the next and carried on as points come. Of a curve one weight is kept,
/// the last one asked for.
public final class SmoothedCurves: Sendable {
  private struct Kept {
    var store: ObjectIdentifier
    /// Points that were taken back by writers that began again: the average begins again then, too.
    var supersessions: Int
    /// For a curve that had to be sorted: what of it was.
    var sorted: Int?
    var smoothed: SmoothedSeries
  }

  private let kept = Mutex<[RunStore.Key: Kept]>([:])

  public init() {}

  /// Bytes of memory taken.
  var footprint: Int { kept.withLock { $0.values.reduce(0) { $0 + $1.smoothed.footprint } } }

  /// The average of a curve, as far as it goes.
  /// - Parameters:
  ///   - series: the curve of the store, or its points in ascending order where those of the store are not.
  ///   - sorted: how many points of the store that is, then.
  func curve(_ key: RunStore.Key, of store: RunStore, _ series: Series, sorted: Int?, weight: Double)
    -> SmoothedSeries
  {
    let identity = ObjectIdentifier(store)
    return kept.withLock { kept in
      // Taken out, so that it grows in place.
      var entry =
        kept.removeValue(forKey: key).flatMap { entry in
          entry.store == identity && entry.supersessions == store.supersessions && entry.sorted == sorted
            && entry.smoothed.weight == MovingAverage(weight: weight).weight ? entry : nil
        }
        ?? Kept(
          store: identity, supersessions: store.supersessions, sorted: sorted,
          smoothed: SmoothedSeries(weight: weight))
      entry.smoothed.extend(over: series)
      kept[key] = entry
      return entry.smoothed
    }
  }
}
