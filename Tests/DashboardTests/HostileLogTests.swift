import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Numbers in a log that arithmetic on them must survive.
@Suite struct HostileLogTests {
  private let size = Size(width: 120, height: 40)

  private func store(_ events: [Event]) -> RunStore { RunFixture.store(events) }

  private func phase(_ numbers: String) -> Event {
    Event(step: 0, wallTime: 0, .text(tag: Tag.phase, "{\"name\": \"distil\", \(numbers)}"))
  }

  @Test("phases whose steps overflow", arguments: ["9223372036854775807", "-9223372036854775807", "-5", "0"])
  func phases(number: String) {
    let numbers = [
      #""index": -5, "firstStep": -9223372036854775807, "steps": \#(number), "stepsPerEpoch": 1"#,
      #""index": 0, "firstStep": 9223372036854775807, "steps": \#(number), "stepsPerEpoch": 9223372036854775807"#,
      #""index": \#(number), "firstStep": 0, "steps": 9223372036854775807, "stepsPerEpoch": 3"#,
      #""index": 9223372036854775807, "firstStep": 1, "steps": 1, "stepsPerEpoch": \#(number)"#,
    ]
    var description = RunFixture.description()
    description.phases = Array(repeating: .init(name: "long", steps: .max), count: 3)
    for text in numbers {
      for step in [Int.min, 0, .max] {
        let store = store([
          .run(description, step: 0, wallTime: 0), phase(text),
          Event(step: step, wallTime: 0, .scalars([Scalar(Tag.studentLoss, 1), Scalar(Tag.stepsPerSecond, 2)])),
        ])
        let progress = Progress(RunView(store))
        #expect((progress.plannedSteps ?? 0) >= progress.step)
        #expect(Dashboard.snapshot(store: store, size: size).text.contains("kdtop"))
      }
    }
  }

  @Test("a click at the end of a timeline of nearly all the steps there are", arguments: [Int.max, .max - 1, .min])
  func timeline(step: Int) {
    let store = store([
      Event(step: 1, wallTime: 1, .scalars([Scalar("a", 1)])),
      Event(step: step, wallTime: 2, .scalars([Scalar("a", 1)])),
    ])
    var state = DashboardState.replay(of: store, size: size)
    let bar = TimelineView.bar(in: Scene(state, store).layout.timeline)
    for x in [bar.x, bar.maxX - 1] {
      _ = state.handle(.mouse(MouseEvent(.press(.left), at: Point(x: x, y: bar.y))), store: store, now: 0)
    }
    #expect(state.replay?.position == 2)
  }

  @Test("teacher and student that know different numbers of classes")
  func unevenClasses() {
    func logits(_ classes: Int) -> TensorValue {
      TensorValue(shape: [2, 1, classes], values: (0..<2 * classes).map { Float($0) })
    }
    for (teacher, student) in [(3, 5), (5, 3)] {
      let store = store([
        Event(step: 0, wallTime: 0, .tensor(tag: Tag.teacherProbeLogits, logits(teacher))),
        Event(step: 0, wallTime: 0, .tensor(tag: Tag.studentProbeLogits, logits(student))),
      ])
      for limit in [2, 9] {
        let data = SoftTargetsData(RunView(store), ofClass: 0, temperature: 1, limit: limit)
        #expect(data.rows.count == min(5, limit))
      }
      let data = SoftTargetsData(RunView(store), ofClass: 0, temperature: 1, limit: 9)
      #expect(data.rows.filter { $0.teacher != nil }.count == teacher)
      #expect(data.rows.filter { $0.student != nil }.count == student)
    }
  }

  @Test("a probe tensor without examples has no classes to choose from", arguments: [Int.max, 1 << 62])
  func emptyProbes(classes: Int) {
    let store = store([
      .run(RunFixture.description(), step: 0, wallTime: 0),
      Event(step: 0, wallTime: 0, .tensor(tag: Tag.teacherProbeLogits, TensorValue(shape: [classes, 0], values: []))),
      Event(
        step: 0, wallTime: 0, .tensor(tag: Tag.studentProbeLogits, TensorValue(shape: [1, 0, classes], values: []))),
    ])
    #expect(SoftTargetsData.classCount(in: RunView(store)) == 10)
    var state = DashboardState.live(size: size)
    for key in ["C", "c", "c"] as [Character] { _ = state.handle(.key(KeyEvent(key)), store: store, now: 0) }
    #expect(Dashboard.draw(state, store: store, size: size, symbols: .braille).text.contains("soft targets"))
  }

  @Test("several runs below one directory: curves side by side, and none of them in the header")
  func severalRuns() {
    let store = RunStore()
    for run in ["first", "second"] {
      for event in RunFixture.distillation(steps: 700, status: StatusChange(.finished)) { store.apply(event, run: run) }
    }
    let text = Dashboard.snapshot(store: store, size: size, title: "runs").text
    #expect(text.contains("runs") && text.contains("loss/student"))
    #expect(text.contains("first") && text.contains("second"))
    #expect(!text.contains("digits") && !text.contains("finished") && !text.contains("temperature  "))
  }
}
