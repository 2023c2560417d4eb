import Foundation
import RunModel

/// Events that no trainer would write, the same for the same seed: numbers at their extremes, names that command a
/// terminal, shapes and ranges that are none. Most are close enough to ours to be drawn.
struct HostileEvents {
  var dice: FuzzTests.Dice

  init(seed: UInt64) { dice = FuzzTests.Dice(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1) }

  /// The next event, and the sub-directory it comes from.
  mutating func next() -> (event: Event, run: String) {
    let run = chance(8) ? pick(HostileEvents.names) : ""
    return (Event(step: integer(), wallTime: number(), content()), run)
  }

  mutating func integer() -> Int {
    chance(3) ? pick(HostileEvents.integers) : Int.random(in: 0...3000, using: &dice)
  }

  static let integers = [
    Int.min, .min + 1, -1 << 53, -5, -1, 0, 1, 2, 1 << 50, 1 << 53, 1 << 62, .max - 1, .max,
  ]
  private static let numbers = [
    0, -0.0, 1, -1, .leastNonzeroMagnitude, 1e-300, 1e-30, 1e15, 1e19, 1e30, 1e300, 1.7e308, -1.7e308, .infinity,
    -.infinity, .nan,
  ]
  private static let names = [
    "", " ", "a", "teacher", "\u{1B}[31m", "\u{1B}]0;title\u{07}", "\u{202E}evil", "line\nline\r\t", "長い名前", "👩‍👩‍👧‍👦",
    "a" + String(repeating: "\u{301}", count: 400), String(repeating: "/", count: 50),
    String(repeating: "word ", count: 300), String(repeating: "長", count: 900), "temperature", "throttle", "alpha",
  ]
  private static let tags = [
    Tag.studentLoss, Tag.teacherLoss, Tag.loss("hard"), Tag.studentAccuracy, Tag.agreement, Tag.stepsPerSecond,
    Tag.knob("temperature"), Tag.knob("alpha"), Tag.knob(""), "accuracy/", "loss/",
  ]

  private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &dice)] }
  private mutating func chance(_ sides: Int) -> Bool { Int.random(in: 0..<sides, using: &dice) == 0 }
  private mutating func number() -> Double {
    chance(2) ? pick(HostileEvents.numbers) : Double.random(in: -10...100, using: &dice)
  }
  private mutating func list<T>(upTo count: Int, _ make: (inout HostileEvents) -> T) -> [T] {
    (0..<Int.random(in: 0...count, using: &dice)).map { _ in make(&self) }
  }

  private mutating func content() -> Event.Content {
    switch Int.random(in: 0..<16, using: &dice) {
    case 0: return .sessionStart
    case 1: return .histogram(tag: pick(HostileEvents.names), histogram())
    case 2: return .tensor(tag: pick(HostileEvents.names), tensor())
    case 3, 4: return .tensor(tag: pick([Tag.teacherProbeLogits, Tag.studentProbeLogits]), tensor())
    case 5...8: return .scalars(list(upTo: 6) { $0.scalar() })
    default: return text()
    }
  }

  private mutating func scalar() -> Scalar {
    Scalar(chance(3) ? pick(HostileEvents.names) : pick(HostileEvents.tags), Float(number()))
  }

  private mutating func histogram() -> Histogram {
    Histogram(limits: list(upTo: 4) { $0.number() }, counts: list(upTo: 4) { $0.number() })
  }

  /// Honest, empty in some direction, or with a shape that has nothing to do with its values.
  private mutating func tensor() -> TensorValue {
    let extents = [0, 0, 1, 2, 3, 7]
    var shape = chance(4) ? list(upTo: 4) { $0.pick(extents) } : (0..<3).map { _ in pick(extents) }
    let count = shape.reduce(1, *)
    if chance(3), let place = shape.indices.randomElement(using: &dice) { shape[place] = pick(HostileEvents.integers) }
    return TensorValue(shape: shape, values: (0..<count).map { _ in Float(number()) })
  }

  // MARK: - Texts

  private mutating func text() -> Event.Content {
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: return .text(tag: pick(HostileEvents.names), pick(HostileEvents.names))
    case 1:
      return .text(tag: pick([Tag.run, Tag.phase, Tag.status]), pick(["", "{}", "[[[[", "null", "{\"name\":1e999}"]))
    case 2, 3: return .text(tag: Tag.run, description())
    case 4: return .text(tag: Tag.phase, phase())
    case 5: return .text(tag: Tag.command, command())
    case 6:
      let state = pick(["loading", "running", "paused", "finished", "failed"])
      return .text(tag: Tag.status, #"{"state": "\#(state)", "reason": \#(name())}"#)
    default: return .text(tag: Tag.notice, #"{"severity": "warning", "text": \#(name())}"#)
    }
  }

  /// A name as JSON.
  private mutating func name() -> String {
    let name = pick(HostileEvents.names)
    return (try? JSONEncoder().encode(name)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  /// A number as JSON.
  private mutating func value() -> String {
    let value = number()
    return value.isFinite ? "\(value)" : value.isNaN ? #""nan""# : value > 0 ? #""inf""# : #""-inf""#
  }

  private mutating func phase() -> String {
    #"{"name": \#(name()), "index": \#(chance(2) ? integer() : pick([0, 1])), "firstStep": \#(integer()), "#
      + #""steps": \#(integer()), "stepsPerEpoch": \#(integer())}"#
  }

  private mutating func command() -> String {
    #"{"command": "set", "source": "mouse", "applied": \#(!chance(4)), "knob": \#(name()), "#
      + #""old": \#(value()), "new": \#(value())}"#
  }

  private mutating func knob() -> String {
    let (low, high) = chance(2) ? ("1", "20") : (value(), value())
    return #"{"name": \#(name()), "symbol": \#(name()), "minimum": \#(low), "maximum": \#(high), "#
      + #""scale": "\#(pick(["linear", "logarithmic"]))", "defaultValue": \#(value()), "offValue": \#(value()), "#
      + #""fineStep": \#(value()), "coarseStep": \#(value()), "unit": \#(name()), "help": \#(name())}"#
  }

  private mutating func description() -> String {
    let knobs = list(upTo: 9) { $0.knob() }.joined(separator: ",")
    let phases = list(upTo: 6) { #"{"name": \#($0.name()), "steps": \#($0.integer())}"# }.joined(separator: ",")
    let classes = list(upTo: 9) { $0.name() }.joined(separator: ",")
    return #"{"version": \#(name()), "method": \#(name()), "dataset": \#(name()), "classNames": [\#(classes)], "#
      + #""seed": 0, "teacher": {"spec": \#(name()), "parameters": \#(integer())}, "student": {"spec": \#(name())}, "#
      + #""knobs": [\#(knobs)], "terms": [\#(name())], "phases": [\#(phases)]}"#
  }
}
