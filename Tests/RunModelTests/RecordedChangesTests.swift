import Testing

@testable import RunModel

@Suite struct RecordedChangesTests {
  private func set(_ step: Int, _ value: Double, applied: Bool = true) -> Event {
    .command(
      CommandOutcome(command: "set", source: .keyboard, applied: applied, knob: "alpha", old: 0, new: value),
      step: step,
      wallTime: Double(step))
  }

  private func record(_ events: [Event]) -> RecordedChanges {
    var record = RecordedChanges()
    for event in events { record.apply(event) }
    return record
  }

  @Test func appliedChangesInOrder() {
    let record = record([
      set(1, 0.1), set(1, 0.2), set(2, 7, applied: false),
      .command(CommandOutcome(command: "pause", source: .keyboard, applied: true), step: 2, wallTime: 2),
      Event(step: 9, wallTime: 3, .scalars([Scalar("loss/student", 1)])),
    ])
    #expect(record.entries.map(\.change.value) == [0.1, 0.2])
    #expect(record.entries.map(\.change.source) == [.keyboard, .keyboard])
    #expect(record.furthestStep == 9)
  }

  @Test func aSessionTakesBackWhatCameAfterItsStart() {
    let record = record([set(1, 0.1), set(5, 0.2), Event(step: 5, wallTime: 6, .sessionStart), set(6, 0.3)])
    #expect(record.entries.map(\.change.value) == [0.1, 0.3])
    #expect(record.furthestStep == 6)
  }

  /// Weights are put back without a step: what was turned before and after it is told apart.
  @Test func recoveriesAreCounted() {
    let recovery = Event.command(
      CommandOutcome(command: CommandOutcome.recovery, source: .trainer, applied: true), step: 4, wallTime: 4)
    let record = record([set(4, 0.1), recovery, set(4, 0.2), set(8, 0.3)])
    #expect(record.entries.map(\.change.recoveries) == [0, 1, 1])
  }

  @Test func whatTheTrainerWasDoingLast() {
    let record = record([
      .status(StatusChange(.running), step: 0, wallTime: 0), .status(StatusChange(.stopped), step: 3, wallTime: 1),
    ])
    #expect(record.state == .stopped)
  }
}
