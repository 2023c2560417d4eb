import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Zoom, pan, crosshair, smoothing and the legend, by key and by mouse.
@Suite struct ChartControlTests {
  typealias Person = InputTests.Person

  /// Somebody whose focus is on the chart of the losses, over the whole run.
  static func person(_ size: Size = Size(width: 120, height: 40)) -> Person {
    var person = Person(size)
    person.state.showsPhase = false
    person.state.focus = .loss
    return person
  }

  private static func plot(_ person: Person, _ id: PanelID = .loss) throws -> ChartPlot {
    try #require(person.state.plot(id, Scene(person.state, person.store)))
  }

  private static func click(_ person: inout Person, at point: Point) {
    _ = person.mouse(.press(.left), at: point)
    _ = person.mouse(.release(.left), at: point)
  }

  @Test("the wheel zooms and the place under the pointer stays; x and Esc show everything again")
  func wheel() throws {
    var person = Self.person()
    let before = try Self.plot(person)
    let point = Point(x: before.parts.plot.x + before.parts.plot.width / 4, y: before.parts.plot.y + 3)
    let x = before.x(atColumn: point.x)
    for _ in 0..<6 { _ = person.mouse(.wheelUp, at: point) }
    let after = try Self.plot(person)
    #expect(abs(after.x(atColumn: point.x) - x) < 1e-6)
    #expect((after.shown.upperBound - after.shown.lowerBound) < (before.shown.upperBound - before.shown.lowerBound) / 3)
    #expect(person.frame.contains("zoomed"))
    // All charts show the same steps.
    #expect(try Self.plot(person, .accuracy).shown == after.shown)
    for _ in 0..<9 { _ = person.mouse(.wheelDown, at: point) }
    #expect(person.state.charts.window == nil)
    _ = person.press(KeyEvent("+"))
    #expect(person.state.charts.window != nil)
    _ = person.press(KeyEvent("x"))
    #expect(person.state.charts.window == nil && person.state.showsPhase == false)
    _ = person.press(KeyEvent("+"), KeyEvent("-"))
    #expect(person.state.charts.window == nil)
    _ = person.press(KeyEvent("="), KeyEvent(.escape))
    #expect(person.state.charts.window == nil)
  }

  @Test("as far out as in is everything again, wherever the pointer is and whatever rounding does")
  func wheelAndBack() throws {
    for end in 1500..<1520 {
      var person = Self.person()
      person.store.apply(Event(step: end, wallTime: RunFixture.start + 20, .scalars([Scalar(Tag.studentLoss, 1)])))
      let parts = try Self.plot(person).parts.plot
      for x in parts.x..<parts.maxX {
        _ = person.mouse(.wheelUp, at: Point(x: x, y: parts.y + 3))
        #expect(person.state.charts.window != nil)
        _ = person.mouse(.wheelDown, at: Point(x: x, y: parts.y + 3))
        #expect(person.state.charts.window == nil, "step \(end), column \(x)")
        person.state.charts.window = nil
      }
    }
  }

  @Test("the log axis of what is in sight changes, whatever charts on other pages have")
  func logAxisInSight() throws {
    var person = Self.person(Size(width: 120, height: 30))
    for tag in ["one", "two", "three", "four"] {
      person.store.apply(Event(step: 1412, wallTime: RunFixture.start + 20, .scalars([Scalar(tag, 1)])))
    }
    person.state.focus = .knobs
    let scene = Scene(person.state, person.store)
    #expect(scene.layout.pages > 1 && scene.layout.rect(of: .loss) != nil)
    #expect(scene.layout.rect(of: .chart("four")) == nil)
    #expect(person.state.logCharts == [.loss])
    _ = person.press(KeyEvent("y"))
    #expect(!person.state.logCharts.contains(.loss))
    _ = person.press(KeyEvent("y"))
    #expect(person.state.logCharts.isSuperset(of: [.loss, .chart("four")]))
    _ = person.press(KeyEvent("y"))
    #expect(person.state.logCharts.isEmpty)
  }

  @Test("zooming in ends at a few steps, and numbers on the axis are whole steps")
  func closest() throws {
    var person = Self.person()
    for _ in 0..<40 { _ = person.press(KeyEvent("+")) }
    let shown = try Self.plot(person).shown
    #expect(shown.upperBound - shown.lowerBound >= 4 && shown.upperBound - shown.lowerBound < 16)
  }

  @Test("dragging and Shift-arrows move along, no further than there is something")
  func pan() throws {
    var person = Self.person()
    for _ in 0..<3 { _ = person.press(KeyEvent("+")) }
    let start = try Self.plot(person)
    let place = Point(x: start.parts.plot.x + 20, y: start.parts.plot.y + 2)
    _ = person.mouse(.press(.left), at: place)
    _ = person.mouse(.drag(.left), at: Point(x: place.x + 10, y: place.y))
    _ = person.mouse(.release(.left), at: Point(x: place.x + 10, y: place.y))
    let dragged = try Self.plot(person)
    #expect(abs(dragged.shown.lowerBound - (start.shown.lowerBound - 10 * start.cell)) < 1e-6)
    // What was dragged was not clicked.
    #expect(person.state.charts.cursor == nil)
    _ = person.press(KeyEvent(.right, .shift))
    #expect(try Self.plot(person).shown.lowerBound > dragged.shown.lowerBound)
    for _ in 0..<50 { _ = person.press(KeyEvent(.left, .shift)) }
    #expect(try Self.plot(person).shown.lowerBound == 4)
    for _ in 0..<99 { _ = person.press(KeyEvent(.right, .shift)) }
    #expect(try Self.plot(person).shown.upperBound == 1413)
    #expect(person.state.charts.window?.follows == true)
    // At the end of a live run it goes on with it.
    person.store.apply(Event(step: 1500, wallTime: RunFixture.start + 20, .scalars([Scalar(Tag.studentLoss, 1)])))
    #expect(try Self.plot(person).shown.upperBound == 1501)
  }

  @Test("the crosshair shows the exact values of all curves at one step, in all charts")
  func crosshair() throws {
    var person = Self.person()
    let plot = try Self.plot(person)
    let place = Point(x: plot.parts.plot.x + plot.parts.plot.width * 3 / 4, y: plot.parts.plot.y + 2)
    Self.click(&person, at: place)
    let step = try #require(person.state.charts.cursor)
    #expect(try Self.plot(person).column(of: Double(step)).map { abs($0 + plot.parts.plot.x - place.x) <= 1 } == true)
    let view = RunView(person.store)
    for tag in [Tag.studentLoss, Tag.teacherLoss, Tag.loss("hard"), Tag.loss("soft")] {
      let point = try #require(view.point(.init(tag), atStep: step))
      #expect(point.step == step)
      #expect(person.frame.contains(Format.exact(point.value)), "\(tag)")
    }
    // An accuracy is logged every 60 steps: the last one before, with its own step.
    let accuracy = try #require(view.point(.init(Tag.studentAccuracy), atStep: step))
    #expect(person.frame.contains("student @\(Format.count(accuracy.step))"))
    #expect(person.frame.components(separatedBy: "step \(Format.count(step))").count >= 3)
    // By keys, from there: one cell at a time, every point when zoomed in.
    _ = person.press(KeyEvent(.right))
    let next = try #require(person.state.charts.cursor)
    #expect(next > step && Double(next - step) <= plot.cell + 4)
    for _ in 0..<30 { _ = person.press(KeyEvent("+")) }
    _ = person.press(KeyEvent("l"))
    #expect(person.state.charts.cursor == next + 4)
    for _ in 0..<10 { _ = person.press(KeyEvent(.left)) }
    #expect(person.state.charts.cursor == next + 4 - 40)
    #expect(try Self.plot(person).shown.contains(Double(next - 36)))
    _ = person.press(KeyEvent("i"))
    #expect(person.state.charts.cursor == nil)
    // i brings it back, and the focus to a chart.
    _ = person.press(KeyEvent("p"), KeyEvent("p"), KeyEvent("i"))
    #expect(person.state.charts.cursor != nil)
  }

  @Test("a mark says what happened when it is clicked, and under the crosshair")
  func marks() throws {
    var person = Self.person()
    let plot = try Self.plot(person)
    let mark = try #require(plot.marks.first)
    let column = try #require(plot.column(of: mark.mark.x))
    Self.click(&person, at: Point(x: plot.parts.marks.x + column, y: plot.parts.marks.y))
    #expect(person.state.charts.cursor == 900)
    #expect(person.frame.components(separatedBy: "▲ T 4→8").count >= 3)
  }

  @Test("a click on a name hides the curve, another one shows it; o shows one after the other")
  func legend() throws {
    var person = Self.person()
    let place = try #require(person.place(of: "━ teacher"))
    Self.click(&person, at: Point(x: place.x + 3, y: place.y))
    #expect(person.state.charts.hidden == [.init(Tag.teacherLoss)])
    #expect(person.frame.contains("○ teacher"))
    Self.click(&person, at: Point(x: place.x, y: place.y))
    #expect(person.state.charts.hidden.isEmpty && !person.frame.contains("○"))
    let keys = try Self.plot(person).curves.map(\.key)
    for key in keys {
      _ = person.press(KeyEvent("o"))
      #expect(Set(keys).subtracting(person.state.charts.hidden) == [key])
    }
    _ = person.press(KeyEvent("o"))
    #expect(person.state.charts.hidden.isEmpty)
    for key in keys { person.state.toggleCurve(key) }
    #expect(person.frame.contains("all curves are hidden"))
  }

  @Test("smoothing says its weight and goes no further than its ends")
  func smoothing() {
    var person = Self.person()
    let plain = person.frame
    _ = person.press(KeyEvent("s"))
    #expect(person.frame.contains("smooth 0.5") && person.frame != plain)
    for _ in 0..<20 { _ = person.press(KeyEvent("s")) }
    #expect(person.frame.contains("smooth 0.999"))
    for _ in 0..<20 { _ = person.press(KeyEvent("S")) }
    #expect(person.frame == plain)
  }

  @Test("the spike of one step stays in sight behind the smoothed curve")
  func spike() {
    let store = RunStore()
    for step in 0..<20_000 {
      store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", step == 7777 ? 100 : 1)])))
    }
    var state = DashboardState.still(of: store, size: Size(width: 80, height: 24))
    state.charts.smoothing = 5
    let rows = Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text.split(separator: "\n")
    let dots = rows.map { row in row.contains { ("\u{2801}"..."\u{28FF}").contains($0) } }
    #expect((5...18).allSatisfy { dots[$0] })
  }

  @Test("over epochs and over time, with the same steps in sight and under the crosshair")
  func units() throws {
    var person = Self.person()
    person.state.charts.cursor = 900
    for _ in 0..<2 { _ = person.press(KeyEvent("+")) }
    let steps = try Self.plot(person).shown
    _ = person.press(KeyEvent("X"))
    #expect(person.state.charts.unit == .epochs)
    // 600 steps of 60 an epoch, then 80 an epoch.
    #expect(person.frame.contains("step 900 = epoch 13.75"))
    let epochs = try Self.plot(person)
    #expect(abs(epochs.scale.step(at: epochs.shown.lowerBound) - steps.lowerBound) < 1e-6)
    #expect(abs(epochs.scale.step(at: epochs.shown.upperBound) - steps.upperBound) < 1e-6)
    _ = person.press(KeyEvent("X"))
    #expect(person.state.charts.unit == .time && person.frame.contains("step 900 at 0:10"))
    let time = try Self.plot(person)
    #expect(abs(time.scale.step(at: time.shown.lowerBound) - steps.lowerBound) <= 2)
    #expect(time.column(of: time.scale.x(ofStep: 900)) != nil)
    _ = person.press(KeyEvent("x"))
    // Every point of a curve is in one column or another.
    for unit in ChartUnit.allCases {
      person.state.charts.unit = unit
      let plot = try Self.plot(person)
      let key = RunStore.Key(Tag.studentLoss)
      let found = RunView(person.store).buckets(key, between: plot.scale.edges(plot.shown, columns: 77))
      #expect(found.reduce(0) { $0 + ($1?.count ?? 0) } == person.store.series[key]?.count, "\(unit)")
    }
  }

  @Test("a log without phases has no epochs to count")
  func noEpochs() {
    let store = RunFixture.foreignStore()
    var state = DashboardState.replay(of: store, size: Size(width: 120, height: 40), fromStep: 500, isPlaying: false)
    for unit in [ChartUnit.time, .steps] {
      _ = state.handle(.key(KeyEvent("X")), store: store, now: 0)
      #expect(state.charts.unit == unit)
    }
  }

  @Test("in a replay the arrows seek until the crosshair is on")
  func replay() {
    let store = RunFixture.store(RunFixture.distillation(steps: 3000))
    var state = DashboardState.replay(of: store, size: Size(width: 120, height: 40), fromStep: 2000, isPlaying: false)
    func press(_ key: KeyEvent) { _ = state.handle(.key(key), store: store, now: 0) }
    let position = state.replay?.position
    press(KeyEvent("i"))
    let cursor = state.charts.cursor
    press(KeyEvent(.right))
    #expect(state.replay?.position == position && state.charts.cursor != cursor)
    press(KeyEvent(.escape))
    press(KeyEvent(.right))
    #expect(state.replay?.position != position && state.charts.cursor == nil)
  }

  @Test("nothing of it needs a chart, or a point", arguments: ["s", "S", "+", "_", "i", "o", "X", "x", "y"])
  func nothing(key: Character) {
    for store in [RunStore(), RunFixture.store(RunFixture.distillation(steps: 1))] {
      for size in InputTests.sizes {
        var state = DashboardState.live(size: size)
        for event in [KeyEvent(key), KeyEvent(.left), KeyEvent(.right, .shift), KeyEvent(key)] {
          _ = state.handle(.key(event), store: store, now: 0)
        }
        _ = Dashboard.draw(state, store: store, size: size, symbols: .ascii)
      }
    }
  }
}
