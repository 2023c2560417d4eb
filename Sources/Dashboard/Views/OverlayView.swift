import RunModel
import TerminalUI

/// Help, messages and the question before quitting, over the panels.
enum OverlayView {
  static func draw(_ scene: Scene, on canvas: inout Canvas) {
    switch scene.state.overlay {
    case .help(let scroll): draw(OverlayList.help(scene), scroll: scroll, scene, on: &canvas)
    case .messages(let scroll): draw(OverlayList.messages(scene), scroll: scroll, scene, on: &canvas)
    case .quit(let choice): QuitView.draw(choice, scene, on: &canvas)
    case .palette(let palette): PaletteView.draw(palette, scene, on: &canvas)
    case .filter: break
    case .themes(let choice): ThemeListView.draw(choice, scene, on: &canvas)
    case nil: break
    }
  }

  private static func draw(_ list: OverlayList, scroll: Int, _ scene: Scene, on canvas: inout Canvas) {
    let rect = list.frame(in: scene.size)
    let rows = list.visibleRows(in: scene.size)
    let start = min(max(scroll, 0), list.lastScroll(in: scene.size))
    canvas.fill(rect)
    let isCut = list.lines.count > rows
    let place = isCut ? "\(start + 1)–\(min(start + rows, list.lines.count)) of \(list.lines.count)" : nil
    let ascii = scene.symbols == .ascii ? place?.replacing("–", with: "-") : place
    let inner = canvas.box(rect, title: list.title, trailing: ascii, focused: true)
    let keyWidth = list.keyWidth
    for (row, line) in list.lines[start..<min(start + rows, list.lines.count)].enumerated() {
      let point = Point(x: inner.x + 1, y: inner.y + row)
      let width = inner.width - 2
      switch line {
      case .blank: break
      case .heading(let text): canvas.put(text, at: point, style: Style.title.bold, maxWidth: width)
      case .text(let text, let severity):
        let style: Style = severity == .info ? .text : FooterView.style(of: severity)
        canvas.put(text, at: point, style: style, maxWidth: width)
      case .key(let keys, let help):
        canvas.put(keys, at: Point(x: point.x + 1, y: point.y), style: .footerKey, maxWidth: keyWidth)
        let x = point.x + 1 + keyWidth + 2
        canvas.put(help, at: Point(x: x, y: point.y), maxWidth: max(0, inner.maxX - 1 - x))
      }
    }
  }
}
