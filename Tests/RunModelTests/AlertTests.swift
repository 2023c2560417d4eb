import Testing

@testable import RunModel

@Suite struct AlertTests {
  /// Steps at which `values`, one a step from 1 on, set off a rule.
  static func steps(_ rule: AlertRule, _ values: [Float], tag: String = "x") -> [Int] {
    var monitor = AlertMonitor([rule])
    return values.enumerated().flatMap { index, value in
      monitor.observe(Event(step: index + 1, wallTime: 0, .scalars([Scalar(tag, value)])))
    }.map(\.step)
  }

  @Test("rising three times in a row is one alert, and another one after it has fallen")
  func rises() {
    let rule = AlertRule("up", .rises, of: "x", points: 3)
    #expect(Self.steps(rule, [1, 2, 3, 4, 5, 6]) == [4])
    #expect(Self.steps(rule, [1, 2, 3, 3, 4, 5]) == [])
    #expect(Self.steps(rule, [1, 2, 3, 4, 1, 2, 3, 4]) == [4, 8])
    // What is no number interrupts nothing.
    #expect(Self.steps(rule, [1, 2, .nan, 3, 4]) == [5])
  }

  @Test("falling, as an accuracy does when the error rises")
  func falls() {
    let rule = AlertRule.usual[0]
    #expect(Self.steps(rule, [0.9, 0.91, 0.90, 0.89, 0.88, 0.87], tag: Tag.studentAccuracy) == [5])
    #expect(Self.steps(rule, [0.9, 0.8, 0.7, 0.6], tag: Tag.teacherAccuracy) == [])
  }

  @Test("a curve is flat when its mean stays where it was, however it shakes")
  func flat() {
    let rule = AlertRule("flat", .flat, of: "x", points: 100, tolerance: 0.01)
    let falling = (0..<400).map { Float(4 - Double($0) * 0.01) }
    let still = (0..<400).map { Float($0 % 2) + 1 }
    #expect(Self.steps(rule, falling) == [])
    let found = Self.steps(rule, falling + still)
    #expect(found.count == 1 && (500...620).contains(found[0]))
    #expect(Self.steps(rule, still) == [200])
    // Once it moves again, it can be flat again.
    #expect(Self.steps(rule, still + falling + still).count == 2)
  }

  @Test("NaN and infinity, of any curve that begins so")
  func notNumbers() {
    let rule = AlertRule("NaN", .nan, of: "loss/*")
    #expect(Self.steps(rule, [1, .nan, .nan, 1, .infinity], tag: "loss/soft") == [2, 5])
    #expect(Self.steps(rule, [.nan], tag: "lost") == [])
  }

  @Test("crossing a value")
  func values() {
    #expect(Self.steps(AlertRule("a", .above, of: "x", value: 2), [1, 2, 3, 4, 1, 5]) == [3, 6])
    #expect(Self.steps(AlertRule("b", .below, of: "x", value: 2), [3, 2, 1, 0]) == [3])
  }

  @Test("several rules and curves in one event; a session that begins again forgets")
  func several() {
    var monitor = AlertMonitor([
      AlertRule("low", .below, of: "a", value: 0), AlertRule("any", .nan, of: "*"),
      AlertRule("up", .rises, of: "a", points: 2),
    ])
    func observe(_ step: Int, _ a: Float, _ b: Float) -> [String] {
      monitor.observe(Event(step: step, wallTime: 0, .scalars([Scalar("a", a), Scalar("b", b)]))).map(\.text)
    }
    #expect(observe(1, -1, .nan) == ["low: a is -1.0, below 0", "any: b is not a number"])
    #expect(observe(2, 0, 1) == [])
    let atStart = monitor.observe(Event(step: 2, wallTime: 0, .sessionStart))
    #expect(atStart.isEmpty)
    #expect(observe(2, 1, 1) == [] && observe(3, 2, 1) == [])
    #expect(observe(4, 3, .infinity) == ["up: a rose 2 times in a row, to 3.0", "any: b is infinite"])
  }

  @Test("an alert and a note come back from the log's text as they were")
  func records() {
    let store = RunStore()
    let notice = Notice(.warning, "soft term flat", alert: "flat")
    store.apply(.notice(notice, step: 3, wallTime: 0))
    store.apply(.note(Note("look here", step: 2), step: 3, wallTime: 0))
    store.apply(.note(Note("and here", step: 1), step: 3, wallTime: 0))
    store.apply(.note(Note("not yet", step: 9), step: 3, wallTime: 0))
    #expect(store.notices.entries.map(\.value) == [notice] && notice.isAlert)
    #expect(RunView(store).notes == [Note("and here", step: 1), Note("look here", step: 2)])
    // An older log's notices are none.
    store.apply(Event(step: 4, wallTime: 0, .text(tag: Tag.notice, #"{"severity":"info","text":"x"}"#)))
    #expect(store.notices.entries.last?.value == Notice(.info, "x"))
    #expect(store.notices.entries.last?.value.isAlert == false)
    let endless = Note(String(repeating: "x", count: 100_000), step: .max)
    store.apply(.note(endless, step: 4, wallTime: 0))
    #expect((store.notes.entries.last?.value.text.count ?? 0) < 10_000)
  }
}
