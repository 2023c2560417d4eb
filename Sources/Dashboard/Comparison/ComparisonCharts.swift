import RunModel
import TerminalUI

/// The curves of several runs over each other, a chart a tag, and a legend for all of them.
struct ComparisonCharts {
  let comparison: Comparison
  let legend: ComparisonLegend
  let isLog: Bool

  func draw(on canvas: inout Canvas) {
    let (body, bottom) = canvas.bounds.splitBottom(legend.height)
    for (chart, cell) in zip(comparison.charts, ChartGrid.cells(comparison.charts.count, in: body)) {
      draw(chart, in: cell, on: &canvas)
    }
    legend.draw(on: &canvas, in: bottom)
  }

  private static let labelWidth = 6

  private func draw(_ chart: Comparison.Chart, in rect: Rect, on canvas: inout Canvas) {
    let isShare = chart.tag.hasPrefix("accuracy/")
    var notes: [String] = []
    if isLog, !isShare { notes.append("log") }
    let missing = chart.curves.indices.filter { chart.curves[$0] == nil }
    if !missing.isEmpty { notes.append("not in " + missing.map(Comparison.label).joined(separator: " ")) }
    let inner = canvas.box(
      rect, title: isShare ? chart.tag + " %" : chart.tag,
      trailing: notes.joined(separator: " \(canvas.symbols.separator) "),
      footer: chart.isAligned ? "steps since the phase began" : nil)
    guard inner.width >= 8, inner.height >= 2 else { return }
    let columns = LineChart.plotColumns(
      width: inner.width, symbols: canvas.symbols, yLabelWidth: ComparisonCharts.labelWidth)
    // The first run is drawn last, on top of the others.
    let curves = chart.curves.indices.reversed().compactMap { group in
      chart.band(group, columns: columns).map { series($0, group: group, factor: isShare ? 100 : 1) }
    }
    let steps = chart.steps
    LineChart(
      series: curves, xRange: steps.lowerBound...steps.upperBound, yScale: isLog && !isShare ? .log : .linear,
      yLabelWidth: ComparisonCharts.labelWidth, showsLegend: false
    ).draw(on: &canvas, in: inner)
  }

  private func series(_ band: CurveBand, group: Int, factor: Double) -> ChartSeries {
    let buckets = band.points.map { point in
      point.map {
        ChartBucket(
          minimum: $0.minimum * factor, maximum: $0.maximum * factor, first: $0.first * factor, last: $0.last * factor,
          mean: $0.count > 1 ? $0.mean * factor : nil, hasNonFinite: $0.hasNonFinite)
      }
    }
    let label = Comparison.label(group)
    return ChartSeries(
      name: "", style: .series(group), buckets: buckets, marker: label.count == 1 ? label.first : nil)
  }
}
