import Testing

@testable import TerminalUI

/// Legends of several rows, gaps, the crosshair, and axes in time.
@Suite struct LineChartCrosshairTests {
  private static func chart(_ names: [String]) -> LineChart {
    LineChart(
      series: names.map { ChartSeries(name: $0, style: .student, buckets: [ChartBucket(1)]) }, xRange: 0...10)
  }

  @Test("every name stands where the legend says, and a click there means it")
  func legend() {
    let chart = Self.chart(["student 0.12", "teacher 0.05", "hard 0.3", "soft 0.4"])
    var canvas = Canvas(size: Size(width: 40, height: 14))
    chart.draw(on: &canvas, in: canvas.bounds)
    let parts = chart.parts(of: canvas.bounds)
    #expect(parts.legend.height == 2)
    let entries = chart.legendEntries(in: parts.legend)
    #expect(entries.map(\.index) == [0, 1, 2, 3])
    for entry in entries {
      let row = String(canvas.row(entry.rect.y)[entry.rect.x..<entry.rect.maxX].map(\.glyph))
      #expect(row == "━ " + chart.series[entry.index].name)
      #expect(!entries.contains { $0.index != entry.index && $0.rect.contains(entry.rect.origin) })
    }
    // A low chart has one row, and names that do not fit are left out.
    let low = chart.parts(of: Rect(x: 0, y: 0, width: 40, height: 8)).legend
    #expect(low.height == 1 && chart.legendEntries(in: low).map(\.index) == [0, 1])
  }

  @Test("a hidden curve keeps its name, with another mark")
  func hidden() {
    var chart = Self.chart(["student", "teacher"])
    chart.series[1].isHidden = true
    chart.series[1].buckets = []
    var canvas = Canvas(size: Size(width: 40, height: 8))
    chart.draw(on: &canvas, in: canvas.bounds)
    #expect(canvas.text.contains("━ student  ○ teacher"))
  }

  @Test("a faint curve is behind the others, in their colour")
  func faint() {
    let columns = LineChart.plotColumns(width: 30, symbols: .braille)
    func series(_ value: Double, isFaint: Bool) -> ChartSeries {
      ChartSeries(
        name: "", style: .student, buckets: (0..<columns).map { _ in ChartBucket(value) }, isFaint: isFaint)
    }
    var canvas = Canvas(size: Size(width: 30, height: 10))
    LineChart(series: [series(1, isFaint: false), series(1, isFaint: true), series(2, isFaint: true)], xRange: 0...10)
      .draw(on: &canvas, in: canvas.bounds)
    let styles = (0..<10).flatMap { canvas.row($0) }.filter { ("\u{2801}"..."\u{28FF}").contains($0.glyph) }.map(
      \.style)
    #expect(styles.contains(.student) && styles.contains(Style.student.dim))
    // Where both are, the curve is what one sees.
    #expect(styles.filter { $0 == .student }.count == columns / 2)
  }

  @Test("a gap is marked along the bottom, a value missing now and then is not")
  func gaps() {
    let columns = LineChart.plotColumns(width: 47, symbols: .braille)
    func row(_ isThere: (Int) -> Bool) -> String {
      var canvas = Canvas(size: Size(width: 47, height: 10))
      let buckets = (0..<columns).map { isThere($0) ? ChartBucket(5) : nil }
      LineChart(
        series: [ChartSeries(name: "", style: .student, buckets: buckets)], xRange: 0...80, yRange: 0...10
      ).draw(on: &canvas, in: canvas.bounds)
      return String(canvas.row(8).map(\.glyph))
    }
    #expect(row { !(20..<60).contains($0) }.filter { $0 == "┄" }.count == 20)
    #expect(!row { $0 % 3 == 0 }.contains("┄"))
  }

  @Test("the crosshair reads out on the side with more room, and says what does not fit")
  func crosshair() throws {
    var chart = Self.chart([])
    chart.series = [ChartSeries(name: "", style: .student, buckets: [ChartBucket(1)])]
    let rows = (0..<12).map { ChartCrosshair.Row("curve \($0)", "\($0).5", style: .series($0)) }
    for (x, isLeft) in [(1.0, false), (9.0, true)] {
      chart.crosshair = ChartCrosshair(x: x, title: "step 4,711", rows: rows)
      var canvas = Canvas(size: Size(width: 60, height: 10))
      chart.draw(on: &canvas, in: canvas.bounds)
      let line = try #require(canvas.row(0).firstIndex { $0.glyph == "│" })
      let text = try #require(canvas.text.split(separator: "\n").first)
      let title = try #require(text.range(of: "step 4,711"))
      #expect((text[..<title.lowerBound].count < line) == isLeft)
      #expect(canvas.text.contains("curve 0") && canvas.text.contains("+5"))
    }
    chart.crosshair = ChartCrosshair(x: 11, title: "beyond")
    var canvas = Canvas(size: Size(width: 60, height: 10))
    chart.draw(on: &canvas, in: canvas.bounds)
    #expect(!canvas.text.contains("beyond"))
  }

  @Test(
    "times on an axis are round",
    arguments: [
      (0.0, 3.0, ["0s", "0.5s", "1s", "1.5s", "2s", "2.5s", "3s"]),
      (0, 42, ["0s", "5s", "10s", "15s", "20s", "25s", "30s", "35s", "40s"]),
      (100, 400, ["2:00", "3:00", "4:00", "5:00", "6:00"]),
      (0, 7200, ["0s", "15:00", "30:00", "45:00", "1h", "1h15", "1h30", "1h45", "2h"]),
      (0, 300_000, ["0s", "12h", "1d", "1d12h", "2d", "2d12h", "3d"]),
      (0, 5e7, ["0s", "100d", "200d", "300d", "400d", "500d"]),
    ])
  func durations(lower: Double, upper: Double, expected: [String]) {
    let ticks = Durations.ticks(from: lower, to: upper, atMost: 9)
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : 1
    #expect(ticks.map { Durations.short($0, step: step) } == expected)
    for count in 1...12 { #expect(Durations.ticks(from: lower, to: upper, atMost: count).count <= count) }
  }

  @Test("an axis of nonsense has no ticks")
  func nonsense() {
    #expect(Durations.ticks(from: 0, to: .infinity, atMost: 5).isEmpty)
    #expect(Durations.ticks(from: 5, to: 5, atMost: 5).isEmpty)
    #expect(Durations.ticks(from: 1e300, to: 1.1e300, atMost: 5).count <= 5)
    #expect(Durations.short(.nan, step: 1) == "?" && Durations.short(-90, step: 60) == "-1:30")
  }
}
