import Foundation
import Testing

@testable import RunModel

/// What a log that nobody sane wrote may hold: numbers that overflow, ranges that are none, more than memory holds.
struct HostileLogTests {
  private func store(_ tag: String, _ json: String) -> RunStore {
    let store = RunStore()
    store.apply(Event(step: 0, wallTime: 0, .text(tag: tag, json)))
    return store
  }

  @Test(arguments: [Int.min, Int.min + 1, Int.max]) func stepsStayWhereArithmeticIsSafe(step: Int) {
    let store = RunStore()
    store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("a", 1)])))
    let view = RunView(store)
    #expect(view.step.magnitude == LogLimits.steps.magnitude)
    #expect(view.step.signum() == step.signum())
    #expect(view.stepRange(.init("a")) == view.step...view.step)
    #expect(Array(store.steps) == [view.step])
  }

  @Test func aPhasesNumbersAreBounded() throws {
    let json = """
      {"name": "x", "index": -5, "firstStep": -9223372036854775807, "steps": 9223372036854775807,
       "stepsPerEpoch": 9223372036854775807}
      """
    let phase = try #require(RunView(store(Tag.phase, json)).phase)
    #expect(phase.index == 0 && phase.firstStep == 0)
    #expect(phase.steps == LogLimits.steps && phase.stepsPerEpoch == LogLimits.steps)
  }

  @Test func namesAndListsAreBounded() throws {
    // One letter with so many marks on it that it is a single, endless character.
    let endless = "a" + String(repeating: "\u{301}", count: 5000)
    var description = RunDescription(
      version: endless, method: endless, dataset: endless, classNames: Array(repeating: endless, count: 3), seed: 0,
      teacher: .init(spec: endless, parameters: .min), student: .init(spec: endless, parameters: .max),
      terms: Array(repeating: "t", count: 100_000),
      phases: Array(repeating: .init(name: "p", steps: .max), count: 10_000))
    description.sizes = .init(studentTraining: .min, teacherTraining: .max, validation: -1, test: 3)
    let store = RunStore()
    store.apply(.run(description, step: 0, wallTime: 0))
    let bounded = try #require(RunView(store).description)
    for name in [bounded.method, bounded.dataset, bounded.version] + bounded.classNames {
      #expect(name.unicodeScalars.count == LogLimits.name)
    }
    #expect(bounded.terms.count == LogLimits.list && bounded.phases.count == LogLimits.list)
    #expect(bounded.phases.reduce(0) { $0 + $1.steps } > 0)
    #expect(bounded.teacher?.parameters == 0)
    #expect(bounded.sizes == .init(studentTraining: 0, teacherTraining: LogLimits.steps, validation: 0, test: 3))
    store.apply(.notice(Notice(.info, String(repeating: "x", count: 100_000)), step: 0, wallTime: 0))
    #expect(store.notices.latest(at: 2)?.text.count == LogLimits.text)
  }

  @Test func knobsWithoutARangeAreLeftOut() throws {
    func knob(_ name: String, _ low: Double, _ high: Double, _ scale: Knob.Scale, default value: Double = 1) -> Knob {
      var knob = Knob(name: name, symbol: name, range: 0...1, scale: scale, defaultValue: value, help: "")
      (knob.minimum, knob.maximum) = (low, high)
      (knob.fineStep, knob.coarseStep, knob.offValue) = (-.infinity, .nan, .nan)
      return knob
    }
    let description = RunDescription(
      version: "1", method: "kd", dataset: "d", seed: 0, student: .init(spec: "s"),
      knobs: [
        knob("upside down", 1, 0, .linear), knob("nan", .nan, 1, .linear), knob("endless", 0, .infinity, .linear),
        knob("vast", -1.7e308, 1.7e308, .linear), knob("log of zero", 0, 1, .logarithmic),
        knob("point", 2, 2, .linear, default: 5), knob("log", 1, 10, .logarithmic, default: .nan),
      ])
    let store = RunStore()
    store.apply(.run(description, step: 0, wallTime: 0))
    let knobs = try #require(RunView(store).description?.knobs)
    #expect(knobs.map(\.name) == ["point", "log"])
    #expect(knobs.map(\.defaultValue) == [2, 1])
    for knob in knobs {
      #expect(knob.offValue == nil && knob.fineStep == 0 && knob.coarseStep == 0)
      for value in [0, -1, .leastNonzeroMagnitude, 1e308, .infinity, -.infinity, .nan] {
        for presses in [-3, 3] {
          for coarse in [false, true] {
            let turned = knob.stepped(value, by: presses, coarse: coarse)
            #expect(turned >= knob.minimum && turned <= knob.maximum, "\(knob.name) \(value) \(presses)")
          }
        }
        #expect(knob.value(at: value).isFinite)
      }
    }
  }

  @Test func anOutcomesNumbersAreFinite() throws {
    let json = """
      {"command": "set", "source": "keyboard", "applied": true, "knob": "temperature", "old": "nan", "new": "inf"}
      """
    let outcome = try #require(store(Tag.command, json).commands.latest(at: 1))
    #expect(outcome.old == nil && outcome.new == nil && outcome.applied)
  }

  @Test func probeLogitsOfNoExamplesTakeNoMemory() {
    let vast = TensorValue(shape: [1, 0, 1 << 62], values: [])
    #expect(meanProbabilities(vast, row: 0, temperature: 1).isEmpty)
    let overflowing = TensorValue(shape: [1 << 40, 1 << 40, 2], values: [1, 2])
    #expect(meanProbabilities(overflowing, row: 0, temperature: 1).isEmpty)
  }

  @Test func tensorsThatContradictTheirShapeAreNotKept() {
    let store = RunStore()
    for shape in [[2, 2], [-1], [-1, -3], [1 << 62, 4], [.max, .max, 0]] {
      store.apply(Event(step: 0, wallTime: 0, .tensor(tag: "t", TensorValue(shape: shape, values: [1, 2, 3]))))
    }
    #expect(store.tensors[.init("t")] == nil)
    #expect(store.droppedRecords == 5)
  }

  /// Many tags of many values each: what is kept fits, the newest of every tag is there, and so is the oldest of some.
  @Test func whatIsKeptFitsTheBudget() throws {
    let store = RunStore()
    let values = [Float](repeating: 0, count: 1 << 16)
    let (tags, each) = (200, 40)
    for step in 0..<each {
      for tag in 0..<tags {
        let value = TensorValue(shape: [values.count], values: values)
        store.apply(Event(step: step, wallTime: 0, .tensor(tag: "t\(tag)", value)))
      }
    }
    let histories = (0..<tags).compactMap { store.tensors[.init("t\($0)")] }
    let kept = histories.reduce(0) { $0 + $1.entries.count }
    #expect(histories.count == tags)
    #expect(kept * values.count * 4 <= RunStore.memoryBudget)
    #expect(kept * values.count * 4 >= RunStore.memoryBudget / 8)
    for history in histories { #expect(history.entries.last?.step == each - 1) }
    #expect(store.droppedRecords == 0)
  }

  @Test func textsOfOursAreBoundedInNumber() {
    let store = RunStore()
    for step in 0..<40_000 {
      store.apply(.notice(Notice(.info, "x"), step: step, wallTime: 0))
    }
    #expect(store.notices.entries.count <= RunStore.keptStructured)
    #expect(store.notices.entries.last?.step == 39_999)
  }
}
