import Foundation
import RunModel
import TerminalUI

/// Runs the dashboard on the calling thread until the person leaves: waits for input and events, and draws when the
/// picture has changed.
///
/// A key is answered at once. Where a run stands is drawn `framesPerSecond` times a second; its curves, whose picture changes
/// more slowly, as often as takes a small share of one core beside a trainer. When nothing happens the loop sleeps, and
/// nothing is written to the terminal.
public final class DashboardLoop {
  public static let framesPerSecond = 30.0
  /// What events alone cause to be drawn comes at least this many times as far apart as it takes, where the time is a
  /// trainer's. Without one nobody else wants it.
  private static let (idleShare, headerIdleShare) = (100.0, 50.0)
  /// The same of the time that drawing takes altogether: a terminal far away takes in a frame slowly.
  private static let waitingShare = 2.0
  /// Keys that are already waiting are taken together, up to this many a frame.
  private static let keysPerFrame = 64

  /// What the screen shows; after `run`, what it showed last.
  public private(set) var state: DashboardState
  private let store: RunStore
  private let source: (any EventSource)?
  private let send: (Command) -> Void
  private let output: DashboardOutput
  private let keepLayout: (ScreenLayout) throws(LayoutError) -> String
  private let screen: any Screen
  private let symbols: SymbolSet
  private let clock: () -> Double
  private let processorClock: () -> Double

  private var painter = FramePainter()
  private var lastFrame = -Double.infinity
  private var frameInterval = 1 / DashboardLoop.framesPerSecond
  /// The last frame of which all was drawn that might have changed.
  private var lastWhole = -Double.infinity
  private var wholeInterval = 1 / DashboardLoop.framesPerSecond
  /// Events may be waiting in the source.
  private var hasNews = true
  /// Something has changed since the last frame.
  private var isStale = true
  /// Something has changed since the last whole frame.
  private var isBehind = true
  /// Something else than the run has: all of the screen may look different.
  private var isUnsettled = true

  /// - Parameters:
  ///   - source: nil in a replay, where the store is full already.
  ///   - send: hands a command to the trainer; must not wait.
  ///   - output: where notes and pictures go.
  ///   - keepLayout: writes a layout for the next time, and says where.
  ///   - clock: seconds of a steady clock.
  ///   - processorClock: seconds that the calling thread has had a processor.
  public init(
    _ state: DashboardState, store: RunStore, source: (any EventSource)?, screen: any Screen, symbols: SymbolSet,
    send: @escaping (Command) -> Void, output: DashboardOutput = DashboardOutput(),
    keepLayout: @escaping (ScreenLayout) throws(LayoutError) -> String = { layout throws(LayoutError) in
      try LayoutLibrary().save(layout)
    }, clock: @escaping () -> Double = DashboardLoop.steadyClock,
    processorClock: @escaping () -> Double = DashboardLoop.threadClock
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
    self.processorClock = processorClock
  }

  /// Seconds since the machine started.
  public static func steadyClock() -> Double { ProcessInfo.processInfo.systemUptime }

  /// Seconds that this thread has had a processor.
  public static func threadClock() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

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
    if isUnsettled || (isBehind && now >= lastWhole + wholeInterval) {
      draw()
    } else if isStale {
      drawHeader()
    }
  }

  private func advance(to now: Double) {
    guard state.advance(to: now) else { return }
    (isStale, isBehind, isUnsettled) = (true, true, true)
  }

  private func poll(now: Double) {
    let events = source?.poll() ?? []
    // Once more after the next frame, unless there was nothing: a wake-up may have been for these already.
    hasNews = !events.isEmpty
    guard !events.isEmpty else { return }
    for (event, run) in events { store.apply(event, run: run) }
    state.absorb(store, now: now)
    ring()
    (isStale, isBehind) = (true, true)
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
    if isBehind { return max(untilFrame, lastWhole + wholeInterval - now) }
    return state.secondsToChange(now: now).map { max($0, untilFrame) }
  }

  /// Takes in one event and the ones waiting behind it, and draws if it was the person who did something.
  private func take(_ first: InputEvent) -> LeaveReason? {
    var answers = false
    for count in 0..<DashboardLoop.keysPerFrame {
      guard let event = count == 0 ? first : screen.nextEvent(timeout: 0) else { break }
      if event == .wake { hasNews = true } else { (answers, isUnsettled) = (true, true) }
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

  private func draw() {
    let start = moment()
    screen.present(painter.frame(state, store: store, symbols: symbols, isSettled: !isUnsettled))
    (isStale, isBehind, isUnsettled) = (false, false, false)
    (lastFrame, lastWhole) = (start.time, start.time)
    wholeInterval = interval(since: start, DashboardLoop.idleShare)
  }

  /// As `draw`, of the header alone.
  private func drawHeader() {
    let start = moment()
    if let (canvas, rows) = painter.frameWithNewHeader(state, store: store) { screen.present(canvas, rows: rows) }
    isStale = false
    lastFrame = start.time
    frameInterval = interval(since: start, DashboardLoop.headerIdleShare)
  }

  private func moment() -> (time: Double, processor: Double) { (clock(), processorClock()) }

  /// How far apart frames are that take as long as the one begun at `start`.
  private func interval(since start: (time: Double, processor: Double), _ idleShare: Double) -> Double {
    let (time, processor) = moment()
    let least = max(1 / DashboardLoop.framesPerSecond, (time - start.time) * DashboardLoop.waitingShare)
    return source == nil ? least : min(max(least, (processor - start.processor) * idleShare), 0.5)
  }
}
