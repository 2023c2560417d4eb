import RunModel
import TerminalUI

/// The top lines: what is trained, and how far it is.
enum HeaderView {
  static func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    guard rect.height >= 1, rect.width >= 4 else { return }
    let line = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: 1)
    let state = StatusText(scene)
    if rect.height == 1 {
      var pieces = LinePieces()
      pieces.add("kdtop", Style.accent.bold, priority: 6)
      pieces.add(state.short, state.style, priority: 0)
      progress(scene, into: &pieces, brief: rect.width < 60)
      canvas.put(pieces.fitted(to: line.width), at: line.origin, maxWidth: line.width)
      return
    }
    let right = state.pieces(scene).fitted(to: line.width * 2 / 3)
    let rightWidth = LinePieces.width(right)
    canvas.put(right, at: Point(x: line.maxX - rightWidth, y: line.y))
    canvas.put(
      identity(scene, width: line.width - rightWidth - 2), at: line.origin, maxWidth: line.width - rightWidth - 2)

    let second = Point(x: line.x, y: line.y + 1)
    var pieces = LinePieces()
    pieces.gap = "   "
    progress(scene, into: &pieces, brief: false)
    // Why training stands still matters more than how far it was.
    let wanted = state.reason.map { Text.width(Text.sanitized($0)) + 2 } ?? 0
    let shown = pieces.fitted(to: max(line.width - wanted, min(20, line.width)))
    let used = canvas.put(shown, at: second, maxWidth: line.width)
    if let reason = state.reason, line.width - used > 12 {
      canvas.putRight(reason, endingAt: line.maxX, y: second.y, style: state.style, maxWidth: line.width - used - 2)
    }
  }

  private static func identity(_ scene: Scene, width: Int) -> [(text: String, style: Style)] {
    let symbols = scene.symbols
    guard let run = scene.view.description else {
      var pieces = LinePieces()
      pieces.add("kdtop", Style.accent.bold, priority: 0)
      if let title = scene.state.title { pieces.add(title, Style.text.bold, priority: 1) }
      let curves = scene.curveCount
      if scene.state.mode != .live {
        pieces.add("\(Format.count(curves)) curve\(curves == 1 ? "" : "s")", .muted, priority: 2)
      }
      return pieces.fitted(to: width)
    }
    for detail in [Detail.full, .noCounts, .noTeacherCounts] {
      let pieces = identity(run, symbols, detail)
      if LinePieces.width(pieces) <= width || detail == .noTeacherCounts {
        return pieces + name(of: scene, after: pieces, width: width)
      }
    }
    return []
  }

  /// What the log is called, where there is room left.
  private static func name(
    of scene: Scene, after pieces: [(text: String, style: Style)], width: Int
  ) -> [(text: String, style: Style)] {
    guard let title = scene.state.title else { return [] }
    let more: [(text: String, style: Style)] = [
      (" \(scene.symbols.separator) ", .muted), (String(title.prefix(200)), .muted),
    ]
    return LinePieces.width(pieces) + LinePieces.width(more) <= width ? more : []
  }

  private enum Detail { case full, noCounts, noTeacherCounts }

  private static func identity(
    _ run: RunDescription, _ symbols: SymbolSet, _ detail: Detail
  ) -> [(text: String, style: Style)] {
    func name(_ network: RunDescription.Network) -> String {
      let spec = String(network.spec.prefix(60))
      guard detail == .full, let count = network.parameters else { return spec }
      return "\(spec) (\(Format.short(Double(count))))"
    }
    let dot = " \(symbols.separator) "
    var pieces: [(text: String, style: Style)] = [
      ("kdtop", Style.accent.bold), ("  ", .text), (String(run.method.prefix(30)), Style.text.bold), (dot, .muted),
      (String(run.dataset.prefix(40)), .text),
    ]
    guard detail != .noTeacherCounts else { return pieces }
    pieces.append((dot, .muted))
    if let teacher = run.teacher { pieces += [(name(teacher), .teacher), (" \(symbols.pointer) ", .muted)] }
    return pieces + [(name(run.student), .student)]
  }

  private static func progress(_ scene: Scene, into pieces: inout LinePieces, brief: Bool) {
    let progress = Progress(scene.view)
    let state = scene.view.status?.state
    let isMoving = state == .running || state == nil
    if let phase = progress.phase { pieces.add(String(phase.prefix(24)), Style.text.bold, priority: 3) }
    if let epoch = progress.epoch, let epochs = progress.epochs {
      pieces.add(brief ? "\(epoch)/\(epochs)" : "epoch \(Format.count(epoch))/\(Format.count(epochs))", priority: 4)
    }
    var steps = (brief ? "" : "step ") + Format.count(progress.step)
    if let planned = progress.plannedSteps, !brief { steps += " of \(Format.count(planned))" }
    pieces.add(steps, priority: 1)
    if isMoving, let speed = progress.stepsPerSecond {
      pieces.add(Format.short(speed) + (brief ? "/s" : " steps/s"), priority: 5)
    }
    if isMoving, let left = progress.secondsLeft {
      pieces.add(Format.duration(left) + " left", .accent, priority: 2)
    }
  }
}
