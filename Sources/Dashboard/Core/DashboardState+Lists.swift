import RunModel
import TerminalUI

/// Lists that are longer than their panel.
extension DashboardState {
  mutating func performList(_ action: KeyAction, _ scene: Scene) {
    switch action {
    case .nextKind: chooseKind(by: 1, scene)
    case .previousKind: chooseKind(by: -1, scene)
    default:
      guard let focus = scene.focus, let rect = scene.layout.rect(of: focus) else { return }
      let page = max(1, rect.height - 3)
      let rows: Int? =
        switch action {
        case .listUp: -1
        case .listDown: 1
        case .listPageUp: -page
        case .listPageDown: page
        case .listTop: nil
        default: Int.max
        }
      scroll(focus, by: rows ?? -Int.max, scene)
    }
  }

  /// Moves a list by so many rows.
  mutating func scroll(_ id: PanelID, by rows: Int, _ scene: Scene) {
    guard let panel = scene.panel(id), let rect = scene.layout.rect(of: id) else { return }
    if panel is LogPanel {
      let count = scene.logBook.only(logKind).count
      let height = max(1, rect.height - 3)
      let bottom = min(scrolls[id] ?? count, count)
      let wanted = min(max(bottom.addingClamped(rows), min(height, count)), count)
      // At the end it follows what comes.
      scrolls[id] = wanted >= count ? nil : wanted
    } else if let list = panel as? any ListPanel {
      let last = list.lastScroll(scene, in: rect)
      scrolls[id] = min(max(min(scrolls[id] ?? 0, last).addingClamped(rows), 0), last)
    }
  }

  private mutating func chooseKind(by places: Int, _ scene: Scene) {
    let kinds = LogPanel.offered(scene, scene.logBook).map(\.kind)
    guard scene.panel(.log) != nil, !kinds.isEmpty else { return }
    let place = kinds.firstIndex(of: logKind) ?? 0
    choose(kinds[((place + places) % kinds.count + kinds.count) % kinds.count])
  }

  /// Shows lines of one kind, or of all.
  mutating func choose(_ kind: LogBook.Kind?) {
    logKind = kind
    scrolls[.log] = nil
  }
}
