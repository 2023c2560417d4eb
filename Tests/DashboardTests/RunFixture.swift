import Foundation
import RunModel

/// Runs made of synthetic events, the same every time.
enum RunFixture {
  static let start = 1_790_000_000.0

  static let knobs: [Knob] = [
    Knob(
      name: "temperature", symbol: "T", range: 1...20, defaultValue: 4, fineStep: 0.5, coarseStep: 2,
      help: "softens what teacher and student say before they are compared"),
    Knob(
      name: "alpha", symbol: "α", range: 0...1, defaultValue: 0.9, fineStep: 0.01, coarseStep: 0.1,
      help: "weight of the teacher's soft targets; the labels get the rest"),
    Knob(
      name: "learning_rate", symbol: "lr", range: 0.0001...1, scale: .logarithmic, defaultValue: 0.05,
      help: "step size of the optimiser before the schedule"),
    Knob(
      name: "weight_decay", symbol: "wd", range: 0.00001...0.1, scale: .logarithmic, defaultValue: 0.0005, offValue: 0,
      help: "pulls weights towards zero"),
    Knob(
      name: "momentum", symbol: "m", range: 0...0.99, defaultValue: 0.9, fineStep: 0.01, coarseStep: 0.1,
      help: "how much of the last step is kept"),
    Knob(
      name: "throttle", symbol: "throttle", range: 1...10_000, scale: .logarithmic, defaultValue: 0, offValue: 0,
      unit: "steps/s", help: "no more steps than this in a second, to watch what happens"),
  ]

  static func description(parameters: Bool = true) -> RunDescription {
    RunDescription(
      version: "0.1.0", method: "kd", dataset: "digits", classNames: (0..<10).map { "\($0)" }, seed: 0,
      teacher: .init(spec: "mlp:1200,1200", parameters: parameters ? 1_531_210 : nil),
      student: .init(spec: "mlp:100,100", parameters: parameters ? 17_610 : nil), knobs: knobs,
      terms: ["hard", "soft"], phases: [.init(name: "teacher", steps: 600), .init(name: "distil", steps: 2400)])
  }

  /// A small generator of its own: Swift's is not the same on every machine.
  struct Noise {
    var state: UInt64 = 42
    mutating func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) - 0.5
    }
  }

  static func logits(sharpness: Float, seed: UInt64) -> TensorValue {
    var noise = Noise(state: seed)
    var values: [Float] = []
    for row in 0..<10 {
      for _ in 0..<4 {
        for column in 0..<10 {
          let near: Float = row == column ? 1 : (row + 3) % 10 == column ? 0.55 : (row * 7) % 10 == column ? 0.4 : 0
          values.append(near * sharpness + noise.next() * sharpness * 0.2)
        }
      }
    }
    return TensorValue(shape: [10, 4, 10], values: values)
  }

  /// A distillation: 600 steps of the teacher, then the student up to `steps`, with T 4→8 at 900 and α .9→.7 at 1,400.
  static func distillation(steps: Int = 1412, status: StatusChange? = nil) -> [Event] {
    var events: [Event] = []
    var noise = Noise()
    func at(_ step: Int) -> Double { start + Double(step) * 0.01 }
    func add(_ step: Int, _ content: Event.Content) {
      events.append(Event(step: step, wallTime: at(step), content))
    }
    events.append(.status(StatusChange(.loading, reason: "loading the engine"), step: 0, wallTime: start - 1))
    events.append(.run(description(), step: 0, wallTime: start))
    events.append(.status(StatusChange(.running), step: 0, wallTime: start))
    add(0, .scalars(knobs.map { Scalar(Tag.knob($0.name), Float($0.defaultValue)) }))
    events.append(
      .phase(
        PhaseStart(name: "teacher", index: 0, firstStep: 0, steps: 600, stepsPerEpoch: 60), step: 0, wallTime: start))
    for step in 1...max(1, steps) {
      if step == 601 {
        events.append(
          .phase(
            PhaseStart(name: "distil", index: 1, firstStep: 600, steps: 2400, stepsPerEpoch: 80), step: 600,
            wallTime: at(600)))
      }
      events += change(step, knob: "temperature", from: 4, to: 8, at: 900)
      events += change(step, knob: "alpha", from: 0.9, to: 0.7, at: 1400)
      if step % 4 == 0 {
        let teacher = 2.3 * exp(-Float(step) / 150) + 0.05 + noise.next() * 0.04
        if step <= 600 {
          add(step, .scalars([Scalar(Tag.teacherLoss, teacher), Scalar(Tag.stepsPerSecond, 212)]))
        } else {
          let hard = 2.3 * exp(-Float(step - 600) / 300) + 0.12 + noise.next() * 0.1
          let soft = 1.6 * exp(-Float(step - 600) / 250) + 0.08 + noise.next() * 0.06
          add(
            step,
            .scalars([
              Scalar(Tag.loss("hard"), hard), Scalar(Tag.loss("soft"), soft),
              Scalar(Tag.studentLoss, 0.1 * hard + 0.9 * soft), Scalar(Tag.teacherLoss, 0.06 + noise.next() * 0.02),
              Scalar(Tag.stepsPerSecond, 2310),
            ]))
        }
      }
      if step % 60 == 0 {
        add(step, .tensor(tag: Tag.teacherProbeLogits, logits(sharpness: 9, seed: 7)))
        let teacher = 0.975 - 0.8 * exp(-Float(min(step, 600)) / 90)
        if step <= 600 {
          add(step, .scalars([Scalar(Tag.teacherAccuracy, teacher)]))
        } else {
          let student = 0.955 - 0.75 * exp(-Float(step - 600) / 180)
          add(
            step,
            .scalars([Scalar(Tag.studentAccuracy, student), Scalar(Tag.agreement, student * 0.97 + 0.03)]))
          add(step, .tensor(tag: Tag.studentProbeLogits, logits(sharpness: 6, seed: 11)))
        }
      }
    }
    if let status { events.append(.status(status, step: steps, wallTime: at(steps))) }
    return events
  }

  private static func change(_ step: Int, knob: String, from old: Double, to new: Double, at place: Int) -> [Event] {
    guard step == place else { return [] }
    let time = start + Double(step) * 0.01
    return [
      .command(
        CommandOutcome(command: "set", source: .keyboard, applied: true, knob: knob, old: old, new: new), step: step,
        wallTime: time),
      Event(step: step, wallTime: time, .scalars([Scalar(Tag.knob(knob), Float(new))])),
    ]
  }

  /// A log that another program wrote: a spike at 333, a NaN at 420, and a tag with two sub-directories.
  static func foreign() -> [(event: Event, run: String)] {
    var noise = Noise()
    var events: [(event: Event, run: String)] = []
    for step in 1...600 {
      let time = start + Double(step) * 0.05
      var loss = 2.2 * exp(-Float(step) / 120) + 0.3 + noise.next() * 0.08
      if step == 333 { loss = 6.5 }
      if step == 420 { loss = .nan }
      let rate: Float = step < 300 ? 0.05 : 0.005
      events.append(
        (
          Event(
            step: step, wallTime: time,
            .scalars([
              Scalar("train/loss", loss), Scalar("train/soft_loss", loss * 0.7), Scalar("train/learning_rate", rate),
            ])), ""
        ))
      if step % 50 == 0 {
        let teacher = Event(step: step, wallTime: time, .scalars([Scalar("accuracy", 0.9)]))
        let student = Event(
          step: step, wallTime: time, .scalars([Scalar("accuracy", 0.88 - 0.6 * exp(-Float(step) / 150))]))
        events.append((teacher, "accuracy_teacher"))
        events.append((student, "accuracy_student"))
      }
    }
    return events
  }

  static func store(_ events: [Event]) -> RunStore {
    let store = RunStore()
    for event in events { store.apply(event) }
    return store
  }

  static func foreignStore() -> RunStore {
    let store = RunStore()
    for (event, run) in foreign() { store.apply(event, run: run) }
    return store
  }
}
