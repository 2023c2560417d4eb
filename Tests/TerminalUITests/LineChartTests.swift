import Foundation
import Testing

@testable import TerminalUI

@Suite struct LineChartTests {
  /// Buckets of `count` columns for values at x = 0, 1, 2 …
  static func buckets(_ values: [Double], count: Int) -> [ChartBucket?] {
    (0..<count).map { column in
      let start = column * values.count / count
      let end = (column + 1) * values.count / count
      let part = start < end ? Array(values[start..<end]) : []
      guard !part.isEmpty else { return nil }
      let finite = part.filter(\.isFinite)
      return ChartBucket(
        minimum: finite.min() ?? .nan, maximum: finite.max() ?? .nan, first: finite.first ?? .nan,
        last: finite.last ?? .nan, hasNonFinite: finite.count < part.count)
    }
  }

  static func draw(
    _ values: [Double], size: Size, symbols: SymbolSet = .braille, scale: LineChart.Scale = .linear,
    change: (inout LineChart) -> Void = { _ in }
  ) -> Canvas {
    var canvas = Canvas(size: size, symbols: symbols)
    let columns = LineChart.plotColumns(width: size.width, symbols: symbols)
    let series = ChartSeries(name: "student", style: .student, buckets: buckets(values, count: columns))
    var chart = LineChart(series: [series], xRange: 0...Double(max(1, values.count)), yScale: scale)
    change(&chart)
    chart.draw(on: &canvas, in: canvas.bounds)
    return canvas
  }

  @Test func decay() throws {
    let values = (0..<1500).map { 2.2 * exp(-Double($0) / 300) + 0.1 }
    for symbols in SymbolSet.allCases {
      let canvas = Self.draw(values, size: Size(width: 50, height: 9), symbols: symbols)
      try expectGolden(canvas.text, "decay-\(symbols.rawValue)")
    }
  }

  @Test func logAxisWithMarks() throws {
    let values = (0..<1500).map { 2.2 * exp(-Double($0) / 300) + 0.01 }
    let canvas = Self.draw(values, size: Size(width: 56, height: 12), scale: .log) {
      $0.marks = [
        ChartMark(x: 400, kind: .change, label: "T 4→8"), ChartMark(x: 900, kind: .checkpoint),
        ChartMark(x: 1490, kind: .change, label: "α .9→.5"),
      ]
    }
    try expectGolden(canvas.text, "log-with-marks")
  }

  /// The mean is a line in full colour; what stands out from it is there, faintly, and in no cell of the line.
  @Test func extremesAreFaintBehindTheMean() throws {
    var canvas = Canvas(size: Size(width: 40, height: 10))
    let columns = LineChart.plotColumns(width: 40, symbols: .braille)
    let buckets = (0..<columns).map {
      ChartBucket(minimum: 1, maximum: $0 == columns / 2 ? 9 : 3, first: 2, last: 2, mean: 2)
    }
    LineChart(series: [ChartSeries(name: "s", style: .student, buckets: buckets)], xRange: 0...1, xGrain: 0)
      .draw(on: &canvas, in: canvas.bounds)
    try expectGolden(canvas.text, "mean-and-extremes")
    let styles = (0..<10).flatMap { canvas.row($0) }.filter { ("\u{2801}"..."\u{28FF}").contains($0.glyph) }.map(
      \.style)
    #expect(styles.contains(.student))
    #expect(styles.contains(Style.student.dim))
  }

  /// One step in 100,000 stands out and is seen at every width.
  @Test(arguments: SymbolSet.allCases, [20, 47, 80, 200])
  func spikeIsKept(_ symbols: SymbolSet, _ width: Int) {
    var values = Array(repeating: 0.5, count: 100_000)
    values[61_803] = 40
    for height in [5, 8, 24] {
      let chart = LineChart(series: [ChartSeries(name: "s", style: .student, buckets: [])], xRange: 0...1)
      let plot = chart.parts(of: Rect(x: 0, y: 0, width: width, height: height)).plot
      let canvas = Self.draw(values, size: Size(width: width, height: height), symbols: symbols)
      let column = plot.x + Int(0.61803 * Double(plot.width))
      for y in plot.y + 1..<plot.maxY - 1 {
        let cell = canvas[Point(x: column, y: y)]
        #expect(cell?.style.foreground == .student && cell?.glyph != " ", "row \(y) of \(width)x\(height)")
      }
    }
  }

  @Test(arguments: SymbolSet.allCases)
  func nonFiniteIsMarked(_ symbols: SymbolSet) {
    var values = (0..<400).map { 1 + sin(Double($0) / 20) }
    values[200] = .nan
    values[300] = .infinity
    let canvas = Self.draw(values, size: Size(width: 60, height: 10), symbols: symbols)
    #expect(canvas.text.count { $0 == symbols.notFinite } == 2)
    let only = Self.draw([.nan, .nan], size: Size(width: 20, height: 6), symbols: symbols)
    #expect(only.text.contains(symbols.notFinite))
    #expect(!only.text.contains("no data"))
  }

  @Test func gapsStayOpenAndSparsePointsJoin() {
    var canvas = Canvas(width: 20, height: 1)
    var dense: [ChartBucket?] = Array(repeating: ChartBucket(1), count: 40)
    for column in 10..<30 { dense[column] = nil }
    LineChart(
      series: [ChartSeries(name: "", style: .text, buckets: dense)], xRange: 0...1, yRange: 0...2, yLabelWidth: 0
    ).draw(on: &canvas, in: canvas.bounds)
    #expect(canvas.text == "⠒⠒⠒⠒⠒          ⠒⠒⠒⠒⠒")
    var sparse: [ChartBucket?] = Array(repeating: nil, count: 40)
    for column in stride(from: 0, to: 40, by: 13) { sparse[column] = ChartBucket(1) }
    canvas = Canvas(width: 20, height: 1)
    LineChart(
      series: [ChartSeries(name: "", style: .text, buckets: sparse)], xRange: 0...1, yRange: 0...2, yLabelWidth: 0
    ).draw(on: &canvas, in: canvas.bounds)
    #expect(canvas.text == String(repeating: "⠒", count: 20))
  }

  @Test func laterSeriesDecideTheColourAndDotsMerge() {
    var canvas = Canvas(width: 4, height: 1)
    let low = ChartSeries(name: "", style: .teacher, buckets: Array(repeating: ChartBucket(0), count: 8))
    let high = ChartSeries(name: "", style: .student, buckets: Array(repeating: ChartBucket(1), count: 8))
    LineChart(series: [low, high], xRange: 0...1, yRange: 0...1, yLabelWidth: 0)
      .draw(on: &canvas, in: canvas.bounds)
    #expect(canvas.text == "⣉⣉⣉⣉")
    #expect(canvas[.zero]?.style == .student)
  }

  @Test func nothingToShow() {
    let canvas = Self.draw([], size: Size(width: 30, height: 5))
    #expect(canvas.text.contains("no data yet"))
    for values in [[3.0], [0, 0, 0], [7, 7], [-1, -2], [1e30, 1, 1e-30], [.greatestFiniteMagnitude, -1e308]] {
      for scale in [LineChart.Scale.linear, .log] {
        let canvas = Self.draw(values, size: Size(width: 30, height: 8), scale: scale)
        let dots = canvas.row(1).indices.contains { x in
          (0..<8).contains { canvas[Point(x: x, y: $0)].map { ("⠁"..."⣿").contains($0.glyph) } ?? false }
        }
        #expect(dots, "\(values) \(scale)")
      }
    }
  }

  @Test func columnsBesideTheAxis() {
    #expect(LineChart.plotColumns(width: 57, symbols: .braille) == 100)
    #expect(LineChart.plotColumns(width: 57, symbols: .ascii) == 50)
  }

  /// There is nothing between two steps.
  @Test(arguments: [(0.0, 2.0), (10.0, 11.0), (10.0, 14.0), (0.0, 7.0), (99.0, 100.0)])
  func stepsAreWholeNumbers(_ low: Double, _ high: Double) {
    var canvas = Canvas(width: 90, height: 8)
    let buckets = Array(repeating: ChartBucket?.some(ChartBucket(1)), count: 200)
    LineChart(series: [ChartSeries(name: "s", style: .student, buckets: buckets)], xRange: low...high)
      .draw(on: &canvas, in: canvas.bounds)
    let axis = canvas.text.split(separator: "\n").last ?? ""
    let labels = axis.split(separator: " ").filter { $0 != "step" }
    #expect(!labels.isEmpty && labels.allSatisfy { Int($0) != nil }, "\(axis)")
    #expect(Set(labels).count == labels.count)
  }

  /// Random charts in random rectangles: no crash, nothing outside.
  @Test func randomChartsStayInside() {
    var generator = Seeded(3)
    let odd: [Double] = [
      0, -1, 1, .nan, .infinity, -.infinity, 1e30, -1e308, 1e308, 1e-308, .leastNonzeroMagnitude, 0.5,
    ]
    for round in 0..<4000 {
      func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
      let symbols = SymbolSet.allCases[round % 3]
      var canvas = Canvas(width: 40, height: 16, symbols: symbols)
      canvas.fill(canvas.bounds, with: "¤")
      let rect = Rect(x: number(-4...30), y: number(-4...12), width: number(0...40), height: number(0...14))
      let series = (0..<number(0...3)).map { index in
        let values: [Double] = (0..<number(0...60)).map { _ in
          number(0...3) == 0 ? odd[number(0...11)] : Double.random(in: -10...10, using: &generator)
        }
        return ChartSeries(
          name: "s\(index)", style: .series(index), line: index == 1 ? .dashed : .solid,
          buckets: Self.buckets(values, count: number(0...90)), bridging: number(0...1) == 0 ? nil : number(0...9))
      }
      let low = odd[number(0...2)]
      let chart = LineChart(
        series: series, xRange: low...(low + Double(number(0...1000))), yScale: round % 2 == 0 ? .log : .linear,
        yRange: number(0...3) == 0 ? low...10 : nil,
        marks: (0..<number(0...3)).map { _ in ChartMark(x: odd[number(0...11)], kind: .change, label: "T 4→8") },
        yLabelWidth: number(-1...9))
      chart.draw(on: &canvas, in: rect)
      for y in 0..<16 {
        for x in 0..<40 where !rect.contains(Point(x: x, y: y)) {
          guard canvas[Point(x: x, y: y)]?.glyph != "¤" else { continue }
          Issue.record("outside \(rect) at \(x),\(y)")
        }
      }
    }
  }
}
