import RunModel
import TerminalUI

/// Curves of a run as a figure has them.
struct FigureCharts {
  let view: RunView
  let scale: ChartScale
  let range: Range<Double>
  /// Stretches a curve is divided into where it has many points.
  let columns: Int
  let smoothing: Double

  static func label(_ unit: ChartUnit) -> String {
    switch unit {
    case .steps: "step"
    case .epochs: "epoch"
    case .time: "time (h:min:s)"
    }
  }

  /// The run's own charts, or charts of the curves that were asked for.
  static func charts(_ view: RunView, _ keys: [RunStore.Key]) -> [ChartSpec] {
    let catalog = ChartCatalog(view)
    let own = [catalog.loss, catalog.accuracy].compactMap(\.self)
    if keys.isEmpty { return own.isEmpty ? Array(catalog.others.prefix(4)) : own }
    var charts: [ChartSpec] = []
    let known = (own + catalog.others).flatMap { chart in chart.series.map { (chart, $0) } }
    for key in keys {
      guard view.stepRange(key) != nil else { continue }
      let found = known.first { $0.1.key == key }
      // What no chart has: speed and knobs.
      let chart = found?.0 ?? ChartSpec(id: .chart(key.tag), title: key.tag, series: [])
      var curve = found?.1 ?? CurveSpec(key: key, label: key.tag, style: .series(charts.count))
      curve.isSecondary = false
      if let place = charts.firstIndex(where: { $0.id == chart.id }) {
        charts[place].series.append(curve)
      } else {
        var chart = chart
        chart.series = [curve]
        charts.append(chart)
      }
    }
    return charts
  }

  func panel(_ chart: ChartSpec, isLog: Bool) -> Figure.Panel {
    let curves = chart.series.filter { view.stepRange($0.key) != nil }.flatMap { self.curves($0, chart) }
    return Figure.Panel(
      chart.isShare ? "\(chart.title) (%)" : chart.title, scale: isLog && !chart.isShare ? .log : .linear,
      curves: curves)
  }

  private func curves(_ curve: CurveSpec, _ chart: ChartSpec) -> [Figure.Curve] {
    let factor = chart.isShare ? 100.0 : 1
    let pen = FigureCharts.pen(curve.style)
    let (raw, notNumbers) = pieces(curve.key, factor: factor, smoothing: 0)
    guard smoothing > 0 else {
      return [
        Figure.Curve(curve.label, pen: pen, isDashed: curve.isSecondary, pieces: raw, notNumbers: notNumbers)
      ]
    }
    let (smooth, _) = pieces(curve.key, factor: factor, smoothing: smoothing)
    return [
      Figure.Curve(curve.label, pen: pen, isDashed: curve.isSecondary, pieces: smooth, notNumbers: notNumbers),
      Figure.Curve("", pen: pen, isFaint: true, pieces: raw),
    ]
  }

  /// Every point where there are few; otherwise the ends and the extremes of each stretch, so that no spike is lost.
  private func pieces(
    _ key: RunStore.Key, factor: Double, smoothing: Double
  ) -> (pieces: [[FigurePoint]], notNumbers: [Double]) {
    var pieces: [[FigurePoint]] = [[]]
    var notNumbers: [Double] = []
    func add(_ x: Double, _ value: Float) {
      if value.isFinite {
        pieces[pieces.count - 1].append(FigurePoint(x, Double(value) * factor))
      } else {
        notNumbers.append(x)
        if pieces.last?.isEmpty == false { pieces.append([]) }
      }
    }
    let edges = scale.edges(range, columns: columns)
    let buckets = view.buckets(key, between: edges, smoothing: smoothing)
    guard buckets.reduce(0, { $0 + ($1?.count ?? 0) }) > columns * 2 else {
      for (point, _) in view.points(key, smoothing: smoothing) {
        add(scale.x(ofStep: Double(point.step)), point.smoothed ?? point.value)
      }
      return (pieces.filter { !$0.isEmpty }, notNumbers)
    }
    let width = (range.upperBound - range.lowerBound) / Double(columns)
    for (index, bucket) in buckets.enumerated() {
      guard let bucket else { continue }
      let x = range.lowerBound + Double(index) * width
      if bucket.hasNonFinite { add(x + width / 2, .nan) }
      guard bucket.minimum <= bucket.maximum else { continue }
      add(x, bucket.first)
      add(x + width * 0.35, bucket.minimum)
      add(x + width * 0.65, bucket.maximum)
      add(x + width, bucket.last)
    }
    return (pieces.filter { !$0.isEmpty }, notNumbers)
  }

  private static func pen(_ style: Style) -> Figure.Pen {
    switch style.foreground {
    case .student: .student
    case .teacher: .teacher
    case .agreement: .agreement
    case .hard: .hard
    case .soft: .soft
    case .series(let index): .series(index)
    default: .series(0)
    }
  }
}
