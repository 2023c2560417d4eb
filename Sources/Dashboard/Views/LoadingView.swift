import RunModel
import TerminalUI

/// What stands in the place of panels while there is nothing to put into them.
enum LoadingView {
  /// A live run that has not said yet what it is.
  static func isNeeded(_ scene: Scene) -> Bool {
    scene.state.mode == .live && scene.view.description == nil && scene.layout.frames.isEmpty
  }

  static func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let status = scene.view.status
    let hasFailed = status?.state == .failed
    let headline = hasFailed ? "training could not start" : "getting ready to train"
    var lines: [(String, Style)] = [(headline, hasFailed ? Style.error.bold : Style.title.bold)]
    let width = max(1, min(rect.width - 4, 76))
    let reason = status?.reason ?? (hasFailed ? "no reason was given" : "loading the engine")
    lines += Wrap.lines(reason, width: width, limit: 6, ellipsis: scene.symbols.ellipsis).map { ($0, .text) }
    let notices = scene.view.store.notices.prefix(at: scene.view.position).suffix(6)
    if !notices.isEmpty { lines.append(("", .text)) }
    for notice in notices {
      let style: Style = notice.value.severity == .info ? .muted : FooterView.style(of: notice.value.severity)
      lines += Wrap.lines(notice.value.text, width: width, limit: 3, ellipsis: scene.symbols.ellipsis).map {
        ($0, style)
      }
    }
    centre(lines, in: rect, on: &canvas)
  }

  /// A log on its way into memory: how much of it is there.
  static func draw(fraction: Double, of title: String, on canvas: inout Canvas) {
    let bounds = canvas.bounds
    guard bounds.width >= 12, bounds.height >= 2 else { return }
    let width = min(bounds.width - 4, 60)
    let share = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    let bar = Rect(x: (bounds.width - width) / 2, y: bounds.height / 2, width: width - 6, height: 1)
    if bar.y > 1 { canvas.put("kdtop", at: Point(x: 1, y: 0), style: Style.accent.bold) }
    canvas.put("reading \(title)", at: Point(x: bar.x, y: bar.y - 1), style: .text, maxWidth: width)
    canvas.horizontalLine(from: bar.origin, length: bar.width)
    let filled = Rect(x: bar.x, y: bar.y, width: Int((share * Double(bar.width)).rounded()), height: 1)
    canvas.fill(filled, with: canvas.symbols.sliderFilled, style: .playhead)
    canvas.putRight("\(Int(share * 100)) %", endingAt: bar.x + width, y: bar.y, style: .muted)
  }

  /// No panel at all: an empty log, or all panels hidden.
  static func drawEmpty(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    let text: String =
      if !scene.state.filter.isEmpty {
        "nothing is called “\(scene.state.filter)”: Esc brings everything back"
      } else if !scene.panels.isEmpty {
        "all panels are hidden: Esc brings them back"
      } else if scene.view.store.position == 0 {
        "this log is empty"
      } else {
        scene.state.replay == nil ? "nothing in this log can be drawn" : "nothing to draw yet"
      }
    centre(
      Wrap.lines(text, width: max(1, rect.width - 2), limit: 3, ellipsis: scene.symbols.ellipsis).map {
        ($0, Style.muted)
      }, in: rect, on: &canvas)
  }

  /// Lines in the middle of a rectangle.
  static func centre(_ lines: [(String, Style)], in rect: Rect, on canvas: inout Canvas) {
    let shown = lines.prefix(rect.height)
    let top = rect.y + (rect.height - shown.count) / 2
    for (index, line) in shown.enumerated() {
      let text = Text.truncated(Text.sanitized(line.0), to: rect.width, ellipsis: canvas.symbols.ellipsis)
      let x = rect.x + (rect.width - Text.width(text)) / 2
      canvas.put(text, at: Point(x: x, y: top + index), style: line.1, maxWidth: rect.width)
    }
  }
}
