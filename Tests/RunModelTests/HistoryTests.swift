import Testing

@testable import RunModel

struct HistoryTests {
  func history(_ count: Int, capacity: Int) -> History<Int> {
    var history = History<Int>(capacity: capacity)
    for number in 0..<count { history.append(number, step: number, ordinal: number) }
    return history
  }

  /// At any place of the log the value known there is a recent one, at the beginning as much as at the end.
  @Test(arguments: [1, 2, 7, 512, 513, 514, 1023, 1024, 1025, 6000, 100_000])
  func whatIsKeptLiesEvenlyOverTheLog(count: Int) {
    let history = history(count, capacity: 512)
    #expect(history.entries.count <= 512)
    #expect(history.latest(at: count) == count - 1)
    var distance = 1
    while count > 512 * distance { distance *= 2 }
    var widest = 0
    for position in 1...count {
      guard let latest = history.latest(at: position) else {
        Issue.record("nothing is known at \(position)")
        return
      }
      widest = max(widest, position - latest)
    }
    #expect(widest <= 2 * distance)
    #expect(history.entries.map(\.ordinal) == history.entries.map(\.ordinal).sorted())
  }

  @Test func theNewestIsAlwaysThere() {
    for capacity in 1...9 {
      var history = History<Int>(capacity: capacity)
      for number in 0..<200 {
        history.append(number, step: number, ordinal: number)
        #expect(history.entries.last?.value == number)
        #expect(history.entries.count <= capacity)
        // What stays for good lies at equal distances from the first.
        let kept = history.entries.dropLast().map(\.value)
        #expect(Set(zip(kept, kept.dropFirst()).map { $1 - $0 }).count <= 1)
      }
    }
  }

  @Test func aRestartedWriterGoesOnFromWhatIsLeft() {
    var history = history(3000, capacity: 100)
    history.remove(fromStep: 1500)
    #expect(history.entries.allSatisfy { $0.step < 1500 })
    for number in 3000..<6000 { history.append(number, step: number - 1500, ordinal: number) }
    #expect(history.entries.count <= 100)
    #expect(history.latest(at: 6000) == 5999)
    #expect((history.latest(at: 4000) ?? 0) > 3800)
  }

  @Test func withoutACapacityAllIsKept() {
    var history = History<Int>()
    for number in 0..<2000 { history.append(number, step: number, ordinal: number) }
    #expect(history.entries.map(\.value) == Array(0..<2000))
  }
}
