import Foundation
import Testing

@testable import RunModel

struct RunStoreTests {
  let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 4, fineStep: 0.5, coarseStep: 2, help: "")

  @Test func aViewShowsTheStateAsOfItsPosition() {
    let store = RunStore()
    store.apply(.status(.init(.running), step: 0, wallTime: 10))
    store.apply(Event(step: 1, wallTime: 11, .scalars([Scalar(Tag.studentLoss, 3)])))
    store.apply(
      .command(
        .init(command: "set", source: .keyboard, applied: true, knob: "temperature", old: 4, new: 8), step: 1,
        wallTime: 12))
    store.apply(Event(step: 2, wallTime: 13, .scalars([Scalar(Tag.studentLoss, 2)])))
    store.apply(.status(.init(.finished), step: 2, wallTime: 14))
    let early = RunView(store, position: 2)
    #expect(early.value(Tag.studentLoss) == 3)
    #expect(early.knobValue(temperature) == 4)
    #expect(early.status?.state == .running)
    #expect(early.changes.isEmpty)
    let end = RunView(store)
    #expect(end.value(Tag.studentLoss) == 2)
    #expect(end.knobValue(temperature) == 8)
    #expect(end.status?.state == .finished)
    #expect(end.elapsed == 4)
    #expect(store.position(atStep: 1) == 3)
    #expect(store.position(atTime: 12.5) == 3)
  }

  @Test func theStepIsTheFurthestReachedSinceTheLastStart() {
    let store = RunStore()
    for step in [3, 7, 0] { store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("a", 1)]))) }
    #expect(RunView(store).step == 7)
    #expect(store.position(atStep: 5) == 1)
    // The writer that starts with step 5 has not taken it yet.
    store.apply(Event(step: 5, wallTime: 0, .sessionStart))
    #expect(RunView(store).step == 4)
  }

  @Test func refusedCommandsChangeNothing() {
    let store = RunStore()
    store.apply(
      .command(
        .init(
          command: "set", source: .keyboard, applied: false, reason: "out of range", knob: "temperature", old: 4,
          new: 80), step: 1, wallTime: 0))
    #expect(RunView(store).knobValue(temperature) == 4)
    #expect(RunView(store).changes.isEmpty)
  }

  @Test func aRestartedWriterSupersedesLaterPoints() {
    let store = RunStore()
    for step in 1...10 { store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("a", Float(step))]))) }
    store.apply(Event(step: 6, wallTime: 0, .sessionStart))
    store.apply(Event(step: 6, wallTime: 0, .scalars([Scalar("a", 60)])))
    #expect(store.series[.init("a")].map { Array($0.values) } == [1, 2, 3, 4, 5, 60])
  }

  @Test func recordsSurviveTheTrip() throws {
    let description = RunDescription(
      version: "1", method: "kd", dataset: "digits", classNames: ["0"], seed: .max,
      teacher: .init(spec: "mlp:8", parameters: 3), student: .init(spec: "mlp:2"), knobs: [temperature],
      terms: ["hard", "soft"], phases: [.init(name: "teacher", steps: 3)])
    let store = RunStore()
    store.apply(.run(description, step: 0, wallTime: 0))
    #expect(RunView(store).description == description)
  }

  @Test func textThatOnlyLooksLikeOursIsKeptAsText() {
    let store = RunStore()
    store.apply(Event(step: 0, wallTime: 0, .text(tag: Tag.status, "not json")))
    #expect(RunView(store).status == nil)
    #expect(store.texts[.init(Tag.status)]?.latest(at: 1) == "not json")
  }

  @Test func softTargetsFollowTheTemperatureAtOnce() {
    let logits = TensorValue(shape: [2, 1, 2], values: [0, Float(log(3.0)), .nan, .nan])
    #expect(meanProbabilities(logits, row: 0, temperature: 1).map { ($0 * 1000).rounded() } == [250, 750])
    let hot = meanProbabilities(logits, row: 0, temperature: 1000)
    #expect(abs(hot[0] - 0.5) < 0.001)
    #expect(meanProbabilities(logits, row: 1, temperature: 1).isEmpty)
    #expect(meanProbabilities(logits, row: 2, temperature: 1).isEmpty)
  }

  @Test func manyTensorsOfATagAreThinnedButTheNewestStays() {
    let store = RunStore()
    for step in 0..<5000 {
      store.apply(Event(step: step, wallTime: 0, .tensor(tag: "t", TensorValue(shape: [1], values: [Float(step)]))))
    }
    let history = store.tensors[.init("t")]
    #expect((history?.entries.count ?? 0) <= 512)
    #expect(history?.latest(at: store.position)?.values == [4999])
  }
}
