import Testing

@testable import RunModel

/// A log directory that has several runs below it: what they say of themselves is not what the whole says.
struct SeveralRunsTests {
  private func description(_ method: String) -> RunDescription {
    RunDescription(version: "1", method: method, dataset: "digits", seed: 0, student: .init(spec: "mlp:2"))
  }

  /// Everything that a run says of itself.
  private func said(by method: String, step: Int) -> [Event] {
    [
      .run(description(method), step: step, wallTime: 0),
      .phase(
        PhaseStart(name: method, index: 0, firstStep: 0, steps: 10, stepsPerEpoch: 5), step: step, wallTime: 0),
      .status(StatusChange(.finished), step: step, wallTime: 0),
      .command(
        CommandOutcome(command: "set", source: .keyboard, applied: true, knob: "alpha", old: 0, new: 1), step: step,
        wallTime: 0),
      .notice(Notice(.info, method), step: step, wallTime: 0),
      Event(step: step, wallTime: 0, .scalars([Scalar(Tag.studentLoss, 1)])),
    ]
  }

  @Test func runsBelowAreCurvesAlone() {
    let store = RunStore()
    for (run, method) in [("a", "kd"), ("b", "scratch")] {
      for event in said(by: method, step: 7) { store.apply(event, run: run) }
    }
    let view = RunView(store)
    #expect(view.description == nil && view.phase == nil && view.status == nil && view.changes.isEmpty)
    #expect(store.notices.entries.isEmpty)
    #expect(view.keys == [.init(Tag.studentLoss, run: "a"), .init(Tag.studentLoss, run: "b")])
    #expect(view.step == 7)
    // Nothing is lost: it is text like any other.
    #expect(store.texts[.init(Tag.status, run: "b")]?.entries.count == 1)
  }

  @Test func theLogsOwnRunSpeaksForIt() {
    let store = RunStore()
    store.apply(Event(step: 5000, wallTime: 0, .scalars([Scalar("x", 1)])), run: "below")
    for event in said(by: "kd", step: 7) { store.apply(event) }
    for event in said(by: "scratch", step: 9000) { store.apply(event, run: "below") }
    let view = RunView(store)
    #expect(view.description?.method == "kd" && view.phase?.name == "kd")
    #expect(view.changes.count == 1)
    // The header counts the steps of the run it names.
    #expect(view.step == 7)
    #expect(view.stepRange(.init("x", run: "below")) == 5000...5000)
  }

  @Test func aRestartBelowLeavesTheOthersAlone() {
    let store = RunStore()
    for event in said(by: "kd", step: 7) + [Event(step: 7, wallTime: 0, .text(tag: "t", "x"))] { store.apply(event) }
    store.apply(Event(step: 8, wallTime: 0, .text(tag: "t", "y")), run: "below")
    store.apply(Event(step: 5, wallTime: 0, .sessionStart), run: "below")
    let view = RunView(store)
    #expect(view.phase != nil && view.status != nil && view.changes.count == 1 && view.step == 7)
    #expect(store.texts[.init("t")]?.entries.count == 1)
    #expect(store.texts[.init("t", run: "below")] == nil)
  }

  @Test func aRestartSupersedesTextsToo() {
    let store = RunStore()
    for step in 1...4 { store.apply(Event(step: step, wallTime: 0, .text(tag: "t", "\(step)"))) }
    store.apply(Event(step: 3, wallTime: 0, .sessionStart))
    #expect(store.texts[.init("t")]?.entries.map(\.value) == ["1", "2"])
  }
}
