import RunModel
import TerminalUI

/// Views, and how a person wants their panels laid out.
extension DashboardState {
  /// What has been changed about the view that is shown.
  var viewLayout: ViewLayout {
    get { screenLayout.views[shownView] ?? ViewLayout() }
    set {
      guard newValue != viewLayout else { return }
      screenLayout.views[shownView] = newValue
      screenLayout.name = ScreenLayout.ownName
    }
  }

  /// Panels of the view shown that are hidden.
  var hidden: Set<PanelID> {
    get { viewLayout.hidden }
    set { viewLayout.hidden = newValue }
  }

  mutating func show(_ view: ViewID) {
    typed = nil
    drag = nil
    if view != shownView { isMaximised = false }
    shownView = view
  }

  mutating func performLayout(
    _ action: KeyAction, key: KeyEvent, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    switch action {
    case .showView:
      if let view = number(of: key).flatMap(ViewID.init(number:)) { show(view) }
    case .nextView: show(shownView.moved(by: 1))
    case .previousView: show(shownView.moved(by: -1))
    case .togglePanel: togglePanel(key, scene, now: now)
    case .nextLayout: chooseNextLayout(now: now)
    case .saveLayout: return [.saveLayout(screenLayout)]
    case .wider: widen(by: 2, scene)
    case .narrower: widen(by: -2, scene)
    case .taller: heighten(by: 1, scene)
    default: heighten(by: -1, scene)
    }
    return []
  }

  private func number(of key: KeyEvent) -> Int? {
    guard case .character(let digit) = key.key else { return nil }
    return digit.wholeNumberValue
  }

  private mutating func togglePanel(_ key: KeyEvent, _ scene: Scene, now: Double) {
    guard let number = number(of: key) else { return }
    guard scene.panels.indices.contains(number - 1) else {
      say(.info, scene.panels.count == 1 ? "there is one panel" : "there are \(scene.panels.count) panels", now: now)
      return
    }
    let panel = scene.panels[number - 1]
    if hidden.remove(panel.id) == nil { hidden.insert(panel.id) }
    say(.info, "\(hidden.contains(panel.id) ? "hidden" : "shown"): \(number) \(panel.title)", now: now)
  }

  private mutating func chooseNextLayout(now: Double) {
    let all = layouts
    let place = all.firstIndex { $0.name == screenLayout.name } ?? -1
    guard let next = all.isEmpty ? nil : all[(place + 1) % all.count] else { return }
    screenLayout = next
    say(.info, "layout \(next.name)", now: now)
  }

  // MARK: - Sizes

  /// Moves the border between the columns so that the panel with the focus gets wider.
  private mutating func widen(by columns: Int, _ scene: Scene) {
    guard let focus = scene.focus, let rect = scene.layout.rect(of: focus) else { return }
    let body = scene.layout.body
    guard rect.width < body.width else { return }
    if rect.x == body.x {
      moveColumnBorder(to: rect.maxX + columns, body)
    } else if rect.maxX == body.maxX {
      moveColumnBorder(to: rect.x - columns, body)
    }
  }

  /// The right column begins at column `x` of the screen.
  mutating func moveColumnBorder(to x: Int, _ body: Rect) {
    let share = Double(body.maxX - x) / Double(max(1, body.width))
    viewLayout.rightShare = min(max(share, ViewLayout.shares.lowerBound), ViewLayout.shares.upperBound)
  }

  /// Moves the lower border of the panel with the focus, or the upper one of the lowest panel.
  private mutating func heighten(by rows: Int, _ scene: Scene) {
    guard let focus = scene.focus, let column = column(of: focus, scene),
      let place = column.firstIndex(where: { $0.id == focus }), column.count > 1
    else { return }
    let isLast = place == column.count - 1
    let upper = isLast ? place - 1 : place
    moveRowBorder(below: upper, of: column, by: isLast ? -rows : rows, scene)
  }

  /// The panels above and below one, from the top.
  func column(of id: PanelID, _ scene: Scene) -> [Layout.Frame]? {
    guard let frame = scene.layout.frames.first(where: { $0.id == id }), scene.panel(id)?.isOfColumns(scene) == true
    else { return nil }
    return scene.layout.frames.filter { $0.rect.x == frame.rect.x && $0.rect.width == frame.rect.width }
      .sorted { $0.rect.y < $1.rect.y }
  }

  /// Gives rows of the panel below a border to the one above it.
  mutating func moveRowBorder(below upper: Int, of column: [Layout.Frame], by rows: Int, _ scene: Scene) {
    guard column.indices.contains(upper), column.indices.contains(upper + 1) else { return }
    func spare(_ frame: Layout.Frame) -> Int {
      max(0, frame.rect.height - (scene.panel(frame.id)?.slot(in: scene.view).minimum ?? 1))
    }
    let moved = min(max(rows, -spare(column[upper])), spare(column[upper + 1]))
    guard moved != 0 else { return }
    var layout = viewLayout
    for (index, frame) in column.enumerated() {
      let change = index == upper ? moved : index == upper + 1 ? -moved : 0
      layout.heights[frame.id] = Double(frame.rect.height + change)
    }
    viewLayout = layout
  }
}

extension Panel {
  /// Whether it stands in a column rather than on a page of equal charts.
  fileprivate func isOfColumns(_ scene: Scene) -> Bool { slot(in: scene.view).place != .grid }
}
