import RunModel
import TerminalUI

/// A chart as it stands on the screen: which curves it has, which stretch of the x axis it covers, and where its parts are.
/// What is drawn and what is clicked are found with the same one.
struct ChartPlot {
  let spec: ChartSpec
  let scale: ChartScale
  /// Curves that have a point by now, hidden ones too.
  let curves: [CurveSpec]
  let shown: Range<Double>
  let marks: [ChartMarks.Placed]
  /// With names and marks, without curves.
  let chart: LineChart
  let parts: LineChart.Parts
  /// Columns of dots.
  let columns: Int
  private let scene: Scene

  static let labelWidth = 6

  /// - Parameter inner: inside the panel's frame.
  /// - Returns: nil where there is no curve yet, or no room.
  init?(_ spec: ChartSpec, _ scene: Scene, in inner: Rect) {
    guard inner.width >= 8, inner.height >= 2 else { return nil }
    curves = spec.series.filter { scene.view.stepRange($0.key) != nil }
    guard !curves.isEmpty else { return nil }
    self.spec = spec
    self.scene = scene
    scale = ChartRange.scale(scene)
    shown = ChartRange.shown(spec, scene, scale)
    columns = LineChart.plotColumns(width: inner.width, symbols: scene.symbols, yLabelWidth: ChartPlot.labelWidth)
    marks = ChartMarks.marks(
      scene.view, scale: scale, shown: shown, columns: max(1, inner.width - ChartPlot.labelWidth),
      arrow: scene.symbols == .ascii ? "->" : "→")
    let hidden = scene.state.charts.hidden
    // The first curve matters most: it is named first and drawn last, on top of the others. So names and dots are
    // series of their own.
    let names = zip(curves, ChartPlot.legend(curves, spec, scene, width: inner.width)).map { curve, name in
      ChartSeries(
        name: name, style: curve.style, line: ChartPlot.line(curve), buckets: [], isHidden: hidden.contains(curve.key))
    }
    chart = LineChart(
      series: names, xRange: shown.lowerBound...shown.upperBound, xUnit: scale.unit.label,
      xGrain: scale.unit == .steps ? 1 : 0, yScale: scene.state.logCharts.contains(spec.id) ? .log : .linear,
      marks: marks.map(\.mark), yLabelWidth: ChartPlot.labelWidth,
      emptyText: curves.allSatisfy { hidden.contains($0.key) } ? "all curves are hidden" : "no points here",
      xNumbers: scale.unit == .time ? .seconds : .plain)
    parts = chart.parts(of: inner)
  }

  func draw(on canvas: inout Canvas, in inner: Rect) {
    var chart = chart
    let visible = curves.filter { !scene.state.charts.hidden.contains($0.key) }
    let edges = scale.edges(shown, columns: columns)
    chart.series += visible.reversed().flatMap { drawn($0, edges) }
    chart.crosshair = crosshair(visible)
    chart.draw(on: &canvas, in: inner)
  }

  // MARK: - Curves

  private var factor: Double { spec.isShare ? 100 : 1 }

  /// A curve, what it was before it was smoothed, and where it has ended before the others a dashed line where it stands.
  private func drawn(_ curve: CurveSpec, _ edges: CurveEdges) -> [ChartSeries] {
    let weight = scene.state.charts.weight
    let raw = buckets(curve, edges)
    var all: [ChartSeries] = []
    if weight > 0 {
      all.append(ChartSeries(name: "", style: curve.style, buckets: raw, isFaint: true))
      all.append(
        ChartSeries(name: "", style: curve.style, line: ChartPlot.line(curve), buckets: buckets(curve, edges, weight)))
    } else {
      all.append(ChartSeries(name: "", style: curve.style, line: ChartPlot.line(curve), buckets: raw))
    }
    if let level = level(curve) {
      let start = (raw.lastIndex { $0 != nil } ?? -1) + 1
      let rest = (0..<columns).map { $0 >= start ? ChartBucket(level * factor) : nil }
      all.append(ChartSeries(name: "", style: curve.style, line: .dashed, buckets: rest))
    }
    return all
  }

  private func buckets(_ curve: CurveSpec, _ edges: CurveEdges, _ weight: Double = 0) -> [ChartBucket?] {
    let cache = scene.state.cache.buckets
    return cache.buckets(curve.key, of: scene.view, between: edges, smoothing: weight).map { bucket in
      bucket.map {
        ChartBucket(
          minimum: Double($0.minimum) * factor, maximum: Double($0.maximum) * factor,
          first: Double($0.first) * factor, last: Double($0.last) * factor,
          // An average is a line however many points a column has: its extremes are the line.
          mean: $0.count > 1 && weight == 0 ? Double($0.mean) * factor : nil, hasNonFinite: $0.hasNonFinite)
      }
    }
  }

  /// Where a curve stands that has ended before the others: the teacher's accuracy, once the student learns.
  private func level(_ curve: CurveSpec) -> Double? {
    guard let last = scene.view.stepRange(curve.key)?.upperBound else { return nil }
    let end = scale.x(ofStep: Double(last))
    let missing = (shown.upperBound - end) / (shown.upperBound - shown.lowerBound)
    guard end < shown.lowerBound || (spec.isShare && missing > 0.05) else { return nil }
    let value = scene.view.value(curve.key.tag, run: curve.key.run).map(Double.init)
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func line(_ curve: CurveSpec) -> ChartSeries.Line { curve.isSecondary ? .dashed : .solid }

  /// Names with the latest values where all of them fit, otherwise names alone.
  private static func legend(_ curves: [CurveSpec], _ spec: ChartSpec, _ scene: Scene, width: Int) -> [String] {
    let names = curves.map { Text.truncated($0.label, to: 18, ellipsis: scene.symbols.ellipsis) }
    let values = curves.map { curve in
      scene.view.value(curve.key.tag, run: curve.key.run).map { Format.value($0, percent: spec.isShare) } ?? ""
    }
    if spec.series.count == 1 { return values }
    let full = zip(names, values).map { "\($0) \($1)" }
    let total = full.reduce(0) { $0 + Text.width(Text.sanitized($1)) + 4 } - 2
    return total <= width ? full : names
  }

  // MARK: - The crosshair

  private func crosshair(_ visible: [CurveSpec]) -> ChartCrosshair? {
    guard let step = scene.state.charts.cursor else { return nil }
    let x = scale.x(ofStep: Double(step))
    let title = scale.text(ofStep: step)
    let all = self.rows(visible, at: step, withAverage: true)
    // Names matter more than averages, which the curve shows as well.
    let needed = (all.map { Text.width($0.name) }.max() ?? 0) + (all.map { Text.width($0.value) }.max() ?? 0) + 3
    let room = column(of: x).map { max($0, parts.plot.width - $0 - 1) } ?? 0
    var rows = needed > room ? self.rows(visible, at: step, withAverage: false) : all
    if let column = column(of: x) {
      rows += marks.filter { self.column(of: $0.mark.x) == column }.map {
        ChartCrosshair.Row("\(scene.symbols.glyph(of: $0.mark.kind)) \($0.mark.label)", style: $0.mark.style)
      }
    }
    return ChartCrosshair(x: x, title: title, rows: rows)
  }

  private func rows(_ visible: [CurveSpec], at step: Int, withAverage: Bool) -> [ChartCrosshair.Row] {
    let weight = withAverage ? scene.state.charts.weight : 0
    return visible.map { curve -> ChartCrosshair.Row in
      let name = Text.truncated(curve.label, to: 18, ellipsis: scene.symbols.ellipsis)
      guard let point = scene.view.point(curve.key, atStep: step, smoothing: weight) else {
        return ChartCrosshair.Row(name, "-", style: curve.style)
      }
      var value = spec.isShare ? Format.decimals(Double(point.value) * 100, 4) : Format.exact(point.value)
      if let smoothed = point.smoothed, point.value.isFinite {
        value += " (\(scene.symbols == .ascii ? "~" : "≈")\(Format.value(smoothed, percent: spec.isShare)))"
      }
      // A curve that is logged once an epoch stands where it was last seen.
      return ChartCrosshair.Row(
        point.step == step ? name : "\(name) @\(Format.count(point.step))", value, style: curve.style)
    }
  }

  /// The cell column of a place, from the plot's left edge; nil outside.
  func column(of x: Double) -> Int? {
    guard shown.contains(x), parts.plot.width > 0 else { return nil }
    return min(parts.plot.width - 1, Int((x - shown.lowerBound) / cell))
  }

  /// How much of the axis a cell covers.
  var cell: Double { (shown.upperBound - shown.lowerBound) / Double(max(1, parts.plot.width)) }

  /// The place in the middle of a column of cells of the screen.
  func x(atColumn column: Int) -> Double {
    shown.lowerBound + (Double(column - parts.plot.x) + 0.5) * cell
  }

  /// The step of a visible curve's point that is nearest to a place; nil without any.
  func nearestStep(to x: Double) -> Int? {
    // A step takes the stretch up to the next one: its middle is half a step on.
    let place = scale.step(at: x) - (scale.unit == .time ? 0 : 0.5)
    return pointed.compactMap { scene.view.nearestStep($0.key, to: place) }
      .min { abs(Double($0) - place) < abs(Double($1) - place) }
  }

  /// The next step after one that a visible curve has a point at, or the one before.
  func neighbour(of step: Int, forward: Bool) -> Int? {
    let found = pointed.compactMap { scene.view.neighbouringStep($0.key, of: step, forward: forward) }
    return forward ? found.min() : found.max()
  }

  private var pointed: [CurveSpec] {
    let visible = curves.filter { !scene.state.charts.hidden.contains($0.key) }
    return visible.isEmpty ? curves : visible
  }

  // MARK: - The pointer

  func target(at point: Point) -> PointerTarget? {
    if let entry = chart.legendEntries(in: parts.legend).first(where: { $0.rect.contains(point) }),
      curves.indices.contains(entry.index)
    {
      return .curve(curves[entry.index].key)
    }
    if parts.marks.contains(point) {
      let column = point.x - parts.marks.x
      let near = marks.compactMap { mark in self.column(of: mark.mark.x).map { (abs($0 - column), mark.step) } }
      if let nearest = near.min(by: { $0.0 < $1.0 }), nearest.0 <= 1 { return .step(nearest.1) }
      return nil
    }
    return parts.plot.contains(point) ? .plot(column: point.x) : nil
  }
}
