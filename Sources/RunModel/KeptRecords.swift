/// The large values of a log by tag, within a budget of memory.
///
/// Every tag keeps up to `capacity` values from all over the log. When the budget is used up the capacity is halved, for
/// all tags alike, down to the newest value of each; what has no room even then is dropped and counted. As it can be
/// halved a few times only, taking in a value is O(1) amortised whatever the log holds.
public struct KeptRecords<Value: Sendable>: Sendable {
  private struct Shelf {
    var history = History<Value>()
    var bytes = 0
    var furthestStep = Int.min

    /// - Returns: the value that made room for this one, if one did.
    mutating func append(_ value: Value, step: Int, ordinal: Int) -> Value? {
      furthestStep = max(furthestStep, step)
      return history.append(value, step: step, ordinal: ordinal)
    }
  }

  private var shelves: [RunStore.Key: Shelf] = [:]
  private let budget: Int
  private let footprint: @Sendable (Value) -> Int
  /// Values kept of a tag at most, for now.
  private(set) var capacity: Int
  /// What is kept takes this much; never more than the budget.
  private(set) var bytes = 0
  /// Values that there was no room for.
  public private(set) var dropped = 0

  /// - Parameters:
  ///   - budget: in bytes, for all tags together.
  ///   - capacity: values of one tag, where the budget allows it; at least 1.
  ///   - footprint: bytes that a value takes in memory, more or less.
  init(budget: Int, capacity: Int, footprint: @escaping @Sendable (Value) -> Int) {
    self.budget = budget
    self.capacity = max(capacity, 1)
    self.footprint = footprint
  }

  /// Tags that have a value, in no order.
  public var keys: some Collection<RunStore.Key> { shelves.keys }

  /// What is kept of a tag; nil for a tag without values.
  public subscript(key: RunStore.Key) -> History<Value>? { shelves[key]?.history }

  mutating func append(_ value: Value, for key: RunStore.Key, step: Int, ordinal: Int) {
    let cost = cost(of: value)
    guard cost <= budget, shelves[key] != nil || shelves.count < RunStore.maximumTags else {
      dropped += 1
      return
    }
    while bytes > budget - cost, capacity > 1 { halveCapacity() }
    // With room for one value of a tag, the new one takes the place of the old.
    let freed = capacity == 1 ? shelves[key]?.bytes ?? 0 : 0
    guard bytes - freed <= budget - cost else {
      dropped += 1
      return
    }
    let replaced = shelves[key, default: Shelf()].append(value, step: step, ordinal: ordinal)
    let growth = cost - (replaced.map(self.cost) ?? 0)
    bytes += growth
    shelves[key]?.bytes += growth
    thin(key)
  }

  /// Drops what `run` said at `step` or later.
  mutating func remove(fromStep step: Int, run: String) {
    for key in Array(shelves.keys) where key.run == run {
      guard let furthest = shelves[key]?.furthestStep, furthest >= step else { continue }
      shelves[key]?.history.remove(fromStep: step)
      recount(key)
    }
  }

  private mutating func halveCapacity() {
    capacity /= 2
    for key in Array(shelves.keys) { thin(key) }
  }

  private mutating func thin(_ key: RunStore.Key) {
    guard let count = shelves[key]?.history.entries.count, count > capacity else { return }
    shelves[key]?.history.thin(to: capacity)
    recount(key)
  }

  /// Finds out anew what a tag takes, after values of it went.
  private mutating func recount(_ key: RunStore.Key) {
    guard let shelf = shelves[key] else { return }
    let entries = shelf.history.entries
    let left = entries.reduce(0) { $0 + cost(of: $1.value) }
    bytes += left - shelf.bytes
    shelves[key] =
      entries.isEmpty
      ? nil
      : Shelf(
        history: shelf.history, bytes: left, furthestStep: entries.map(\.step).max() ?? .min)
  }

  /// With what a place among the others takes.
  private func cost(of value: Value) -> Int { footprint(value) + 128 }
}
