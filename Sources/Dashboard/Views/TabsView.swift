import RunModel
import TerminalUI

/// The names of the views, the one shown marked, and which is under the pointer.
enum TabsView {
  static func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    guard !rect.isEmpty else { return }
    let tabs = tabs(in: rect)
    for tab in tabs {
      let isShown = tab.view == scene.state.shownView
      if isShown { canvas.fill(tab.rect, style: .selected) }
      let digit: Style = isShown ? Style.selected.bold : .footerKey
      let used = canvas.put(" \(tab.view.number) ", at: tab.rect.origin, style: digit, maxWidth: tab.rect.width)
      canvas.put(
        tab.text, at: Point(x: tab.rect.x + used, y: rect.y), style: isShown ? Style.selected.bold : .footerText,
        maxWidth: max(0, tab.rect.width - used - 1))
    }
    let layout = scene.state.screenLayout.name
    let room = rect.maxX - 1 - (tabs.last?.rect.maxX ?? rect.x)
    guard layout != ScreenLayout.standard.name, Text.width(layout) + 10 <= room else { return }
    canvas.putRight("layout \(layout)", endingAt: rect.maxX - 1, y: rect.y, style: .muted)
  }

  /// The view whose name is at a cell.
  static func view(at point: Point, in rect: Rect) -> ViewID? {
    tabs(in: rect).first { $0.rect.contains(point) }?.view
  }

  /// Names in full, or their first words, or as much of them as there is room for.
  private static func tabs(in rect: Rect) -> [(view: ViewID, text: String, rect: Rect)] {
    let longest = ViewID.allCases.map { Text.width($0.name) }.max() ?? 0
    func width(_ limit: Int) -> Int {
      ViewID.allCases.reduce(0) { $0 + text($1, limit).count + 4 } + ViewID.allCases.count - 1
    }
    let limit = (0...longest).last { width($0) <= rect.width } ?? 0
    var x = rect.x
    return ViewID.allCases.map { view in
      let text = text(view, limit)
      let width = text.count + (text.isEmpty ? 3 : 4)
      defer { x += width + 1 }
      return (view, text, Rect(x: x, y: rect.y, width: width, height: 1).intersection(rect))
    }
  }

  private static func text(_ view: ViewID, _ limit: Int) -> String {
    guard view.name.count > limit else { return view.name }
    // A whole word, where one fits.
    let word = view.name.prefix { $0 != " " }
    return word.count <= limit ? String(word) : String(view.name.prefix(limit))
  }
}
