import RunModel
import TerminalUI

/// Draws one frame after the other. As long as nothing happens but that curves go on, what does not follow them stays as it
/// was drawn: most of the screen of a network that learns.
struct FramePainter {
  private struct Last {
    var canvas: Canvas
    var layout: Layout
    var store: ObjectIdentifier
    var outline: Int
  }

  private var last: Last?

  /// The screen as it looks now, as `Dashboard.draw` gives it.
  /// - Parameter isSettled: nothing of the state has changed since the last call but what `absorb` notes of curves.
  mutating func frame(_ state: DashboardState, store: RunStore, symbols: SymbolSet, isSettled: Bool) -> Canvas {
    let scene = Scene(state, store, size: state.size, symbols: symbols)
    let (identity, outline) = (ObjectIdentifier(store), store.outlineGeneration)
    var canvas: Canvas
    if isSettled, let last, last.store == identity, last.outline == outline, last.layout == scene.layout,
      FramePainter.hasPanelsAlone(scene)
    {
      canvas = last.canvas
      Dashboard.update(&canvas, scene)
    } else {
      canvas = Dashboard.draw(scene)
    }
    last = Last(canvas: canvas, layout: scene.layout, store: identity, outline: outline)
    return canvas
  }

  /// Whether this is a live run with panels, and nothing in front of them.
  private static func hasPanelsAlone(_ scene: Scene) -> Bool {
    scene.state.mode == .live && scene.state.rewind == nil && scene.state.overlay == nil
      && !scene.layout.frames.isEmpty && !LoadingView.isNeeded(scene)
  }
}
