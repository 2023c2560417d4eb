import RunModel

/// A binary heap of the next event of each of several runs, earliest first: O(log runs) an event.
///
/// Equal times keep the order of the runs. An event whose time is not a number comes at once.
struct MergeHeap {
  private var items: [(event: Event, run: Int)] = []

  /// The earliest event, and the number of its run.
  var first: (event: Event, run: Int)? { items.first }

  mutating func insert(_ event: Event, from run: Int) {
    items.append((event, run))
    var child = items.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Puts the next event of the same run in the place of the first.
  mutating func replaceFirst(with event: Event) {
    items[0].event = event
    sink()
  }

  mutating func removeFirst() {
    items.swapAt(0, items.count - 1)
    items.removeLast()
    sink()
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && precedes(child, least) {
        least = child
      }
      if least == parent { return }
      items.swapAt(parent, least)
      parent = least
    }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (key(items[a].event), key(items[b].event))
    return left == right ? items[a].run < items[b].run : left < right
  }

  private func key(_ event: Event) -> Double { event.wallTime.isNaN ? -.infinity : event.wallTime }
}
