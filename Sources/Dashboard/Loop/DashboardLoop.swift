import Foundation
import RunModel
import TerminalUI

/// Runs the dashboard on the calling thread until the person leaves: waits for input and events, and draws when the
/// picture has changed.
///
/// A key is answered at once. Events are drawn at most `framesPerSecond` times a second, and beside a trainer seldom enough
/// that drawing takes a small share of one core. When nothing happens the loop sleeps, and nothing is written to the terminal.
public final class DashboardLoop {
  public static let framesPerSecond = 30.0
  /// Frames that events alone cause come at least this many times as far apart as one takes to draw, where the time is a
  /// trainer's. Without one nobody else wants it.
  private static let idleShare = 40.0
  /// Keys that are already waiting are taken together, up to this many a frame.
  private static let keysPerFrame = 64

  private var state: DashboardState
  private let store: RunStore
  private let source: (any EventSource)?
  private let send: (Command) -> Void
  private let output: DashboardOutput
  private let keepLayout: (ScreenLayout) throws(LayoutError) -> String
  private let screen: any Screen
  private let symbols: SymbolSet
  private let clock: () -> Double

  private var painter = FramePainter()
  private var shown: Canvas?
  private var lastFrame = -Double.infinity
  private var frameInterval = 1 / DashboardLoop.framesPerSecond
  /// Events may be waiting in the source.
  private var hasNews = true
  /// Something has changed since the last frame.
  private var isStale = true
  /// Something else than the run has: all of the screen may look different.
  private var isUnsettled = true

  /// - Parameters:
  ///   - source: nil in a replay, where the store is full already.
  ///   - send: hands a command to the trainer; must not wait.
  ///   - output: where notes and pictures go.
  ///   - keepLayout: writes a layout for the next time, and says where.
  ///   - clock: seconds of a steady clock.
  public init(
    _ state: DashboardState, store: RunStore, source: (any EventSource)?, screen: any Screen, symbols: SymbolSet,
    send: @escaping (Command) -> Void, output: DashboardOutput = DashboardOutput(),
    keepLayout: @escaping (ScreenLayout) throws(LayoutError) -> String = { layout throws(LayoutError) in
      try LayoutLibrary().save(layout)
    }, clock: @escaping () -> Double = DashboardLoop.steadyClock
  ) {
    self.state = state
    self.store = store
    self.source = source
    self.screen = screen
    self.symbols = symbols
    self.send = send
    self.output = output
    self.keepLayout = keepLayout
    self.clock = clock
  }

  /// Seconds since the machine started.
  public static func steadyClock() -> Double { ProcessInfo.processInfo.systemUptime }

  /// Returns when the person leaves or the terminal goes.
  public func run() -> LeaveReason {
    state.size = screen.size
    draw()
    while true {
      pass()
      guard let event = screen.nextEvent(timeout: timeout()) else { continue }
      if let reason = take(event) {
        sayFarewell(reason)
        return reason
      }
    }
  }

  /// One more frame before the caller waits for the trainer: the screen is there until that is done.
  private func sayFarewell(_ reason: LeaveReason) {
    guard source != nil, RunView(store).status?.isOver != true else { return }
    switch reason {
    case .quit(let saving):
      state.say(.info, saving ? "saving the weights, then leaving" : "ending the training, then leaving", now: clock())
    case .fork(let request): state.say(.info, "saving, then going on from step \(request.step)", now: clock())
    case .hangup: return
    }
    isUnsettled = true
    draw()
  }

  /// Does what is due: takes in events, lets time pass, draws.
  private func pass() {
    let now = clock()
    advance(to: now)
    if state.replay != nil { state.absorb(store, now: now) }
    ring()
    guard now >= lastFrame + frameInterval else { return }
    if hasNews { poll(now: now) }
    if isStale { draw() }
  }

  private func advance(to now: Double) {
    guard state.advance(to: now) else { return }
    (isStale, isUnsettled) = (true, true)
  }

  private func poll(now: Double) {
    let events = source?.poll() ?? []
    // Once more after the next frame, unless there was nothing: a wake-up may have been for these already.
    hasNews = !events.isEmpty
    guard !events.isEmpty else { return }
    for (event, run) in events { store.apply(event, run: run) }
    state.absorb(store, now: now)
    ring()
    isStale = true
  }

  private func ring() {
    if state.takeBell() { screen.ring() }
  }

  private func write(_ note: Note) {
    do {
      store.apply(try output.write(note))
      state.say(.info, "noted at step \(Format.count(note.step))", now: clock())
    } catch { state.say(.error, "the note could not be written: \(error)", now: clock()) }
  }

  private func savePicture(_ file: String) {
    var plain = state
    plain.message = nil
    let canvas = Dashboard.draw(plain, store: store, size: state.size, symbols: symbols)
    do {
      state.say(.info, "saved \(try output.save(canvas, file))", now: clock())
    } catch { state.say(.error, "\(error)", now: clock()) }
  }

  /// Seconds to sleep at most; nil to sleep until something happens.
  private func timeout() -> Double? {
    let now = clock()
    let untilFrame = max(0, lastFrame + frameInterval - now)
    if hasNews || isStale { return untilFrame }
    return state.secondsToChange(now: now).map { max($0, untilFrame) }
  }

  /// Takes in one event and the ones waiting behind it, and draws if it was the person who did something.
  private func take(_ first: InputEvent) -> LeaveReason? {
    var answers = false
    for count in 0..<DashboardLoop.keysPerFrame {
      guard let event = count == 0 ? first : screen.nextEvent(timeout: 0) else { break }
      if event == .wake { hasNews = true } else { (answers, isUnsettled) = (true, true) }
      // Also when the size is the old one again: the screen has been cleared on the way.
      if case .resize = event { shown = nil }
      let now = clock()
      advance(to: now)
      for action in state.handle(event, store: store, now: now) {
        switch action {
        case .send(let command): send(command)
        case .write(let note): write(note)
        case .savePicture(let file): savePicture(file)
        case .leave(let reason): return reason
        case .recolor(let theme):
          screen.recolor(with: theme)
          shown = nil
        case .saveLayout(let layout): save(layout, now: now)
        }
      }
    }
    if answers { draw() }
    return nil
  }

  private func save(_ layout: ScreenLayout, now: Double) {
    do {
      let file = try keepLayout(layout)
      state.say(.info, "layout kept in \(file)", now: now)
    } catch { state.say(.error, "\(error)", now: now) }
  }

  /// Draws, and presents the frame if it looks different.
  private func draw() {
    let start = clock()
    let canvas = painter.frame(state, store: store, symbols: symbols, isSettled: !isUnsettled)
    if canvas != shown {
      screen.present(canvas)
      shown = canvas
    }
    (isStale, isUnsettled) = (false, false)
    lastFrame = clock()
    guard source != nil else { return }
    frameInterval = min(max(1 / DashboardLoop.framesPerSecond, (lastFrame - start) * DashboardLoop.idleShare), 0.5)
  }
}
