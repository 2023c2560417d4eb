import RunModel
import TerminalUI

/// The bottom line: the keys that work now, or for some seconds a message.
enum FooterView {
  static func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    guard rect.height >= 1, rect.width >= 4 else { return }
    let (line, notes) = places(scene, in: rect)
    for note in notes { canvas.put(note.text, at: note.rect.origin, style: note.style) }
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
    if case .filter(let prompt) = scene.state.overlay {
      canvas.put("/", at: line.origin, style: Style.accent.bold)
      prompt.field.draw(at: Point(x: line.x + 1, y: line.y), width: line.width - 1, on: &canvas)
      return
    }
    guard scene.state.mode != .still else { return }
    for piece in pieces(scene, in: line) {
      canvas.put(piece.text, at: piece.rect.origin, style: piece.style, maxWidth: line.maxX - piece.rect.x)
    }
  }

  /// Something of the line with its place, and what a click on it does.
  private struct Piece {
    var text: String
    var style: Style
    var rect: Rect
    var action: KeyAction
    var key: KeyEvent
  }

  /// What a click on the line at a cell does; nil where there is nothing to click on.
  static func target(at point: Point, _ scene: Scene) -> (action: KeyAction, key: KeyEvent)? {
    let rect = scene.layout.footer
    guard rect.contains(point), rect.width >= 4 else { return nil }
    let (line, notes) = places(scene, in: rect)
    var clickable = notes
    if case .filter = scene.state.overlay {
    } else if scene.state.message == nil, scene.state.prompt == nil {
      clickable += pieces(scene, in: line)
    }
    return clickable.first { $0.rect.contains(point) }.map { ($0.action, $0.key) }
  }

  /// The place for keys or a message, and what stands to the right of it: the filter and the page.
  private static func places(_ scene: Scene, in rect: Rect) -> (line: Rect, notes: [Piece]) {
    var line = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: 1)
    guard scene.state.overlay == nil, line.width >= 24 else { return (line, []) }
    var notes: [Piece] = []
    func add(_ text: String, _ style: Style, _ action: KeyAction, _ key: KeyEvent) {
      let width = Text.width(Text.sanitized(text))
      let rect = Rect(x: line.maxX - width, y: line.y, width: width, height: 1)
      notes.append(Piece(text: text, style: style, rect: rect, action: action, key: key))
      line = Rect(x: line.x, y: line.y, width: line.width - width - 2, height: 1)
    }
    if scene.layout.pages > 1 {
      add("\(scene.layout.page + 1)/\(scene.layout.pages)", .muted, .nextPage, KeyEvent(.pageDown))
    }
    if !scene.state.filter.isEmpty {
      let text = Text.truncated(Text.sanitized("/" + scene.state.filter), to: line.width / 3)
      add(text, .accent, .filter, KeyEvent("/"))
    }
    return (line, notes)
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
  private static func pieces(_ scene: Scene, in line: Rect) -> [Piece] {
    let context = scene.context
    let useful = scene.state.keys.bindings.filter {
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
      case .nextView: scene.layout.tabs.isEmpty
      case .applyPreview, .dropPreview, .previewDown: scene.context == .preview
      case .fork, .rewindEnd, .rewindBack, .previousKnob, .turnDown: scene.state.rewind != nil
      default: false
      }
    }
    var middle = others.filter { isUrgent($0.action) } + others.filter { !isUrgent($0.action) }
    while true {
      let pieces = laidOut(first + middle + last, scene, context, in: line)
      if middle.isEmpty || (pieces.last?.rect.maxX ?? line.x) <= line.maxX { return pieces }
      middle.removeLast()
    }
  }

  /// Keys, each of which can be clicked, and after them a word for what they do.
  private static func laidOut(
    _ bindings: [KeyBinding], _ scene: Scene, _ context: KeyContext, in line: Rect
  ) -> [Piece] {
    var pieces: [Piece] = []
    var x = line.x
    func add(_ text: String, _ style: Style, _ action: KeyAction, _ key: KeyEvent) {
      let width = Text.width(text)
      pieces.append(
        Piece(
          text: text, style: style, rect: Rect(x: x, y: line.y, width: width, height: 1), action: action, key: key))
      x += width
    }
    for (index, binding) in bindings.enumerated() {
      if index > 0 { x += 2 }
      let keys = binding.hint?.keys ?? []
      let names = keys.map { KeyName.text($0, symbols: scene.symbols) }
      let gap = KeyName.separator(names, symbols: scene.symbols)
      for (place, key) in keys.enumerated() {
        let own = scene.state.keys.binding(for: key, in: context)?.action ?? binding.action
        add((place > 0 ? gap : "") + names[place], .footerKey, own, key)
      }
      add(" " + label(binding, scene), .footerText, binding.action, keys.first ?? KeyEvent(.enter))
    }
    return pieces
  }

  private static func label(_ binding: KeyBinding, _ scene: Scene) -> String {
    let label = binding.hint?.label ?? ""
    switch binding.action {
    case .pauseOrResume: return scene.view.status?.state == .paused ? "go on" : label
    case .playOrPause: return scene.state.replay?.isPlaying == true ? "pause" : label
    case .maximise: return scene.state.isMaximised ? "unzoom" : label
    case .nextPanel: return scene.layout.frames.count == 1 ? "next panel" : label
    case .nextView: return scene.layout.tabs.isEmpty ? scene.state.shownView.moved(by: 1).name : label
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
    case .nextClass, .previewDown:
      return [PanelID.softTargets, .classGrid, .temperature].contains { scene.layout.rect(of: $0) != nil }
    case .nextKind: return scene.focus == .log
    case .previousChange: return !scene.view.store.commands.entries.isEmpty
    case .nextPage: return scene.layout.pages > 1
    case .nextPanel, .maximise: return scene.visiblePanels.count > 1
    case .logAxis, .range, .smoothMore, .zoomIn, .crosshair:
      return scene.layout.frames.contains { scene.panel($0.id) is ChartPanel }
    default: return true
    }
  }
}
