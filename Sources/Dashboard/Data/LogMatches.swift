import RunModel
import Synchronization

/// Which lines of a log have the words of a filter in them. Each line is looked at once, however often the screen is drawn.
final class LogMatches: Sendable {
  /// What is known of one source.
  private struct Known: Sendable {
    /// Lines looked at, from the first on.
    var examined = 0
    /// Places in the log of some of those lines: a history that is too long is thinned, and all of it moves then.
    var sentinels: [(index: Int, ordinal: Int)] = []
    /// Lines that match, ascending.
    var places: [Int] = []

    func isStillTrue(of source: LogBook.Source) -> Bool {
      sentinels.allSatisfy { $0.index >= source.count || source.ordinal($0.index) == $0.ordinal }
    }

    mutating func look(at source: LogBook.Source, _ filter: PanelFilter) {
      guard source.count > examined else { return }
      for index in examined..<source.count where filter.matches(source.line(index).text, source.kind.singular) {
        places.append(index)
      }
      examined = source.count
      sentinels = [0, 1, examined - 1].filter { $0 < examined }.map { ($0, source.ordinal($0)) }
    }
  }

  private struct Kept: Sendable {
    var store: ObjectIdentifier
    var filter: PanelFilter
    var sources: [String: Known] = [:]
  }

  private let kept = Mutex<Kept?>(nil)

  /// The same sources with lines that match alone.
  func filtered(_ sources: [LogBook.Source], by filter: PanelFilter, of store: RunStore) -> [LogBook.Source] {
    let identity = ObjectIdentifier(store)
    var now =
      kept.withLock { $0 }.flatMap { $0.store == identity && $0.filter == filter ? $0 : nil }
      ?? Kept(store: identity, filter: filter)
    let filtered = sources.map { source in
      // Taken out while it changes: it is not copied then.
      var known = now.sources.removeValue(forKey: source.name) ?? Known()
      if !known.isStillTrue(of: source) { known = Known() }
      known.look(at: source, filter)
      let places = known.places.prefix(known.places.count(below: source.count))
      now.sources[source.name] = known
      return LogBook.Source(
        name: source.name, kind: source.kind, count: places.count, ordinal: { source.ordinal(places[$0]) },
        line: { source.line(places[$0]) })
    }
    kept.withLock { [now] in $0 = now }
    return filtered
  }
}
