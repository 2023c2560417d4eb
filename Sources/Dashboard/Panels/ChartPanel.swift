import RunModel
import TerminalUI

/// One chart: curves over steps, with a legend of latest values and marks where knobs changed.
struct ChartPanel: Panel {
  let spec: ChartSpec
  private let place: PanelSlot.Place

  init(_ spec: ChartSpec, place: PanelSlot.Place) {
    self.spec = spec
    self.place = place
  }

  var id: PanelID { spec.id }
  var title: String { spec.title }

  /// The chart with those of its curves that `isShown` holds for; nil when there are none.
  func filtered(_ isShown: (CurveSpec) -> Bool) -> ChartPanel? {
    var spec = spec
    spec.series = spec.series.filter(isShown)
    return spec.series.isEmpty ? nil : ChartPanel(spec, place: place)
  }

  func slot(in view: RunView) -> PanelSlot {
    PanelSlot(id, place, minimum: 7, ideal: id == .loss ? 45 : 35)
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let isLog = scene.state.logCharts.contains(id)
    var notes: [String] = []
    if isLog { notes.append("log") }
    if ChartRange.showsPhase(scene), let phase = scene.view.phase { notes.append(String(phase.name.prefix(20))) }
    let trailing = notes.joined(separator: " \(scene.symbols.separator) ")
    let inner = canvas.box(rect, title: spec.isShare ? title + " %" : title, trailing: trailing, focused: focused)
    guard inner.width >= 8, inner.height >= 2 else { return }
    let curves = spec.series.filter { scene.view.stepRange($0.key) != nil }
    guard !curves.isEmpty else {
      drawEmpty(scene, in: inner, on: &canvas)
      return
    }
    canvas.draw(in: inner) { canvas in plot(curves, scene, isLog: isLog, on: &canvas) }
  }

  private func drawEmpty(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let state = scene.view.status?.state
    let isComing = scene.state.mode == .live && scene.view.status?.isOver != true
    let text =
      state == .loading
      ? scene.view.status?.reason ?? "loading" : isComing ? "waiting for the first step" : "no points yet"
    let lines = Wrap.lines(text, width: rect.width - 2, limit: 3, ellipsis: scene.symbols.ellipsis)
    LoadingView.centre(lines.map { ($0, Style.muted) }, in: rect, on: &canvas)
  }

  private static let labelWidth = 6

  private func plot(_ curves: [CurveSpec], _ scene: Scene, isLog: Bool, on canvas: inout Canvas) {
    let steps = ChartRange.steps(spec, scene)
    let width = canvas.size.width
    let columns = LineChart.plotColumns(width: width, symbols: scene.symbols, yLabelWidth: ChartPanel.labelWidth)
    let arrow = scene.symbols == .ascii ? "->" : "→"
    // The first curve matters most: it is named first and drawn last, on top of the others. So names and dots are
    // series of their own.
    let names = zip(curves, legend(curves, scene, width: width)).map { curve, name in
      ChartSeries(name: name, style: curve.style, line: ChartPanel.line(curve), buckets: [])
    }
    let dots = curves.reversed().flatMap { drawn($0, scene, steps: steps, columns: columns) }
    let chart = LineChart(
      series: names + dots, xRange: steps.lowerBound...steps.upperBound, yScale: isLog ? .log : .linear,
      marks: ChartMarks.marks(
        scene.view, steps: steps, columns: max(1, width - ChartPanel.labelWidth), arrow: arrow),
      yLabelWidth: ChartPanel.labelWidth)
    chart.draw(on: &canvas, in: canvas.bounds)
  }

  /// A curve, and where it has ended before the others a dashed line where it stands.
  private func drawn(
    _ curve: CurveSpec, _ scene: Scene, steps: Range<Double>, columns: Int
  ) -> [ChartSeries] {
    let factor = spec.isShare ? 100.0 : 1
    let buckets = scene.view.buckets(curve.key, steps: steps, columns: columns).map { bucket in
      bucket.map {
        ChartBucket(
          minimum: Double($0.minimum) * factor, maximum: Double($0.maximum) * factor,
          first: Double($0.first) * factor, last: Double($0.last) * factor,
          mean: $0.count > 1 ? Double($0.mean) * factor : nil, hasNonFinite: $0.hasNonFinite)
      }
    }
    var all = [
      ChartSeries(name: "", style: curve.style, line: ChartPanel.line(curve), buckets: buckets)
    ]
    if let level = level(curve, scene, steps: steps) {
      let start = (buckets.lastIndex { $0 != nil } ?? -1) + 1
      let rest = (0..<columns).map { $0 >= start ? ChartBucket(level * factor) : nil }
      all.append(ChartSeries(name: "", style: curve.style, line: .dashed, buckets: rest))
    }
    return all
  }

  /// Where a curve stands that has ended before the others: the teacher's accuracy, once the student learns.
  private func level(_ series: CurveSpec, _ scene: Scene, steps: Range<Double>) -> Double? {
    guard let last = scene.view.stepRange(series.key)?.upperBound else { return nil }
    let missing = (steps.upperBound - 1 - Double(last)) / (steps.upperBound - steps.lowerBound)
    guard Double(last) < steps.lowerBound || (spec.isShare && missing > 0.05) else { return nil }
    let value = scene.view.value(series.key.tag, run: series.key.run).map(Double.init)
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func line(_ curve: CurveSpec) -> ChartSeries.Line { curve.isSecondary ? .dashed : .solid }

  /// Names with the latest values where all of them fit, otherwise names alone.
  private func legend(_ curves: [CurveSpec], _ scene: Scene, width: Int) -> [String] {
    let names = curves.map { Text.truncated($0.label, to: 18, ellipsis: scene.symbols.ellipsis) }
    let values = curves.map { curve in
      scene.view.value(curve.key.tag, run: curve.key.run).map { Format.value($0, percent: spec.isShare) } ?? ""
    }
    if spec.series.count == 1 { return values }
    let full = zip(names, values).map { "\($0) \($1)" }
    let total = full.reduce(0) { $0 + Text.width(Text.sanitized($1)) + 4 } - 2
    return total <= width ? full : names
  }
}
