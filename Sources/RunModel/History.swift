/// Values that came one after another and of which the latest counts, each with its place in the log.
public struct History<Value: Sendable>: Sendable {
  public struct Entry: Sendable {
    public var ordinal: Int
    public var step: Int
    public var value: Value
  }

  public private(set) var entries: [Entry] = []
  /// Beyond this many, every other old entry is dropped; nil keeps all.
  private let capacity: Int?

  public init(capacity: Int? = nil) { self.capacity = capacity }

  mutating func append(_ value: Value, step: Int, ordinal: Int) {
    entries.append(Entry(ordinal: ordinal, step: step, value: value))
    if let capacity { thin(to: capacity) }
  }

  /// Drops every other old entry until at most `count` (1 or more) are left; the newest stays. O(n).
  mutating func thin(to count: Int) {
    while entries.count > max(count, 1) {
      let newest = entries.count - 1
      entries = newest == 1 ? [entries[1]] : entries.indices.filter { $0 % 2 == 0 || $0 == newest }.map { entries[$0] }
    }
  }

  mutating func remove(fromStep step: Int) { entries.removeAll { $0.step >= step } }

  /// What had been said when the log was `position` events long. O(log n).
  public func prefix(at position: Int) -> ArraySlice<Entry> {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].ordinal >= position { high = middle } else { low = middle + 1 }
    }
    return entries[..<low]
  }

  /// The latest when the log was `position` events long. O(log n).
  public func latest(at position: Int) -> Value? { prefix(at: position).last?.value }
}
