import RunModel
import TerminalUI

/// A line of a list: pieces of different styles.
struct ListRow {
  var pieces: [(text: String, style: Style)]

  init(_ pieces: [(text: String, style: Style)]) { self.pieces = pieces }
  init(_ text: String, _ style: Style = .text) { pieces = [(text, style)] }

  static let blank = ListRow("")
}

/// A panel of lines that may be more than fit: the arrows and the wheel scroll it while it has the focus.
protocol ListPanel: Panel {
  /// All lines at a width, from the top.
  func rows(_ scene: Scene, width: Int) -> [ListRow]
  /// What stands there when there are none: why, and what would bring some.
  func emptyText(_ scene: Scene) -> String
}

extension ListPanel {
  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let rows = rows(scene, width: max(0, rect.width - 4))
    let height = max(0, rect.height - 2)
    let start = min(max(0, scene.state.scrolls[id] ?? 0), max(0, rows.count - height))
    let place = rows.count > height && height > 0 ? "\(start + 1)-\(start + height) of \(rows.count)" : nil
    let inner = canvas.box(rect, title: title, trailing: place, focused: focused).inset(1, 0)
    guard !rows.isEmpty else {
      MissingData.draw(emptyText(scene), scene, in: inner, on: &canvas)
      return
    }
    for (line, row) in rows.dropFirst(start).prefix(inner.height).enumerated() {
      canvas.put(row.pieces, at: Point(x: inner.x, y: inner.y + line), maxWidth: inner.width)
    }
  }

  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? {
    rect.contains(point) ? .list(id) : nil
  }

  /// The farthest it can be scrolled.
  func lastScroll(_ scene: Scene, in rect: Rect) -> Int {
    max(0, rows(scene, width: max(0, rect.width - 4)).count - max(0, rect.height - 2))
  }
}

/// Words in the middle of a panel that has nothing to show: why, and what would bring something.
enum MissingData {
  static func draw(_ text: String, _ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let width = min(rect.width, 64)
    let lines = Wrap.lines(text, width: width, limit: max(1, rect.height), ellipsis: scene.symbols.ellipsis)
    LoadingView.centre(lines.map { ($0, .muted) }, in: rect, on: &canvas)
  }
}
