import RunModel
import TerminalUI

/// What the run has said and what was done to it, line by line, newest below; of all kinds or of one.
struct LogPanel: Panel {
  var id: PanelID { .log }
  var title: String { "log" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .left, minimum: 4, ideal: 40) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let whole = scene.logBook
    let book = whole.only(scene.state.logKind)
    let above = LogPanel.skipped(scene, book)
    let place = above > 0 ? "\(Format.count(above)) newer below" : nil
    let inner = canvas.box(rect, title: title, trailing: place, focused: focused).inset(1, 0)
    guard inner.height > 0, inner.width > 4 else { return }
    let (chips, body) = inner.splitTop(inner.height >= 4 ? 1 : 0)
    drawChips(LogPanel.offered(scene, whole), scene, in: chips, on: &canvas)
    let lines = book.lines(before: above, limit: body.height)
    guard !lines.isEmpty else {
      MissingData.draw(emptyText(scene), scene, in: body, on: &canvas)
      return
    }
    drawLines(lines, scene, in: body, on: &canvas)
  }

  private func emptyText(_ scene: Scene) -> String {
    guard scene.state.filter.isEmpty else {
      return "no line has “\(scene.state.filter)” in it: Esc brings them all back"
    }
    return switch scene.state.logKind {
    case nil: "nothing has been said yet: notices, commands, scores and checkpoints stand here as they come"
    case .commands: "nobody has turned a knob or asked for anything yet"
    case .notes: "nobody has written a note: m writes one"
    case .checkpoints: "no checkpoint yet: w writes one"
    case .scores: "no scores yet: they come with the first evaluation, at the end of an epoch"
    case .notices: "the trainer has had nothing to say"
    case .status: "the run has not begun"
    case .texts: "no text that other programs wrote is in this log"
    }
  }

  /// Each line with its time and its step, its text wrapped, from the bottom up.
  private func drawLines(_ lines: [LogBook.Line], _ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let store = scene.view.store
    let start = store.wallTimes.first ?? 0
    let times = lines.map { Format.duration(max(0, store.wallTimes[$0.ordinal] - start)) }
    let steps = lines.map { Format.count($0.step) }
    let timeWidth = times.map(\.count).max() ?? 0
    let stepWidth = steps.map(\.count).max() ?? 0
    let kindWidth = rect.width >= 60 ? 11 : 0
    let isNarrow = rect.width < 40
    let indent = isNarrow ? stepWidth + 1 : timeWidth + 1 + stepWidth + 2 + kindWidth
    let width = max(8, rect.width - indent)
    let texts = lines.map { Wrap.lines($0.text, width: width, limit: 4, ellipsis: scene.symbols.ellipsis) }
    // A few lines begin at the top; more than fit end at the bottom.
    var y = min(rect.maxY, rect.y + texts.reduce(0) { $0 + max(1, $1.count) })
    for (index, line) in lines.enumerated().reversed() {
      let style: Style =
        switch line.severity {
        case .warning: .warning
        case .error: .error
        case .info, nil: .text
        }
      let text = texts[index]
      y -= max(1, text.count)
      guard y >= rect.y else { break }
      if isNarrow {
        canvas.putRight(steps[index], endingAt: rect.x + stepWidth, y: y, style: .muted)
      } else {
        canvas.putRight(times[index], endingAt: rect.x + timeWidth, y: y, style: .muted)
        canvas.putRight(steps[index], endingAt: rect.x + timeWidth + 1 + stepWidth, y: y, style: .muted)
        if kindWidth > 0 {
          let x = rect.x + timeWidth + 1 + stepWidth + 2
          canvas.put(line.kind.singular, at: Point(x: x, y: y), style: LogPanel.style(line.kind))
        }
      }
      for (offset, part) in text.enumerated() {
        canvas.put(
          part, at: Point(x: rect.x + indent, y: y + offset), style: style, maxWidth: rect.maxX - rect.x - indent)
      }
    }
  }

  private static func style(_ kind: LogBook.Kind) -> Style {
    switch kind {
    case .notices: .accent
    case .notes: .accent
    case .commands: .mark
    case .status: .good
    case .scores: .student
    case .checkpoints: .checkpoint
    case .texts: .muted
    }
  }

  // MARK: - Kinds

  private static let kinds: [LogBook.Kind?] = [nil] + LogBook.Kind.allCases

  /// Kinds of which there are lines, and the one chosen.
  static func offered(_ scene: Scene, _ book: LogBook) -> [(kind: LogBook.Kind?, count: Int)] {
    let counts = book.counts
    return kinds.compactMap { kind in
      let count = kind.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
      return count > 0 || kind == scene.state.logKind || kind == nil ? (kind, count) : nil
    }
  }

  private static func chips(
    _ offered: [(kind: LogBook.Kind?, count: Int)], in rect: Rect
  ) -> [(kind: LogBook.Kind?, text: String, rect: Rect)] {
    var x = rect.x
    return offered.map { kind, count in
      let text = " \(kind?.rawValue ?? "all") \(Format.count(count)) "
      defer { x += text.count + 1 }
      return (kind, text, Rect(x: x, y: rect.y, width: text.count, height: rect.height).intersection(rect))
    }
  }

  private func drawChips(
    _ offered: [(kind: LogBook.Kind?, count: Int)], _ scene: Scene, in rect: Rect, on canvas: inout Canvas
  ) {
    guard rect.height > 0 else { return }
    for chip in LogPanel.chips(offered, in: rect) where !chip.rect.isEmpty {
      let isChosen = chip.kind == scene.state.logKind
      canvas.put(
        chip.text, at: chip.rect.origin, style: isChosen ? Style.selected.bold : .muted, maxWidth: chip.rect.width)
    }
  }

  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? {
    let inner = rect.inner.inset(1, 0)
    guard inner.contains(point) else { return nil }
    if inner.height >= 4, point.y == inner.y {
      return LogPanel.chips(LogPanel.offered(scene, scene.logBook), in: inner.row(0)).first { $0.rect.contains(point) }
        .map { .logKind($0.kind) }
    }
    return .list(id)
  }

  // MARK: - Scrolling

  /// Lines below the window: 0 follows what comes.
  static func skipped(_ scene: Scene, _ book: LogBook) -> Int {
    guard let bottom = scene.state.scrolls[.log] else { return 0 }
    return min(max(0, book.count - bottom), max(0, book.count - 1))
  }
}
