import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// The figure of a run.
@Suite struct RunFigureTests {
  @Test("losses and accuracies, each in its panel, with the changes of knobs")
  func usual() throws {
    let store = RunFixture.store(RunFixture.distillation())
    let figure = try #require(Dashboard.figure(store: store, FigureOptions()))
    #expect(figure.panels.map(\.label) == ["loss", "accuracy (%)"])
    #expect(figure.panels[0].curves.map(\.name) == ["student", "teacher", "hard", "soft"])
    #expect(figure.panels[0].curves.map(\.pen) == [.student, .teacher, .hard, .soft])
    #expect(figure.marks.map(\.label) == ["T 4→8", "α 0.9→0.7"])
    // Few points are all there, exactly.
    let key = RunStore.Key(Tag.studentAccuracy)
    let points = try #require(figure.panels[1].curves.first).pieces.flatMap(\.self)
    #expect(points.map { Int($0.x) } == store.series[key].map { Array($0.steps) })
    #expect(points.map { Float($0.y / 100) } == store.series[key].map { Array($0.values) })
  }

  @Test("curves that are asked for, smoothed, over epochs, and as of a step")
  func chosen() throws {
    let store = RunFixture.store(RunFixture.distillation())
    var options = FigureOptions()
    options.curves = [.init(Tag.studentLoss), .init(Tag.stepsPerSecond), .init(Tag.loss("hard"))]
    options.smoothing = 0.9
    options.axis = .epoch
    options.step = 1200
    options.isLog = true
    options.showsMarks = false
    let figure = try #require(Dashboard.figure(store: store, options))
    #expect(figure.panels.map(\.label) == ["loss", Tag.stepsPerSecond])
    #expect(figure.panels[0].curves.map(\.isFaint) == [false, true, false, true])
    #expect(figure.xLabel == "epoch" && figure.marks.isEmpty && figure.panels[0].scale == .log)
    // 600 steps of 60, then 80 an epoch.
    #expect(figure.xRange.upperBound < 17.6 && figure.xRange.upperBound > 17.4)
    #expect(Dashboard.figure(store: RunStore(), options) == nil)
  }

  @Test("a spike among a hundred thousand points is in the figure, and a NaN is a mark")
  func spike() throws {
    let store = RunStore()
    for step in 0..<100_000 {
      let value: Float = step == 77_777 ? 100 : step == 5000 ? .nan : 1
      store.apply(Event(step: step, wallTime: Double(step), .scalars([Scalar("x", value)])))
    }
    for axis in FigureOptions.Axis.allCases {
      var options = FigureOptions()
      options.axis = axis
      let curve = try #require(Dashboard.figure(store: store, options)?.panels.first?.curves.first)
      #expect(curve.pieces.flatMap { $0.map(\.y) }.max() == 100)
      #expect(curve.notNumbers.count == 1 && curve.pieces.count == 2)
      #expect(curve.pieces.reduce(0) { $0 + $1.count } < 10_000)
    }
  }
}
