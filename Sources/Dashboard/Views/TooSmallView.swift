import TerminalUI

/// What a terminal too small for any panel shows.
enum TooSmallView {
  static func draw(_ scene: Scene, on canvas: inout Canvas) {
    let size = canvas.size
    guard size.width > 0, size.height > 0 else { return }
    if case .quit = scene.state.overlay {
      QuitView.drawTiny(on: &canvas)
      return
    }
    let needed = "\(Layout.smallest.width)x\(Layout.smallest.height)"
    let lines = Wrap.lines(
      "kdtop needs \(needed) cells", width: size.width, limit: max(1, size.height - 1), ellipsis: scene.symbols.ellipsis
    )
    for (y, line) in lines.enumerated() { canvas.put(line, at: Point(x: 0, y: y), maxWidth: size.width) }
    if lines.count < size.height {
      canvas.put("q quit", at: Point(x: 0, y: lines.count), style: .muted, maxWidth: size.width)
    }
  }
}
