/// Values that came one after another and of which the latest counts, each with its place in the log.
///
/// Where there are too many, the ones kept lie evenly over the whole log: at a fixed distance, which doubles whenever
/// room runs out. Dropping every other entry of what is left each time would do that to the oldest again and again, until
/// hardly anything is known of the beginning.
public struct History<Value: Sendable>: Sendable {
  public struct Entry: Sendable {
    public var ordinal: Int
    public var step: Int
    public var value: Value
  }

  public private(set) var entries: [Entry] = []
  /// Beyond this many, entries are thinned; nil keeps all.
  private let capacity: Int?
  /// Every how many values one stays for good.
  private var stride = 1
  /// Values since the last one that stays for good; 0 when that is the newest. Otherwise the newest is there only until
  /// the next one comes.
  private var turn = 0

  public init(capacity: Int? = nil) { self.capacity = capacity }

  /// Amortised O(1).
  /// - Returns: the value that was there only as the newest, and has made room for this one.
  @discardableResult
  mutating func append(_ value: Value, step: Int, ordinal: Int) -> Value? {
    let replaced = turn > 0 ? entries.popLast()?.value : nil
    turn = entries.isEmpty ? 0 : (turn + 1) % stride
    entries.append(Entry(ordinal: ordinal, step: step, value: value))
    if let capacity { thin(to: capacity) }
    return replaced
  }

  /// Doubles the distance of the entries that are kept until at most `count` (1 or more) are left; the newest stays. O(n).
  mutating func thin(to count: Int) {
    while entries.count > max(count, 1) {
      let newest = entries.count - 1
      guard newest > 1 else {
        entries.removeFirst()
        turn = 0
        return
      }
      let lastForGood = turn > 0 ? newest - 1 : newest
      if lastForGood % 2 == 1 { turn += stride }
      entries = entries.indices.filter { $0 % 2 == 0 || $0 == newest }.map { entries[$0] }
      stride *= 2
    }
  }

  mutating func remove(fromStep step: Int) {
    let newest = entries.last?.ordinal
    entries.removeAll { $0.step >= step }
    if entries.last?.ordinal != newest { turn = 0 }
  }

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
