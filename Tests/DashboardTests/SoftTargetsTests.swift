import RunModel
import TerminalUI
import Testing

@testable import Dashboard

@Suite struct SoftTargetsTests {
  @Test("a higher temperature spreads both networks at once")
  func temperature() throws {
    let view = RunView(RunFixture.store(RunFixture.distillation()))
    let cold = SoftTargetsData(view, ofClass: 3, temperature: 1, limit: 10)
    let warm = SoftTargetsData(view, ofClass: 3, temperature: 8, limit: 10)
    #expect(cold.rows.count == 10 && cold.rows[3].isTrue)
    #expect(try #require(cold.teacherEntropy) < #require(warm.teacherEntropy))
    #expect(try #require(cold.rows[3].student) > #require(warm.rows[3].student))
    #expect(abs(cold.rows.compactMap(\.teacher).reduce(0, +) - 1) < 1e-5)
  }

  @Test("with little room the largest classes are shown, and the true one")
  func few() {
    let view = RunView(RunFixture.store(RunFixture.distillation()))
    let data = SoftTargetsData(view, ofClass: 3, temperature: 1, limit: 4)
    #expect(data.rows.count == 4 && data.rows.contains { $0.isTrue })
    let shares = data.rows.compactMap(\.teacher)
    #expect(shares == shares.sorted(by: >))
    #expect(SoftTargetsData(view, ofClass: 3, temperature: 1, limit: 0).rows.isEmpty)
  }

  @Test("c, C and a click choose the class")
  func classes() throws {
    let store = RunFixture.store(RunFixture.distillation())
    var state = DashboardState.live(size: Size(width: 120, height: 40))
    func frame() -> String { Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text }
    _ = state.handle(.key(KeyEvent(Character("c"))), store: store, now: 0)
    #expect(frame().contains("class 1"))
    for _ in 0..<2 { _ = state.handle(.key(KeyEvent(Character("C"))), store: store, now: 0) }
    #expect(frame().contains("class 9"))
    let rect = try #require(Scene(state, store).layout.rect(of: .softTargets))
    let click = MouseEvent(.press(.left), at: Point(x: rect.x + 4, y: rect.y + 1 + 2 * 6))
    _ = state.handle(.mouse(click), store: store, now: 0)
    #expect(frame().contains("class 6"))
  }

  @Test("a student without a teacher has one bar a class")
  func alone() {
    var description = RunFixture.description()
    description.teacher = nil
    let store = RunFixture.store([
      .run(description, step: 0, wallTime: 0),
      Event(
        step: 1, wallTime: 1,
        .tensor(tag: RunModel.Tag.studentProbeLogits, RunFixture.logits(sharpness: 6, seed: 1))),
    ])
    let size = Size(width: 120, height: 40)
    let text = Dashboard.draw(.live(size: size), store: store, size: size, symbols: .braille).text
    #expect(text.contains("student entropy") && !text.contains("teacher entropy") && !text.contains("teacher …"))
    #expect(!text.contains(" - ") && text.contains("█"))
  }

  @Test("a description without logits says that they will come; a log says that there are none")
  func missing() {
    let store = RunFixture.store([
      .run(RunFixture.description(), step: 0, wallTime: 0), .status(StatusChange(.running), step: 0, wallTime: 0),
    ])
    let size = Size(width: 120, height: 40)
    let live = Dashboard.draw(.live(size: size), store: store, size: size, symbols: .braille).text
    #expect(live.contains("soft targets come with the first evaluation"))
    #expect(live.contains("waiting for the first step"))
    #expect(Dashboard.snapshot(store: store, size: size).text.contains("no logits"))
  }
  /// Probes `[rows, 2, classes]` of teacher and student.
  private func store(teacher: [Int], student: [Int], values: Int? = nil) -> RunStore {
    RunFixture.store(
      zip([Tag.teacherProbeLogits, Tag.studentProbeLogits], [teacher, student]).map { tag, shape in
        let count = values ?? shape.reduce(1, *)
        return Event(
          step: 1, wallTime: 0, .tensor(tag: tag, TensorValue(shape: shape, values: (0..<count).map { Float($0 % 5) })))
      })
  }

  @Test("teacher and student need not know the same classes", arguments: [(10, 5), (5, 10), (3, 1)])
  func unequal(teacher: Int, student: Int) {
    let store = store(teacher: [4, 2, teacher], student: [4, 2, student])
    for limit in [3, 4, 20] {
      let data = SoftTargetsData(RunView(store), ofClass: 3, temperature: 2, limit: limit)
      #expect(data.rows.count == min(limit, max(teacher, student)))
      for row in data.rows {
        #expect((row.teacher == nil) == (row.index >= teacher))
        #expect((row.student == nil) == (row.index >= student))
      }
    }
    #expect(Dashboard.snapshot(store: store, size: Size(width: 120, height: 40)).text.contains("soft targets"))
  }

  @Test(
    "tensors that hold nothing have no classes",
    arguments: [
      [Int.max, 0, 5], [Int.max, 5, 0], [0, 4, 4], [-4, -2, 4], [1 << 62, 4, 5], [Int.max, 1, 1], [4, 8], [],
    ])
  func nothingInside(shape: [Int]) {
    for values in [0, 32] {
      let store = store(teacher: shape, student: shape, values: values)
      #expect(SoftTargetsData.classCount(in: RunView(store)) == 0)
      var state = DashboardState.replay(of: store, size: Size(width: 120, height: 40))
      for key in ["c", "C", "C"] { _ = state.handle(.key(KeyEvent(Character(key))), store: store, now: 0) }
      #expect(Dashboard.draw(state, store: store, size: state.size, symbols: .braille).size == state.size)
    }
  }
}
