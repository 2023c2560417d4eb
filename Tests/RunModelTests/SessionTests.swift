import Testing

@testable import RunModel

/// A run that was written by one program after another.
@Suite struct SessionTests {
  private func loss(_ step: Int, at time: Double) -> Event {
    Event(step: step, wallTime: time, .scalars([Scalar(Tag.studentLoss, Float(step))]))
  }

  private func store(_ events: [Event]) -> RunStore {
    let store = RunStore()
    for event in events { store.apply(event) }
    return store
  }

  @Test func theTimeBetweenTwoSessionsIsNotTheRuns() {
    let store = store([
      loss(1, at: 100), loss(2, at: 110), Event(step: 3, wallTime: 90_000, .sessionStart), loss(3, at: 90_001),
      Event(step: 4, wallTime: 95_000, .sessionStart), loss(4, at: 95_002),
    ])
    #expect(RunView(store).elapsed == 13)
    #expect(Array(store.wallTimes) == [100, 110, 110, 111, 111, 113])
  }

  @Test func aSessionThatBeginsWithAStepHasNotTakenIt() {
    let store = store([loss(1, at: 1), loss(2, at: 2), Event(step: 3, wallTime: 3, .sessionStart)])
    #expect(RunView(store).step == 2)
    #expect(store.series[RunStore.Key(Tag.studentLoss)]?.count == 2)
  }

  @Test func aPhaseThatIsSaidTwiceIsOne() {
    let phase = Event.phase(
      PhaseStart(name: "distil", index: 1, firstStep: 2, steps: 9, stepsPerEpoch: 3), step: 2, wallTime: 2)
    let store = store([loss(2, at: 1), phase, loss(3, at: 3), Event(step: 4, wallTime: 9, .sessionStart), phase])
    #expect(store.phases.entries.count == 1)
  }

  @Test func checkpointsComeAndGo() {
    func written(_ step: Int, removed: [Int] = []) -> Event {
      .checkpoint(CheckpointRecord(step: step, reason: .periodic, removed: removed), step: step + 1, wallTime: 1)
    }
    let store = store([loss(1, at: 0), written(1), written(5), written(9, removed: [1])])
    #expect(RunView(store).checkpoints.map(\.step) == [5, 9])
    #expect(RunView(store, position: 3).checkpoints.map(\.step) == [1, 5])
  }
}
