import RunModel
import TerminalUI

/// Everything that drawing a frame, or finding out what was clicked, needs; made anew each time.
struct Scene {
  private(set) var state: DashboardState
  private(set) var view: RunView
  let symbols: SymbolSet
  let size: Size
  /// Curves that have a point by now.
  let curveCount: Int
  /// Panels of the view that can be shown, hidden ones too, in the order of their numbers.
  let panels: [any Panel]
  /// Those of them that are shown, on this page or another, in the order in which the focus visits them.
  let visiblePanels: [any Panel]
  let focus: PanelID?
  let layout: Layout

  init(_ state: DashboardState, _ store: RunStore, size: Size? = nil, symbols: SymbolSet = .braille) {
    let view = state.view(store)
    let size = size ?? state.size
    self.state = state
    self.view = view
    self.symbols = symbols
    self.size = size
    let catalog = state.cache.catalog(of: view)
    curveCount = catalog.curveCount
    panels = PanelFilter(state.filter).applied(to: PanelRegistry.panels(in: state.shownView, of: view, catalog))
    let slots = panels.map { $0.slot(in: view) }
    let shown = state.viewLayout.arranged(slots).map(\.id)
    let fallback = shown.first { state.mode == .live && $0 == .knobs } ?? shown.first
    focus = shown.first { $0 == state.focus } ?? fallback
    layout = Layout(
      size: size, slots: slots, focus: focus, isMaximised: state.isMaximised, rule: state.shownView.columns,
      choice: state.viewLayout)
    let all = panels
    visiblePanels = shown.compactMap { id in all.first { $0.id == id } }
  }

  /// The same scene a moment later, in which the network has learned and nothing else happened: what there is, and where it
  /// stands, is as it was.
  func later(_ state: DashboardState, _ store: RunStore) -> Scene {
    var scene = self
    (scene.state, scene.view) = (state, state.view(store))
    return scene
  }

  func panel(_ id: PanelID) -> (any Panel)? { panels.first { $0.id == id } }

  /// What the log says, as far as the filter leaves it; of all kinds.
  var logBook: LogBook { LogBook(view).matching(PanelFilter(state.filter), view.store, state.cache.logMatches) }

  /// Where keys count now.
  var context: KeyContext {
    switch state.overlay {
    case .help, .messages: return .overlay
    case .quit: return .dialog
    case .themes: return .list
    case .filter, .palette: return .line
    case nil: break
    }
    if state.prompt != nil { return .prompt }
    if state.typed != nil { return .typing }
    let panel = focus.flatMap(panel)
    let isList = panel is any ListPanel || panel is LogPanel
    guard state.mode == .live else {
      if isList { return .replayLists }
      return state.charts.cursor != nil && panel is ChartPanel ? .replayCrosshair : .replay
    }
    if state.previewTemperature != nil { return .preview }
    switch focus {
    case .knobs: return .knobs
    case .softTargets, .classGrid, .temperature: return .classes
    default: return isList ? .lists : .panels
    }
  }
}
