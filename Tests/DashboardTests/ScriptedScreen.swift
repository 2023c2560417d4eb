import RunModel
import TerminalUI

@testable import Dashboard

/// A screen whose person follows a script, with a clock that runs only while the loop waits.
final class ScriptedScreen: Screen {
  enum Act {
    case key(KeyEvent)
    case mouse(MouseEvent)
    case resize(Size)
    /// The trainer says something and wakes the screen.
    case events([Event])
    /// Nothing happens for some seconds.
    case wait(Double)
    /// Looks at the frame.
    case look((String) -> Void)
  }

  private(set) var size: Size
  private var script: [Act]
  private let source: ScriptedSource
  private(set) var frames: [Canvas] = []
  private(set) var now = 0.0
  /// Seconds that showing a frame takes.
  var frameCost = 0.0
  /// How often the loop waited without any limit.
  private(set) var endlessWaits = 0

  init(size: Size = Size(width: 120, height: 40), source: ScriptedSource, _ script: [Act]) {
    self.size = size
    self.source = source
    self.script = script
  }

  private(set) var themes: [Theme] = []
  func recolor(with theme: Theme) {
    themes.append(theme)
    isCleared = true
  }
  /// Everything has to be sent again.
  private var isCleared = false
  /// How often somebody was called.
  private(set) var bells = 0

  func ring() { bells += 1 }

  /// Of some rows alone.
  var rowsCost = 0.0
  /// How many frames said that few rows had changed; the others do not count them.
  private(set) var framesOfRows = 0

  func present(_ canvas: Canvas, rows: Range<Int>) {
    framesOfRows += 1
    if let last = frames.last {
      let others = (0..<canvas.size.height).filter { !rows.contains($0) }
      precondition(last.size == canvas.size && others.allSatisfy { last.row($0) == canvas.row($0) })
    }
    frames[frames.count - 1] = canvas
    now += rowsCost
  }

  func present(_ canvas: Canvas) {
    guard canvas != frames.last || isCleared else { return }
    isCleared = false
    frames.append(canvas)
    now += frameCost
  }

  func nextEvent(timeout: Double?) -> InputEvent? {
    // Two acts never come in the same breath, so that each is answered by a frame of its own.
    if timeout == 0 { return nil }
    guard let act = script.first else { return .hangup }
    switch act {
    case .key(let key):
      script.removeFirst()
      return .key(key)
    case .mouse(let mouse):
      script.removeFirst()
      return .mouse(mouse)
    case .resize(let size):
      script.removeFirst()
      self.size = size
      isCleared = true
      return .resize(size)
    case .events(let events):
      script.removeFirst()
      source.waiting += events.map { ($0, "") }
      return .wake
    case .look(let body):
      script.removeFirst()
      body(frames.last?.text ?? "")
      return nil
    case .wait(let seconds):
      guard let timeout, timeout < seconds else {
        if timeout == nil { endlessWaits += 1 }
        script.removeFirst()
        now += seconds
        return nil
      }
      // A real wait is never shorter: sums of fractions would otherwise come close to a time and never reach it.
      let slept = max(timeout, 0.001)
      now += slept
      script[0] = .wait(seconds - slept)
      return nil
    }
  }
}

final class ScriptedSource: EventSource {
  var waiting: [(event: Event, run: String)] = []
  private(set) var polls = 0

  func poll() -> [(event: Event, run: String)] {
    polls += 1
    defer { waiting = [] }
    return waiting
  }
}

/// What came of a script.
struct Played {
  var reason: LeaveReason
  var commands: [Command]
  var screen: ScriptedScreen
  var source: ScriptedSource

  /// Plays a script on a live run that has seen `events` already.
  static func live(
    _ script: [ScriptedScreen.Act], after events: [Event] = RunFixture.distillation(),
    size: Size = Size(width: 120, height: 40), frameCost: Double = 0, rowsCost: Double = 0
  ) -> Played {
    let source = ScriptedSource()
    source.waiting = events.map { ($0, "") }
    let screen = ScriptedScreen(size: size, source: source, [.wait(20)] + script)
    (screen.frameCost, screen.rowsCost) = (frameCost, rowsCost)
    var commands: [Command] = []
    let loop = DashboardLoop(
      .live(size: size), store: RunStore(), source: source, screen: screen, symbols: .braille,
      send: { commands.append($0) }, clock: { screen.now }, processorClock: { screen.now })
    return Played(reason: loop.run(), commands: commands, screen: screen, source: source)
  }

  static func replay(
    _ store: RunStore, _ script: [ScriptedScreen.Act], speed: Double = 1, size: Size = Size(width: 120, height: 40),
    frameCost: Double = 0
  ) -> Played {
    let source = ScriptedSource()
    let screen = ScriptedScreen(size: size, source: source, script)
    screen.frameCost = frameCost
    let loop = DashboardLoop(
      .replay(of: store, size: size, speed: speed), store: store, source: nil, screen: screen, symbols: .braille,
      send: { _ in }, clock: { screen.now }, processorClock: { screen.now })
    return Played(reason: loop.run(), commands: [], screen: screen, source: source)
  }
}
