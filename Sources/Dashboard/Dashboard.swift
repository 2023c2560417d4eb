import RunModel
import TerminalUI

/// The dashboard: a run on the screen of a terminal, live or from a log.
public enum Dashboard {
  /// Shows a run while it is trained in this process, until the person leaves. Blocks the calling thread.
  /// - Parameters:
  ///   - store: filled by this call alone, from `source`.
  ///   - source: the trainer's events; whoever fills it calls the screen's `wake()`.
  ///   - send: hands a command to the trainer; must not wait.
  /// - Returns: why it ended. After `.quit` of a run that was not over, the quit command has been sent.
  public static func live(
    store: RunStore, source: any EventSource, screen: any Screen, symbols: SymbolSet = .braille,
    send: @escaping (Command) -> Void
  ) -> LeaveReason {
    DashboardLoop(
      .live(size: screen.size), store: store, source: source, screen: screen, symbols: symbols, send: send
    ).run()
  }

  /// Plays a log that has been read into `store`, until the person leaves. Blocks the calling thread.
  /// - Parameters:
  ///   - title: what to call a log that does not say what it is; its path, say.
  ///   - speed: times the log's own pace; infinite for as fast as possible.
  ///   - step: where to start; the beginning when nil.
  public static func replay(
    store: RunStore, screen: any Screen, symbols: SymbolSet = .braille, title: String? = nil, speed: Double = 1,
    fromStep step: Int? = nil
  ) -> LeaveReason {
    var state = DashboardState.replay(of: store, size: screen.size, speed: speed, fromStep: step)
    state.title = title
    return DashboardLoop(state, store: store, source: nil, screen: screen, symbols: symbols, send: { _ in }).run()
  }

  /// One frame of a run, at its end or as of a step, for a file or a pipe.
  public static func snapshot(
    store: RunStore, atStep step: Int? = nil, size: Size, symbols: SymbolSet = .braille, title: String? = nil
  ) -> Canvas {
    var state = DashboardState.still(of: store, size: size, atStep: step)
    state.title = title
    return draw(state, store: store, size: size, symbols: symbols)
  }

  /// The screen as it looks now: a pure function of its arguments.
  public static func draw(_ state: DashboardState, store: RunStore, size: Size, symbols: SymbolSet) -> Canvas {
    var canvas = Canvas(size: size, symbols: symbols)
    let scene = Scene(state, store, size: size, symbols: symbols)
    let layout = scene.layout
    guard !layout.isTooSmall else {
      TooSmallView.draw(scene, on: &canvas)
      return canvas
    }
    HeaderView.draw(scene, in: layout.header, on: &canvas)
    if LoadingView.isNeeded(scene) {
      LoadingView.draw(scene, in: layout.body, on: &canvas)
    } else {
      for frame in layout.frames {
        scene.panel(frame.id)?.draw(scene, in: frame.rect, focused: frame.id == scene.focus, on: &canvas)
      }
      if layout.frames.isEmpty { LoadingView.drawEmpty(scene, in: layout.body, on: &canvas) }
      TimelineView.draw(scene, in: layout.timeline, on: &canvas)
    }
    OverlayView.draw(scene, on: &canvas)
    FooterView.draw(scene, in: layout.footer, on: &canvas)
    return canvas
  }
}
