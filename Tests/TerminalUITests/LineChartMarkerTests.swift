import Testing

@testable import TerminalUI

@Suite struct LineChartMarkerTests {
  private func draw(_ curves: [[Double?]], width: Int = 60, height: Int = 10) -> Canvas {
    var canvas = Canvas(size: Size(width: width, height: height))
    let series = curves.enumerated().map { index, values in
      ChartSeries(
        name: "", style: .series(index), buckets: values.map { $0.map { ChartBucket($0) } },
        marker: Character(Unicode.Scalar(UInt8(65 + index))))
    }
    LineChart(series: series, xRange: 0...100, yRange: 0...1, yLabelWidth: 0).draw(on: &canvas, in: canvas.bounds)
    return canvas
  }

  private func places(_ canvas: Canvas, _ marker: Character) -> [Point] {
    (0..<canvas.size.height).flatMap { y in
      (0..<canvas.size.width).map { Point(x: $0, y: y) }.filter { canvas[$0]?.glyph == marker }
    }
  }

  @Test func markersStandOnTheirCurvesInColumnsOfTheirOwn() {
    let canvas = draw([Array(repeating: 0.95, count: 120), Array(repeating: 0.05, count: 120)])
    let (a, b) = (places(canvas, "A"), places(canvas, "B"))
    #expect(a.count >= 3 && b.count >= 3)
    #expect(a.allSatisfy { $0.y == 0 } && b.allSatisfy { $0.y == 8 })
    #expect(Set(a.map(\.x)).isDisjoint(with: b.map(\.x)))
    #expect(a.allSatisfy { canvas[$0]?.style == Style.series(0).bold })
  }

  /// Curves on top of each other still show all their letters.
  @Test func equalCurvesHideNoMarker() {
    let canvas = draw(Array(repeating: Array(repeating: 0.5, count: 120), count: 5))
    for marker in "ABCDE" { #expect(!places(canvas, marker).isEmpty, "no \(marker)") }
  }

  @Test func aShortCurveHasOneMarkerAndAnEmptyOneNone() {
    var short = [Double?](repeating: nil, count: 120)
    short[2] = 0.5
    let canvas = draw([short, Array(repeating: nil, count: 120)])
    #expect(places(canvas, "A") == [Point(x: 1, y: 4)])
    #expect(places(canvas, "B").isEmpty)
  }

  /// Between two points that are joined by a line a marker stands on the line.
  @Test func markersOfASparseCurveStandOnItsLines() {
    let values = (0..<120).map { $0 % 30 == 0 ? Double($0) / 120 : nil }
    let canvas = draw([values])
    for place in places(canvas, "A") { #expect(abs(Double(8 - place.y) - Double(place.x) / 60 * 9) <= 1) }
    #expect(places(canvas, "A").count >= 2)
  }
}
