import TerminalUI

/// The list of themes, in the lower right corner, so that there is something beside it to look at.
enum ThemeListView {
  private static let widest = 52

  static func frame(_ choice: ThemeChoice, in size: Size) -> Rect {
    let width = min(size.width, widest)
    // The footer stays in sight: it says how to close the list.
    let height = min(size.height - 1, choice.items.count + 2 + extraRows(size))
    return Rect(x: size.width - width, y: max(0, size.height - 1 - height), width: width, height: height)
  }

  /// A sample of the colours and two lines about the theme, where there is room.
  private static func extraRows(_ size: Size) -> Int { size.height >= 16 ? 4 : 0 }

  private static func rows(_ choice: ThemeChoice, in size: Size) -> Range<Int> {
    let shown = max(1, frame(choice, in: size).height - 2 - extraRows(size))
    let count = choice.items.count
    guard count > shown else { return 0..<count }
    let start = min(max(0, choice.index - shown / 2), count - shown)
    return start..<start + shown
  }

  /// The item whose line is at a cell.
  static func item(at point: Point, _ choice: ThemeChoice, in size: Size) -> Int? {
    let inner = frame(choice, in: size).inner
    let rows = rows(choice, in: size)
    guard inner.contains(point), point.y - inner.y < rows.count else { return nil }
    return rows.lowerBound + point.y - inner.y
  }

  static func draw(_ choice: ThemeChoice, _ scene: Scene, on canvas: inout Canvas) {
    let rect = frame(choice, in: canvas.size)
    let rows = rows(choice, in: canvas.size)
    canvas.fill(rect)
    let place = rows.count < choice.items.count ? "\(choice.index + 1) of \(choice.items.count)" : nil
    let inner = canvas.box(rect, title: "themes", trailing: place, focused: true)
    for (row, index) in rows.enumerated() {
      let item = choice.items[index]
      let line = inner.row(row)
      let isChosen = index == choice.index
      if isChosen { canvas.fill(line, with: " ", style: .selected) }
      let background: Role? = isChosen ? .selected : nil
      let mark = isChosen ? String(scene.symbols.pointer) : " "
      canvas.put(mark, at: Point(x: line.x, y: line.y), style: Style.accent.on(background))
      let kind = item.theme.map { $0.isDark ? "dark" : "light" } ?? "wrong"
      let note = item.isUsers ? "yours \(scene.symbols.separator) \(kind)" : kind
      let style: Style = item.theme == nil ? .error : isChosen ? Style.selected.bold : .text
      let room = max(0, line.width - 4 - note.count)
      canvas.put(item.name, at: Point(x: line.x + 2, y: line.y), style: style.on(background), maxWidth: room)
      if room > 4 {
        canvas.putRight(note, endingAt: line.maxX - 1, y: line.y, style: Style.muted.on(background))
      }
    }
    if extraRows(canvas.size) > 0, let chosen = choice.chosen {
      drawAbout(chosen, scene, below: rows.count, inner, &canvas)
    }
  }

  private static func drawAbout(
    _ item: ThemeChoice.Item, _ scene: Scene, below row: Int, _ inner: Rect, _ canvas: inout Canvas
  ) {
    guard inner.height >= row + 4 else { return }
    canvas.horizontalLine(from: Point(x: inner.x, y: inner.y + row), length: inner.width)
    let words: [(String, Style)] = [
      ("teacher", .teacher), ("student", .student), ("peer", .peer(0)), ("knob", .knobFocused), ("good", .good),
      ("warning", .warning), ("error", .error),
    ]
    var x = inner.x + 1
    for (word, style) in words where x + word.count < inner.maxX {
      x += canvas.put(word, at: Point(x: x, y: inner.y + row + 1), style: style) + 1
    }
    let lines = Wrap.lines(item.about, width: inner.width - 2, limit: 2, ellipsis: scene.symbols.ellipsis)
    for (index, line) in lines.enumerated() {
      canvas.put(
        line, at: Point(x: inner.x + 1, y: inner.y + row + 2 + index), style: item.theme == nil ? .error : .muted,
        maxWidth: inner.width - 2)
    }
  }
}
