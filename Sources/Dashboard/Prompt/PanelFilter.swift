import TerminalUI

/// Which panels, curves and lines of the log are shown: those whose name has every word of a text in it, in any case.
struct PanelFilter: Equatable {
  private let words: [String]

  init(_ text: String) { words = text.lowercased().split(separator: " ").map(String.init) }

  var isEmpty: Bool { words.isEmpty }

  func matches(_ names: String...) -> Bool {
    let names = names.map { $0.lowercased() }
    return words.allSatisfy { word in names.contains { $0.contains(word) } }
  }

  /// What is left of the panels: a chart that is called otherwise is left with the curves that match.
  func applied(to panels: [any Panel]) -> [any Panel] {
    guard !isEmpty else { return panels }
    return panels.compactMap { panel in
      // It leaves the lines that match.
      if panel is LogPanel { return panel }
      if matches(panel.title, panel.id.name) { return panel }
      return (panel as? ChartPanel)?.filtered { matches(panel.title, $0.label, $0.key.tag, $0.key.run) }
    }
  }
}

extension DashboardState {
  /// The line in which a filter is typed; what it filters changes with every letter.
  struct FilterPrompt: Equatable, Sendable {
    var field: TextField
    /// What to go back to.
    let before: String
  }

  mutating func openFilter() {
    overlay = .filter(FilterPrompt(field: TextField(filter), before: filter))
  }

  mutating func performFilter(_ action: KeyAction, key: KeyEvent) {
    guard case .filter(var prompt) = overlay else { return }
    switch action {
    case .submit: overlay = nil
    case .leavePrompt:
      filter = prompt.before
      overlay = nil
    case .lineErase where prompt.field.text.isEmpty: overlay = nil
    default:
      guard prompt.field.perform(action, key: key) else { return }
      filter = prompt.field.text
      overlay = .filter(prompt)
    }
  }
}
