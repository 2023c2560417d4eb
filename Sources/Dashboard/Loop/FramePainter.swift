import RunModel
import TerminalUI

/// Draws one frame after the other. As long as nothing happens but that a network learns, what does not follow from that stays
/// as it was drawn.
struct FramePainter {
  private struct Last {
    var canvas: Canvas
    var scene: Scene
    var outline: Int
    var tensors: Int

    mutating func updateHeader(_ state: DashboardState, _ store: RunStore) -> Canvas {
      Dashboard.updateHeader(&canvas, scene.later(state, store))
      return canvas
    }
  }

  private var last: Last?

  /// The screen as it looks now, as `Dashboard.draw` gives it.
  /// - Parameter isSettled: nothing of the state has changed since the last call but what `absorb` notes of curves.
  mutating func frame(_ state: DashboardState, store: RunStore, symbols: SymbolSet, isSettled: Bool) -> Canvas {
    let canvas: Canvas
    let scene: Scene
    if isSettled, let last, last.outline == store.outlineGeneration, FramePainter.isUpdatable(last.scene, store) {
      scene = last.scene.later(state, store)
      var updated = last.canvas
      Dashboard.update(&updated, scene, changed: last.tensors == store.tensorGeneration ? .curves : .all)
      canvas = updated
    } else {
      scene = Scene(state, store, size: state.size, symbols: symbols)
      canvas = Dashboard.draw(scene)
    }
    last = Last(
      canvas: canvas, scene: scene, outline: store.outlineGeneration, tensors: store.tensorGeneration)
    return canvas
  }

  /// The last frame with where the run stands now, and the rows it is on; nil where that is not in sight. What else has come is
  /// left to `frame`.
  mutating func frameWithNewHeader(_ state: DashboardState, store: RunStore) -> (canvas: Canvas, rows: Range<Int>)? {
    guard let scene = last?.scene, FramePainter.isUpdatable(scene, store) else { return nil }
    // In place: the canvas is copied no more than once after each whole frame.
    guard let canvas = last?.updateHeader(state, store) else { return nil }
    return (canvas, scene.layout.header.y..<scene.layout.header.maxY)
  }

  /// Whether this is a live run with panels, and nothing in front of them.
  private static func isUpdatable(_ scene: Scene, _ store: RunStore) -> Bool {
    scene.view.store === store && scene.state.mode == .live && scene.state.rewind == nil && scene.state.overlay == nil
      && !scene.layout.frames.isEmpty && !LoadingView.isNeeded(scene)
  }
}
