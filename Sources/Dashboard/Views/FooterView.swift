import RunModel
import TerminalUI

/// The bottom line: the keys that work now, or for some seconds a message.
enum FooterView {
  static func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    guard rect.height >= 1, rect.width >= 4 else { return }
    var line = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: 1)
    if scene.state.overlay == nil, scene.layout.pages > 1, line.width >= 24 {
      let page = "\(scene.layout.page + 1)/\(scene.layout.pages)"
      canvas.putRight(page, endingAt: line.maxX, y: line.y, style: .muted)
      line = Rect(x: line.x, y: line.y, width: line.width - page.count - 2, height: 1)
    }
    if let prompt = scene.state.prompt {
      draw(prompt, scene, in: line, on: &canvas)
      return
    }
    if let message = scene.state.message {
      let text = Format.brief(message.text, scalars: 1000)
      let style = style(of: message.severity)
      if message.isLit { canvas.fill(line, style: style.reversed) }
      canvas.put(text, at: line.origin, style: message.isLit ? style.reversed.bold : style, maxWidth: line.width)
      return
    }
    guard scene.state.mode != .still else { return }
    canvas.put(hints(scene, width: line.width), at: line.origin, maxWidth: line.width)
  }

  /// The end of the text stays in sight.
  private static func draw(_ prompt: TextPrompt, _ scene: Scene, in line: Rect, on canvas: inout Canvas) {
    let label = Text.width(prompt.label) * 2 <= line.width ? prompt.label : "> "
    let used = canvas.put(label, at: line.origin, style: .accent, maxWidth: line.width)
    let room = max(1, line.width - used - 1)
    var text = Text.sanitized(prompt.text)
    while Text.width(text) > room, !text.isEmpty { text.removeFirst() }
    let x = line.x + used + canvas.put(text, at: Point(x: line.x + used, y: line.y), style: .text, maxWidth: room)
    canvas.put("_", at: Point(x: x, y: line.y), style: Style.accent.reversed)
  }

  static func style(of severity: Notice.Severity) -> Style {
    switch severity {
    case .info: .accent
    case .warning: .warning
    case .error: .error
    }
  }

  /// Help first and quit last, and as many others between them as fit.
  private static func hints(_ scene: Scene, width: Int) -> [(text: String, style: Style)] {
    let context = scene.context
    let useful = KeyTable.bindings.filter {
      $0.hint != nil && $0.contexts.contains(context) && isUseful($0.action, scene)
    }
    let first = useful.filter { $0.action == .help }
    let last = useful.filter { $0.action == .quit }
    let others = useful.filter { $0.action != .help && $0.action != .quit }
    // Where one panel has the screen for itself, how to reach the others comes first; and for who looks back, what that
    // is good for.
    func isUrgent(_ action: KeyAction) -> Bool {
      switch action {
      case .nextPanel: scene.layout.frames.count == 1
      case .fork, .rewindEnd, .rewindBack, .previousKnob, .turnDown: scene.state.rewind != nil
      default: false
      }
    }
    var middle = others.filter { isUrgent($0.action) } + others.filter { !isUrgent($0.action) }
    func pieces() -> [(text: String, style: Style)] {
      (first + middle + last).enumerated().flatMap { index, binding -> [(text: String, style: Style)] in
        let keys = KeyName.text(binding.hint?.keys ?? [], symbols: scene.symbols)
        return [
          (index > 0 ? "  " : "", .footerText), (keys, .footerKey), (" " + label(binding, scene), .footerText),
        ]
      }
    }
    while LinePieces.width(pieces()) > width, !middle.isEmpty { middle.removeLast() }
    return pieces()
  }

  private static func label(_ binding: KeyBinding, _ scene: Scene) -> String {
    let label = binding.hint?.label ?? ""
    switch binding.action {
    case .pauseOrResume: return scene.view.status?.state == .paused ? "go on" : label
    case .playOrPause: return scene.state.replay?.isPlaying == true ? "pause" : label
    case .maximise: return scene.state.isMaximised ? "unzoom" : label
    case .nextPanel: return scene.layout.frames.count == 1 ? "next panel" : label
    default: return label
    }
  }

  private static func isUseful(_ action: KeyAction, _ scene: Scene) -> Bool {
    let isOver = scene.view.status?.isOver == true
    switch action {
    case .pauseOrResume, .step: return !isOver && scene.view.description != nil
    case .turnDown, .resetKnob: return !isOver || scene.state.rewind != nil
    case .fork, .undo: return scene.state.forkRefusal == nil && scene.view.description != nil
    case .rewindEnd: return scene.state.rewind != nil
    case .throttle: return !isOver && scene.view.description?.knobs.contains { $0.name == "throttle" } == true
    case .nextClass: return scene.layout.rect(of: .softTargets) != nil
    case .previousChange: return !scene.view.store.commands.entries.isEmpty
    case .nextPage: return scene.layout.pages > 1
    case .nextPanel, .maximise: return scene.visiblePanels.count > 1
    case .logAxis, .range, .smoothMore, .zoomIn, .crosshair:
      return scene.layout.frames.contains { scene.panel($0.id) is ChartPanel }
    default: return true
    }
  }
}
