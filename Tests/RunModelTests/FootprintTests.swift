import Testing

@testable import RunModel

/// What a step of a run costs in memory, as the store itself counts it.
struct FootprintTests {
  /// A distillation at full speed: four losses at every step, and a few other events a second.
  @Test func aStepOfADistillationTakesAtMostThirtyThreeBytes() {
    let store = RunStore()
    var generator = Seeded(state: 7)
    let steps = 200_000
    var time = 1.7e9
    func loss() -> Float { Float.random(in: 0..<3, using: &generator) }
    var footprints: [Int: Int] = [:]
    for step in 1...steps {
      time += Double.random(in: 0.0003..<0.002, using: &generator)
      let losses = [
        Scalar(Tag.studentLoss, loss()), Scalar(Tag.loss("hard"), loss()), Scalar(Tag.loss("soft"), loss()),
        Scalar(Tag.teacherLoss, loss()),
      ]
      store.apply(Event(step: step, wallTime: time, .scalars(losses)))
      if step % 157 == 0 {
        store.apply(Event(step: step, wallTime: time, .scalars([Scalar(Tag.studentAccuracy, 0.5)])))
      }
      if step % 500 == 0 {
        store.apply(Event(step: step, wallTime: time, .scalars([Scalar(Tag.stepsPerSecond, 1000)])))
        store.apply(
          Event(step: step, wallTime: time, .tensor(tag: "t", TensorValue(shape: [1], values: [0]))))
      }
      if step == steps / 10 || step == steps { footprints[step] = store.footprint }
    }
    let whole = footprints[steps] ?? .max
    #expect(whole <= 33 * steps, "\(Double(whole) / Double(steps)) bytes a step")
    // The same from its beginning to its end: 30 MB for 900,000 steps leave room for more than the store.
    #expect(whole - (footprints[steps / 10] ?? 0) <= 26 * (steps - steps / 10))
  }

  /// As other programs write: each tag's scalars an event of their own, at every tenth step.
  @Test func aPointOfAForeignLogTakesAFewBytesMore() {
    let store = RunStore()
    let steps = 50_000
    for step in 0..<steps {
      for tag in ["a", "b", "c", "d"] {
        store.apply(Event(step: step * 10, wallTime: Double(step) * 0.01, .scalars([Scalar(tag, Float(step))])))
      }
    }
    #expect(store.position == 4 * steps)
    #expect(store.footprint <= 22 * 4 * steps)
  }

  /// Steps and times without any pattern take what they would in plain arrays.
  @Test func chaosTakesWhatPlainArraysWould() {
    let store = RunStore()
    var generator = Seeded(state: 3)
    let points = 200_000
    for _ in 0..<points {
      let step = Int.random(in: -(1 << 50)...1 << 50, using: &generator)
      store.apply(
        Event(step: step, wallTime: Double.random(in: 0..<1e9, using: &generator), .scalars([Scalar("a", 0)])))
    }
    // Two steps and a time of the event; a step, a place, and a value of the point, and the value's share of the pyramid.
    #expect(store.footprint <= (3 * 8 + 8 + 8 + 4 + 1) * points * 11 / 10)
  }

  @Test func manyShortCurvesTakeLittle() {
    let store = RunStore()
    for tag in 0..<5000 {
      store.apply(Event(step: 0, wallTime: 0, .scalars([Scalar("tag \(tag)", 0)])))
    }
    #expect(store.footprint <= 5000 * 800)
  }
}
