import CNcurses
import Glibc

/// The process's signal handlers: size changes, stops, and giving the terminal back before a crash.
enum ScreenSignals {
  /// What the handlers read. At a fixed address and never freed: a handler may run at any time.
  nonisolated(unsafe) static let state: UnsafeMutablePointer<screen_signals> = {
    let state = UnsafeMutablePointer<screen_signals>.allocate(capacity: 1)
    state.initialize(to: screen_signals())
    state.pointee.notes = -1
    state.pointee.held = -1
    return state
  }()

  static let resized = UInt8(SIGWINCH)
  static let continued = UInt8(SIGCONT)

  /// Signals ncurses would handle by itself; it exits the process on two of them.
  static let claimedByCurses = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH]
  private static let noted = [SIGWINCH, SIGCONT]
  /// SIGQUIT is no crash, but ends the process in the same way: at once, and with a picture of its memory.
  private static let crashes = [SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGQUIT]

  /// Runs `body` and puts the actions of the signals ncurses claims back as they were.
  static func preserving<Result>(_ body: () -> Result) -> Result {
    let before = claimedByCurses.map { signal in
      var action = sigaction()
      sigaction(signal, nil, &action)
      return (signal, action)
    }
    defer {
      for (signal, action) in before {
        var action = action
        sigaction(signal, &action, nil)
      }
    }
    return body()
  }

  /// From now on SIGWINCH and SIGCONT are bytes written to `descriptor`.
  static func note(to descriptor: Int32) -> [(signal: Int32, action: sigaction)] {
    state.pointee.notes = descriptor
    return noted.map { signal in
      var before = sigaction()
      screen_catch(signal, { screen_note(ScreenSignals.state, $0) }, SA_RESTART, &before)
      return (signal, before)
    }
  }

  /// Undoes `note(to:)`.
  static func stopNoting(restoring actions: [(signal: Int32, action: sigaction)]) {
    for (signal, action) in actions {
      var action = action
      sigaction(signal, &action, nil)
    }
    state.pointee.notes = -1
  }

  /// Prepares what `screen_restore` does: write `farewell`, then set the terminal's modes to `saved`.
  static func arm(terminal: Int32, saved: termios, farewell: [UInt8]) {
    state.pointee.armed = 0
    state.pointee.terminal = terminal
    state.pointee.saved = saved
    withUnsafeMutableBytes(of: &state.pointee.farewell) { room in
      let bytes = farewell.prefix(room.count)
      room.copyBytes(from: bytes)
      state.pointee.count = bytes.count
    }
    state.pointee.armed = 1
  }

  static func disarm() {
    state.pointee.armed = 0
  }

  /// Undoes `disarm()`.
  static func rearm() {
    state.pointee.armed = 1
  }

  /// Not the previous action but the default one follows: Swift's own handler would ask on the terminal how to go on,
  /// with its question gone to wherever standard error points.
  static func installCrashHandlers() {
    _ = state
    for signal in crashes {
      var before = sigaction()
      screen_catch(signal, { screen_crash(ScreenSignals.state, $0) }, SA_ONSTACK, &before)
    }
  }
}
