import RunModel
import TerminalUI

/// What a run is doing, in a word, with the colour that goes with it.
struct StatusText {
  /// With its mark: `● running`.
  var short: String
  var style: Style
  /// Why, where it is not plain.
  var reason: String?

  init(_ scene: Scene) {
    let status = scene.view.status
    reason = status?.reason.map { String($0.prefix(300)) }
    let symbols = scene.symbols
    if let clock = scene.state.replay {
      let speed = clock.speed.isFinite ? Knob.text(clock.speed) + (symbols == .ascii ? "x" : "×") : "max"
      short = clock.isPlaying ? "\(symbols.playhead) replay \(speed)" : "\(symbols.paused) replay \(speed)"
      style = clock.isPlaying ? .good : .warning
      return
    }
    if scene.state.rewind != nil {
      let now = Format.count(RunView(scene.view.store).step)
      (short, style) = ("\(symbols.playhead) looking back \(symbols.separator) now \(now)", .warning)
      return
    }
    switch status?.state {
    case .loading: (short, style) = ("\(symbols.live) loading", .warning)
    case .running: (short, style) = ("\(symbols.live) running", .good)
    case .paused: (short, style) = ("\(symbols.paused) paused", .warning)
    case .finished: (short, style) = ("\(symbols.done) finished", .good)
    case .stopped: (short, style) = ("\(symbols.done) stopped", .warning)
    case .failed: (short, style) = ("\(symbols.notFinite) failed", .error)
    case nil:
      (short, style) = scene.state.mode == .live ? ("\(symbols.live) starting", .warning) : ("log", .muted)
    }
    if scene.state.mode == .live, let wish = scene.state.pendingPause {
      if wish != (status?.state == .paused) { short += symbols == .ascii ? " ..." : " …" }
    }
  }

  /// For the right end of the header.
  func pieces(_ scene: Scene) -> LinePieces {
    var pieces = LinePieces()
    pieces.add(short, style.bold, priority: 0)
    if let clock = scene.state.replay {
      pieces.add("\(Format.duration(clock.playhead)) / \(Format.duration(clock.duration))", priority: 1)
    }
    return pieces
  }
}
