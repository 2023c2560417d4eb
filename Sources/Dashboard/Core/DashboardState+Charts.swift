import RunModel
import TerminalUI

/// Zoom, pan, crosshair, smoothing: how charts are looked at.
extension DashboardState {
  mutating func performChart(_ action: KeyAction, _ scene: Scene, now: Double) {
    switch action {
    case .smoothMore, .smoothLess:
      charts.smoothing = min(
        max(charts.smoothing + (action == .smoothMore ? 1 : -1), 0), ChartControls.weights.count - 1)
    case .xUnit: nextUnit(scene, now: now)
    case .range:
      // What is zoomed in on is left first.
      if charts.window == nil { showsPhase = !ChartRange.showsPhase(scene) } else { charts.window = nil }
    case .logAxis: toggleLogAxis(scene)
    case .crosshair: toggleCrosshair(scene)
    default:
      guard let plot = activePlot(scene) else { return }
      switch action {
      case .zoomIn, .zoomOut:
        let middle = (plot.shown.lowerBound + plot.shown.upperBound) / 2
        let x = charts.cursor.map { plot.scale.x(ofStep: Double($0)) }.flatMap { plot.shown.contains($0) ? $0 : nil }
        zoom(plot, by: action == .zoomIn ? 0.5 : 2, around: x ?? middle, scene)
      case .panLeft, .panRight:
        let length = plot.shown.upperBound - plot.shown.lowerBound
        show(plot.shown, movedBy: length / (action == .panLeft ? -5 : 5), plot.spec, scene)
      case .crosshairLeft, .crosshairRight: moveCrosshair(forward: action == .crosshairRight, plot, scene)
      default: showNextAlone(plot)
      }
    }
  }

  /// The chart that keys mean: the one with the focus, or else the first one on the screen.
  func activePlot(_ scene: Scene) -> ChartPlot? {
    let shown = scene.layout.frames.filter { scene.panel($0.id) is ChartPanel }
    guard let frame = shown.first(where: { $0.id == scene.focus }) ?? shown.first else { return nil }
    return plot(frame.id, scene)
  }

  func plot(_ id: PanelID, _ scene: Scene) -> ChartPlot? {
    guard let rect = scene.layout.rect(of: id), let panel = scene.panel(id) as? ChartPanel else { return nil }
    return ChartPlot(panel.spec, scene, in: rect.inner)
  }

  // MARK: - The x axis

  /// Makes what is shown longer or shorter; the place `x` stays where it is.
  mutating func zoom(_ plot: ChartPlot, by factor: Double, around x: Double, _ scene: Scene) {
    let shown = plot.shown
    let full = ChartRange.full(plot.spec, scene, plot.scale)
    let whole = full.upperBound - full.lowerBound
    let length = (shown.upperBound - shown.lowerBound) * factor
    // Twice a half is the whole only as far as rounding allows.
    guard length < whole * (1 - 1e-9) else {
      charts.window = nil
      return
    }
    let least = leastLength(plot, full)
    guard length >= least || factor > 1 else { return }
    let lower = x - (x - shown.lowerBound) * factor
    show(lower..<max(lower + length, lower.nextUp), movedBy: 0, plot.spec, scene)
  }

  /// Four steps, or as much of the axis as that many take on average.
  private func leastLength(_ plot: ChartPlot, _ full: Range<Double>) -> Double {
    let steps = plot.scale.step(at: full.upperBound) - plot.scale.step(at: full.lowerBound)
    return (full.upperBound - full.lowerBound) * min(1, 4 / max(steps, 1))
  }

  /// Shows a stretch of the axis, moved back to where there is something.
  mutating func show(_ range: Range<Double>, movedBy distance: Double, _ spec: ChartSpec, _ scene: Scene) {
    let full = ChartRange.full(spec, scene, ChartRange.scale(scene))
    let length = range.upperBound - range.lowerBound
    guard length < full.upperBound - full.lowerBound else {
      charts.window = nil
      return
    }
    let lower = min(max(range.lowerBound + distance, full.lowerBound), full.upperBound - length)
    guard lower < lower + length else { return }
    let isAtEnd = lower + length >= full.upperBound - length * 1e-6
    charts.window = ChartControls.Window(range: lower..<lower + length, follows: isAtEnd && mode == .live)
  }

  private mutating func nextUnit(_ scene: Scene, now: Double) {
    let scale = ChartRange.scale(scene)
    let units = ChartUnit.allCases.filter { $0 != .epochs || ChartScale.hasEpochs(scene.view) }
    guard let place = units.firstIndex(of: scale.unit) else { return }
    let next = units[(place + 1) % units.count]
    let new = ChartRange.scale(scene, unit: next)
    charts.unit = next
    if let window = charts.window {
      let lower = new.x(ofStep: scale.step(at: window.range.lowerBound))
      let upper = new.x(ofStep: scale.step(at: window.range.upperBound))
      charts.window =
        lower < upper ? ChartControls.Window(range: lower..<upper, follows: window.follows) : nil
    }
    say(.info, "charts over \(next.rawValue)", now: now)
  }

  private mutating func toggleLogAxis(_ scene: Scene) {
    let charts = scene.panels.compactMap { $0 as? ChartPanel }
    let chosen = charts.filter { $0.id == scene.focus }
    // Accuracies are shares: a logarithmic axis says little of them unless asked for.
    let targets = (chosen.isEmpty ? charts.filter { !$0.spec.isShare } : chosen).map(\.id)
    guard !targets.isEmpty else { return }
    // Those in sight decide: whoever presses the key wants to see them change.
    let seen = scene.layout.frames.map(\.id).filter(targets.contains)
    let isLog = logCharts.isSuperset(of: seen.isEmpty ? targets : seen)
    if isLog { logCharts.subtract(targets) } else { logCharts.formUnion(targets) }
  }

  // MARK: - The crosshair

  private mutating func toggleCrosshair(_ scene: Scene) {
    guard charts.cursor == nil, let plot = activePlot(scene) else {
      charts.cursor = nil
      return
    }
    focus = plot.spec.id
    // In the middle of what is there: at the end its values are those of the legend.
    let middle = (plot.shown.lowerBound + plot.shown.upperBound) / 2
    charts.cursor = plot.nearestStep(to: middle)
  }

  private mutating func moveCrosshair(forward: Bool, _ plot: ChartPlot, _ scene: Scene) {
    guard let cursor = charts.cursor else {
      toggleCrosshair(scene)
      return
    }
    let x = plot.scale.x(ofStep: Double(cursor)) + plot.cell * (forward ? 1 : -1)
    let half = plot.scale.unit == .steps ? 0.5 : 0
    var next = plot.nearestStep(to: x + half) ?? cursor
    // Where points are further apart than cells, to the next one.
    if forward ? next <= cursor : next >= cursor { next = plot.neighbour(of: cursor, forward: forward) ?? cursor }
    charts.cursor = next
    let place = plot.scale.x(ofStep: Double(next))
    guard charts.window != nil, !plot.shown.contains(place) else { return }
    let distance = place < plot.shown.lowerBound ? place - plot.shown.lowerBound : place - plot.shown.upperBound
    show(plot.shown, movedBy: distance + plot.cell * (forward ? 1 : -1), plot.spec, scene)
  }

  // MARK: - Curves

  /// The first curve alone, then the second one, and so on; then all of them again.
  private mutating func showNextAlone(_ plot: ChartPlot) {
    let keys = plot.curves.map(\.key)
    let visible = keys.filter { !charts.hidden.contains($0) }
    let next = visible.count == 1 ? keys.firstIndex(of: visible[0]).map { $0 + 1 } ?? 0 : 0
    charts.hidden.subtract(keys)
    guard next < keys.count, keys.count > 1 else { return }
    charts.hidden.formUnion(keys.filter { $0 != keys[next] })
  }

  mutating func toggleCurve(_ key: RunStore.Key) {
    if charts.hidden.remove(key) == nil { charts.hidden.insert(key) }
  }
}
