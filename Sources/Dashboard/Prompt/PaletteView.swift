import TerminalUI

/// The command palette over the panels: a line to type in, and below it what it may become.
enum PaletteView {
  private static let widest = 84
  private static let mostRows = 14

  static func frame(in size: Size) -> Rect {
    let width = min(size.width, widest)
    let height = min(size.height - 1, mostRows + 4)
    return Rect(x: (size.width - width) / 2, y: size.height >= 20 ? 2 : 0, width: width, height: height)
  }

  private static func rows(_ palette: Palette, _ count: Int, in size: Size) -> Range<Int> {
    let shown = max(0, frame(in: size).inner.height - 2)
    guard count > shown else { return 0..<count }
    let start = min(max(0, palette.index - shown / 2), count - shown)
    return start..<start + shown
  }

  /// The candidate whose line is at a cell.
  static func candidate(
    at point: Point, _ palette: Palette, _ candidates: [Palette.Candidate], in size: Size
  ) -> Int? {
    let inner = frame(in: size).inner
    let rows = rows(palette, candidates.count, in: size)
    let row = point.y - inner.y - 2
    guard inner.contains(point), row >= 0, row < rows.count else { return nil }
    return rows.lowerBound + row
  }

  static func draw(_ palette: Palette, _ scene: Scene, on canvas: inout Canvas) {
    let candidates = palette.candidates(scene)
    let rect = frame(in: canvas.size)
    let rows = rows(palette, candidates.count, in: canvas.size)
    canvas.fill(rect)
    let place = rows.count < candidates.count ? "\(palette.index + 1) of \(candidates.count)" : nil
    let inner = canvas.box(rect, title: "command", trailing: place, focused: true)
    canvas.put(":", at: Point(x: inner.x + 1, y: inner.y), style: Style.accent.bold)
    palette.field.draw(at: Point(x: inner.x + 2, y: inner.y), width: inner.width - 3, on: &canvas)
    canvas.horizontalLine(from: Point(x: inner.x, y: inner.y + 1), length: inner.width)
    let titleWidth = min(max(12, candidates.map { Text.width($0.title) }.max() ?? 0), inner.width / 2)
    for (row, index) in rows.enumerated() {
      let line = inner.row(row + 2)
      let candidate = candidates[index]
      let isChosen = index == palette.index
      let background: Role? = isChosen ? .selected : nil
      if isChosen { canvas.fill(line, with: " ", style: .selected) }
      let mark = isChosen ? String(scene.symbols.pointer) : " "
      canvas.put(mark, at: Point(x: line.x, y: line.y), style: Style.accent.on(background))
      let style: Style = isChosen ? Style.selected.bold : .text
      canvas.put(candidate.title, at: Point(x: line.x + 2, y: line.y), style: style, maxWidth: titleWidth)
      let keys = Text.width(candidate.keys)
      let x = line.x + 2 + titleWidth + 2
      let room = line.maxX - 1 - x - (keys > 0 ? keys + 2 : 0)
      if room > 3 {
        canvas.put(candidate.help, at: Point(x: x, y: line.y), style: Style.muted.on(background), maxWidth: room)
        canvas.putRight(candidate.keys, endingAt: line.maxX - 1, y: line.y, style: Style.footerKey.on(background))
      }
    }
    if candidates.isEmpty {
      canvas.put(
        "no command begins so; Esc closes", at: Point(x: inner.x + 2, y: inner.y + 2), style: .warning,
        maxWidth: inner.width - 3)
    }
  }
}
