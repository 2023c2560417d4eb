import Testing

@testable import RunModel

struct KeptRecordsTests {
  private func text(_ length: Int) -> String { String(repeating: "x", count: length) }
  private let a = RunStore.Key("a")

  private func records(budget: Int, capacity: Int) -> KeptRecords<String> {
    KeptRecords(budget: budget, capacity: capacity) { $0.utf8.count }
  }

  @Test func aBudgetHalvesWhatIsKeptOfEachTag() {
    var kept = records(budget: 100_000, capacity: 64)
    for step in 0..<1000 {
      kept.append(text(1000), for: .init("big"), step: step, ordinal: 2 * step)
      kept.append("x", for: .init("small"), step: step, ordinal: 2 * step + 1)
      #expect(kept.bytes <= 100_000)
    }
    for tag in ["big", "small"] {
      let entries = kept[.init(tag)]?.entries ?? []
      #expect(entries.last?.step == 999)
      // From all over the log, in order.
      #expect(entries.first?.step == 0)
      #expect(entries.count >= 8)
      #expect(entries.map(\.step) == entries.map(\.step).sorted())
    }
    #expect(kept.dropped == 0)
  }

  /// Values that are there only until the next one comes do not add up.
  @Test func theBytesAreThoseOfWhatIsKept() {
    var kept = records(budget: 1 << 20, capacity: 8)
    for step in 0..<5000 {
      kept.append(text(step % 7 * 10), for: a, step: step, ordinal: step)
      let entries = kept[a]?.entries ?? []
      guard kept.bytes == entries.reduce(0, { $0 + $1.value.utf8.count + 128 }) else {
        Issue.record("\(kept.bytes) bytes at \(step)")
        return
      }
    }
    #expect(kept.capacity == 8 && kept.dropped == 0)
  }

  @Test func theNewestTakesThePlaceOfTheOldWhereThereIsRoomForOne() {
    var kept = records(budget: 3000, capacity: 8)
    for step in 0..<20 { kept.append(text(2000), for: a, step: step, ordinal: step) }
    #expect(kept[a]?.entries.map(\.step) == [19])
    #expect(kept.dropped == 0)
  }

  @Test func whatHasNoRoomIsCounted() {
    var kept = records(budget: 3000, capacity: 8)
    kept.append(text(5000), for: a, step: 0, ordinal: 0)
    #expect(kept[a] == nil && kept.dropped == 1)
    kept.append(text(2000), for: a, step: 1, ordinal: 1)
    kept.append(text(2000), for: .init("b"), step: 2, ordinal: 2)
    #expect(kept[a]?.entries.map(\.step) == [1])
    #expect(kept[.init("b")] == nil && kept.dropped == 2)
  }

  @Test func tagsAreLimited() {
    var kept = records(budget: .max, capacity: 8)
    for tag in 0..<RunStore.maximumTags + 5 { kept.append("", for: .init("\(tag)"), step: 0, ordinal: tag) }
    #expect(kept.keys.count == RunStore.maximumTags && kept.dropped == 5)
  }

  @Test func whatIsRemovedMakesRoom() {
    var kept = records(budget: 10_000, capacity: 8)
    for step in 0..<4 { kept.append(text(1000), for: a, step: step, ordinal: step) }
    kept.append(text(1000), for: .init("a", run: "other"), step: 3, ordinal: 4)
    let full = kept.bytes
    kept.remove(fromStep: 2, run: "")
    #expect(kept[a]?.entries.map(\.step) == [0, 1])
    #expect(kept[.init("a", run: "other")]?.entries.count == 1)
    #expect(kept.bytes < full - 1900)
    kept.remove(fromStep: 0, run: "")
    kept.remove(fromStep: 0, run: "other")
    #expect(kept.bytes == 0 && kept.keys.isEmpty)
  }
}
