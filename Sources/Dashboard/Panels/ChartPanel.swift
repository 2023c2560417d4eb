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
  var inputs: PanelInputs { .curves }

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
    let inner = canvas.box(
      rect, title: spec.isShare ? title + " %" : title,
      trailing: notes(scene).joined(separator: " \(scene.symbols.separator) "), focused: focused)
    guard inner.width >= 8, inner.height >= 2 else { return }
    guard let plot = ChartPlot(spec, scene, in: inner) else {
      drawEmpty(scene, in: inner, on: &canvas)
      return
    }
    plot.draw(on: &canvas, in: inner)
  }

  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? {
    ChartPlot(spec, scene, in: rect.inner)?.target(at: point)
  }

  /// How the chart is looked at, where that is not the plain way.
  private func notes(_ scene: Scene) -> [String] {
    let controls = scene.state.charts
    var notes: [String] = []
    if scene.state.logCharts.contains(id) { notes.append("log") }
    if controls.weight > 0 { notes.append("smooth \(Knob.text(controls.weight))") }
    if controls.window != nil { notes.append("zoomed") }
    if ChartRange.showsPhase(scene), let phase = scene.view.phase { notes.append(String(phase.name.prefix(20))) }
    return notes
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
}
