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

  @Test("numbers for people")
  func formats() {
    #expect(Format.count(1412) == "1,412" && Format.count(-1_234_567) == "-1,234,567" && Format.count(7) == "7")
    #expect(Format.short(17_610) == "17.6k" && Format.short(1_531_210) == "1.5M" && Format.short(212) == "212")
    #expect(Format.duration(42) == "0:42" && Format.duration(11_045) == "3:04:05" && Format.duration(.nan) == "?")
    #expect(Format.value(0.1234, percent: false) == "0.123" && Format.value(.nan, percent: true) == "nan")
    #expect(Format.share(0.456) == ".46" && Format.share(1) == "1.0" && Format.share(0) == ".00")
  }
}
