import TerminalUI

/// Borders between panels that the mouse can drag.
extension DashboardState {
  /// A border between two panels.
  enum Border: Equatable, Sendable {
    /// Between the columns.
    case columns
    /// Below this panel.
    case below(PanelID)
  }

  /// The border at a cell: the frames of two panels that meet there.
  func border(at point: Point, _ scene: Scene) -> Border? {
    let frames = scene.layout.frames
    guard frames.count > 1, let id = scene.layout.panel(at: point), let rect = scene.layout.rect(of: id),
      let column = column(of: id, scene)
    else { return nil }
    // The corner belongs to the columns.
    let body = scene.layout.body
    if rect.width < body.width,
      point.x == rect.x && rect.x > body.x || point.x == rect.maxX - 1 && rect.maxX < body.maxX
    {
      return .columns
    }
    // The lower edge of one panel alone: the upper edge of the next holds its title, which is clicked for the focus.
    if point.y == rect.maxY - 1, column.last?.id != id { return .below(id) }
    return nil
  }

  mutating func drag(_ border: Border, to point: Point, _ scene: Scene) {
    switch border {
    case .columns: moveColumnBorder(to: point.x, scene.layout.body)
    case .below(let id):
      guard let rect = scene.layout.rect(of: id), let column = column(of: id, scene),
        let place = column.firstIndex(where: { $0.id == id })
      else { return }
      moveRowBorder(below: place, of: column, by: point.y - (rect.maxY - 1), scene)
    }
  }
}
