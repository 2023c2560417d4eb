import TerminalUI

extension DashboardState {
  mutating func openThemes() {
    overlay = .themes(ThemeChoice(themeLibrary, showing: theme))
  }

  /// Moves in the list, takes what is shown, or goes back to what was.
  mutating func performThemes(_ action: KeyAction, now: Double) -> [DashboardAction] {
    guard case .themes(var choice) = overlay else { return [] }
    switch action {
    case .chooseItem:
      overlay = nil
      return []
    case .leaveList:
      overlay = nil
      return recolor(with: choice.before)
    case .previousItem: choice.index -= 1
    case .nextItem: choice.index += 1
    case .firstItem: choice.index = 0
    default: choice.index = choice.items.count - 1
    }
    // Round and round, as T pressed again and again goes.
    choice.index = (choice.index + choice.items.count) % max(1, choice.items.count)
    return preview(choice, now: now)
  }

  /// A click: the first one on a name shows it, one on the name that is shown takes it, one elsewhere goes back.
  mutating func clickTheme(at point: Point, _ scene: Scene, now: Double) -> [DashboardAction] {
    guard case .themes(var choice) = overlay else { return [] }
    guard ThemeListView.frame(choice, in: scene.size).contains(point) else {
      return performThemes(.leaveList, now: now)
    }
    guard let index = ThemeListView.item(at: point, choice, in: scene.size) else { return [] }
    if index == choice.index { return performThemes(.chooseItem, now: now) }
    choice.index = index
    return preview(choice, now: now)
  }

  private mutating func preview(_ choice: ThemeChoice, now: Double) -> [DashboardAction] {
    overlay = .themes(choice)
    // A file that is wrong is said in the list itself.
    return choice.chosen?.theme.map { recolor(with: $0) } ?? []
  }

  mutating func recolor(with theme: Theme) -> [DashboardAction] {
    guard theme != self.theme else { return [] }
    self.theme = theme
    return [.recolor(theme)]
  }
}
