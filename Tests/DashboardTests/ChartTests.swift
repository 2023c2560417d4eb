import RunModel
import TerminalUI
import Testing

@testable import Dashboard

@Suite struct ChartTests {
  @Test("one spike among a hundred thousand steps reaches the top of the chart")
  func spike() {
    let store = RunStore()
    for step in 0..<100_000 {
      store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", step == 77_777 ? 100 : 1)])))
    }
    let rows = Dashboard.snapshot(store: store, size: Size(width: 80, height: 24)).text.split(separator: "\n")
    let dots = rows.map { row in row.contains { ("\u{2801}"..."\u{28FF}").contains($0) } }
    // From just below the legend to the axis.
    #expect((5...18).allSatisfy { dots[$0] })
  }

  @Test("the spike and the NaN of a foreign log are on the screen at 80×24")
  func foreign() {
    let store = RunFixture.foreignStore()
    let whole = Dashboard.snapshot(store: store, size: Size(width: 80, height: 24)).text
    #expect(whole.contains("×"))
    #expect(whole.contains(" 6") || whole.contains(" 5"))
    let before = Dashboard.snapshot(store: store, atStep: 419, size: Size(width: 80, height: 24)).text
    #expect(!before.contains("×"))
  }

  @Test("a tag with sub-directories is one chart with a curve for each, in the colours of what they are")
  func catalog() {
    let catalog = ChartCatalog(RunView(RunFixture.foreignStore()))
    #expect(catalog.loss == nil && catalog.accuracy == nil)
    #expect(catalog.others.map(\.title) == ["train/loss", "train/soft_loss", "train/learning_rate", "accuracy"])
    #expect(catalog.others.last?.series.map(\.label) == ["teacher", "student"])
    #expect(catalog.others.last?.series.map(\.style) == [.teacher, .student])
    #expect(catalog.others[1].series.map(\.style) == [.soft])
  }

  @Test("kdtop's own tags are in the two charts, other tags have their own on a further page")
  func ours() {
    let store = RunFixture.store(RunFixture.distillation())
    store.apply(Event(step: 1412, wallTime: RunFixture.start + 15, .scalars([Scalar("gradient/norm", 2)])))
    let catalog = ChartCatalog(RunView(store))
    #expect(catalog.loss?.series.map(\.label) == ["student", "teacher", "hard", "soft"])
    #expect(catalog.accuracy?.series.map(\.label) == ["student", "teacher", "agreement"])
    #expect(catalog.others.map(\.title) == ["gradient/norm"])
    var state = DashboardState.live(size: Size(width: 120, height: 40))
    let main = Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text
    #expect(main.contains("1/2") && !main.contains("gradient/norm"))
    _ = state.handle(.key(KeyEvent(.pageDown)), store: store, now: 0)
    let next = Dashboard.draw(state, store: store, size: state.size, symbols: .braille).text
    #expect(next.contains("2/2") && next.contains("gradient/norm"))
  }

  @Test("only what is shown elsewhere has no chart: other writers' tags do, and the rate after the schedule")
  func tagsThatLookLikeOurs() {
    let store = RunFixture.store(RunFixture.distillation())
    let tags = ["knob/mine", "speed/mine", "schedule/other", Tag.scheduledLearningRate, Tag.stepsPerSecond]
    let scalars = tags.map { Scalar($0, 1) } + [Scalar(Tag.knob("temperature"), 4)]
    store.apply(Event(step: 1412, wallTime: RunFixture.start + 15, .scalars(scalars)))
    store.apply(Event(step: 1412, wallTime: RunFixture.start + 15, .scalars([Scalar(Tag.stepsPerSecond, 1)])), run: "b")
    let charts = ChartCatalog(RunView(store)).others
    #expect(charts.map(\.title) == ["knob/mine", "speed/mine", "schedule/other", "schedule/learning_rate", tags[4]])
    // A log that says nothing of itself hides nothing.
    let foreign = RunFixture.store([Event(step: 1, wallTime: 0, .scalars(scalars))])
    #expect(ChartCatalog(RunView(foreign)).others.count == 6)
  }

  @Test("a beginning that all directories share is left out of their names", .timeLimit(.minutes(10)))
  func sharedBeginnings() {
    let store = RunStore()
    let long = String(repeating: "_x", count: 5000)
    for number in 0..<400 {
      let run = "experiment-lr0.1\(long)_\(number)"
      store.apply(Event(step: 1, wallTime: 0, .scalars([Scalar("loss", 1)])), run: run)
    }
    let labels = ChartCatalog(RunView(store)).others[0].series.map(\.label)
    #expect(labels == (0..<400).map { "\($0)" })
  }

  @Test("the catalogue is made anew when a curve begins, as of every position")
  func keptCatalogue() {
    let store = RunFixture.store(RunFixture.distillation())
    let cache = ViewCache()
    for position in [store.position, 0, 3, 200, 201, 5, store.position, 900] {
      let view = RunView(store, position: position)
      for _ in 0..<2 {
        let (kept, fresh) = (cache.catalog(of: view), ChartCatalog(view))
        #expect(kept.loss == fresh.loss && kept.accuracy == fresh.accuracy && kept.others == fresh.others)
        #expect(kept.curveCount == view.keys.count)
      }
    }
    store.apply(Event(step: 1500, wallTime: RunFixture.start + 20, .scalars([Scalar("new", 1)])))
    #expect(cache.catalog(of: RunView(store)).others.map(\.title) == ["new"])
  }

  @Test(
    "steps beyond what a Double can tell apart are drawn",
    arguments: [[1 << 60, 1 << 60 + 1000], [Int.max], [Int.min]])
  func enormousSteps(steps: [Int]) {
    let store = RunStore()
    for step in steps { store.apply(Event(step: step, wallTime: 0, .scalars([Scalar("x", 1)]))) }
    let text = Dashboard.snapshot(store: store, size: Size(width: 80, height: 24)).text
    #expect(text.contains { ("\u{2801}"..."\u{28FF}").contains($0) })
  }

  @Test("a change there and back within a column is marked with where the knob stands")
  func thereAndBack() {
    let store = RunStore()
    for (step, old, new) in [(10, 4.0, 8.0), (11, 8.0, 4.0), (80, 4.0, 8.0)] {
      let outcome = CommandOutcome(
        command: "set", source: .keyboard, applied: true, knob: "temperature", old: old, new: new)
      store.apply(.command(outcome, step: step, wallTime: 0))
    }
    let view = RunView(store)
    let marks = ChartMarks.marks(view, scale: ChartScale(.steps, of: view), shown: 0..<100, columns: 10, arrow: "→")
    #expect(marks.map(\.mark.label) == ["temperature 4", "temperature 4→8"])
  }

  @Test("numbers for people")
  func formats() {
    #expect(Format.count(1412) == "1,412" && Format.count(-1_234_567) == "-1,234,567" && Format.count(7) == "7")
    #expect(Format.short(17_610) == "17.6k" && Format.short(1_531_210) == "1.5M" && Format.short(212) == "212")
    #expect(Format.duration(42) == "0:42" && Format.duration(11_045) == "3:04:05" && Format.duration(.nan) == "?")
    #expect(Format.value(0.1234, percent: false) == "0.123" && Format.value(.nan, percent: true) == "nan")
    #expect(Format.share(0.456) == ".46" && Format.share(1) == "1.0" && Format.share(0) == ".00")
  }
}
