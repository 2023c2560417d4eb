import RunModel
import TerminalUI

/// The dashboard: a run on the screen of a terminal, live or from a log.
public enum Dashboard {
  /// One frame of a run, at its end or as of a step, for a file or a pipe.
  /// - Parameter title: what to call the log; the end of its path, say.
  public static func snapshot(
    store: RunStore, atStep step: Int? = nil, size: Size, symbols: SymbolSet = .braille, title: String? = nil,
    view: ViewID = .train, layout: ScreenLayout = .standard
  ) -> Canvas {
    var state = DashboardState.still(of: store, size: size, atStep: step)
    state.title = title
    state.screenLayout = layout
    state.show(view)
    return draw(state, store: store, size: size, symbols: symbols)
  }

  /// The screen while a log is read.
  /// - Parameters:
  ///   - title: what to call the log.
  ///   - fraction: how much of it is there, 0…1.
  public static func loading(_ title: String, fraction: Double, size: Size, symbols: SymbolSet) -> Canvas {
    var canvas = Canvas(size: size, symbols: symbols)
    LoadingView.draw(fraction: fraction, of: title, on: &canvas)
    return canvas
  }

  /// The screen as it looks now: a pure function of its arguments.
  public static func draw(_ state: DashboardState, store: RunStore, size: Size, symbols: SymbolSet) -> Canvas {
    draw(Scene(state, store, size: size, symbols: symbols))
  }

  static func draw(_ scene: Scene) -> Canvas {
    var canvas = Canvas(size: scene.size, symbols: scene.symbols)
    let layout = scene.layout
    guard !layout.isTooSmall else {
      TooSmallView.draw(scene, on: &canvas)
      return canvas
    }
    HeaderView.draw(scene, in: layout.header, on: &canvas)
    TabsView.draw(scene, in: layout.tabs, on: &canvas)
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

  /// Draws again what steps and time change first of a frame of panels: where the run stands.
  static func updateHeader(_ canvas: inout Canvas, _ scene: Scene) {
    canvas.fill(scene.layout.header)
    HeaderView.draw(scene, in: scene.layout.header, on: &canvas)
  }

  /// Draws again all that has other inputs, of a frame of panels without an overlay.
  static func update(_ canvas: inout Canvas, _ scene: Scene, changed inputs: PanelInputs) {
    updateHeader(&canvas, scene)
    for frame in scene.layout.frames {
      guard let panel = scene.panel(frame.id), !panel.inputs.isDisjoint(with: inputs) else { continue }
      canvas.fill(frame.rect)
      panel.draw(scene, in: frame.rect, focused: frame.id == scene.focus, on: &canvas)
    }
    canvas.fill(scene.layout.timeline)
    TimelineView.draw(scene, in: scene.layout.timeline, on: &canvas)
  }
}
