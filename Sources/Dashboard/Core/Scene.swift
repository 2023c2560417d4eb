import RunModel
import TerminalUI

/// Everything that drawing a frame, or finding out what was clicked, needs; made anew each time.
struct Scene {
  let state: DashboardState
  let view: RunView
  let symbols: SymbolSet
  let size: Size
  /// Curves that have a point by now.
  let curveCount: Int
  /// Panels that can be shown, hidden ones too, in the order of Tab.
  let panels: [any Panel]
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
    panels = PanelRegistry.panels(of: view, catalog)
    let shown = panels.filter { !state.hidden.contains($0.id) }
    let fallback = shown.first { state.mode == .live && $0.id == .knobs } ?? shown.first
    let focus = (shown.first { $0.id == state.focus } ?? fallback)?.id
    self.focus = focus
    layout = Layout(
      size: size, slots: shown.map { $0.slot(in: view) }, focus: focus, isMaximised: state.isMaximised)
  }

  var visiblePanels: [any Panel] { panels.filter { !state.hidden.contains($0.id) } }

  func panel(_ id: PanelID) -> (any Panel)? { panels.first { $0.id == id } }

  /// Where keys count now.
  var context: KeyContext {
    switch state.overlay {
    case .help, .messages: return .overlay
    case .quit: return .dialog
    case nil: break
    }
    if state.prompt != nil { return .prompt }
    if state.typed != nil { return .typing }
    guard state.mode == .live else {
      return state.charts.cursor != nil && focus.flatMap(panel) is ChartPanel ? .replayCrosshair : .replay
    }
    return focus == .knobs ? .knobs : focus == .softTargets ? .classes : .panels
  }
}
