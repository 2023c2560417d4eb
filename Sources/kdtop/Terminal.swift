import Dashboard
import EventFiles
import Foundation
import RunModel
import Synchronization
import TerminalUI

/// The terminal for as long as a dashboard has it: opened once, given back whatever happens.
final class Terminal {
  let symbols: SymbolSet
  let signals: Signals
  let theme: Theme
  private let screen: CursesScreen

  /// - Parameters:
  ///   - theme: a theme's name; nil is the default.
  ///   - symbols: nil is what suits the terminal.
  ///   - instead: a sentence about what can be done where there is no terminal.
  ///   - onSignal: told of the first SIGINT, SIGTERM or SIGHUP; the dashboard ends by itself.
  /// - Throws: `ThemeError`, `NoDashboard`.
  init(
    theme: String?, symbols: SymbolSet?, instead: String, onSignal: @escaping @Sendable () -> Void = {}
  ) throws {
    let palette = try Theme.named(theme)
    self.theme = palette
    do { screen = try CursesScreen(palette: palette) } catch { throw NoDashboard(reason: error, instead: instead) }
    self.symbols = symbols ?? .suited()
    let screen = screen
    CursesScreen.installCrashHandlers()
    let waker = screen.waker
    signals = Signals {
      onSignal()
      waker.wake()
    }
  }

  /// Wakes the dashboard from any thread.
  var waker: ScreenWaker { screen.waker }

  /// Runs `body` with the screen and gives the terminal back, also when `body` throws.
  func use<Result>(_ body: (any Screen) throws -> Result) rethrows -> Result {
    defer { screen.close() }
    return try body(SignalledScreen(screen, signals))
  }

  /// While the screen is open, what libraries print goes to this file.
  func redirectOutput(to path: String) throws { try screen.redirectOutput(to: path) }

  /// While the screen is open, what libraries print is kept, and shown afterwards.
  func holdOutput() { screen.holdOutput() }

  /// Seconds of a steady clock that stands still while ^Z has stopped the program.
  func clock() -> Double { DashboardLoop.steadyClock() - screen.secondsStopped }
}

/// The dashboard cannot be shown here, and what can be done instead: each command has its own way without a terminal.
struct NoDashboard: Error, CustomStringConvertible {
  var reason: TerminalError
  var instead: String
  var description: String { "\(reason) \(instead)" }
}

/// A screen that hangs up when a signal asks the program to end.
private final class SignalledScreen: Screen {
  private let screen: CursesScreen
  private let signals: Signals

  init(_ screen: CursesScreen, _ signals: Signals) {
    self.screen = screen
    self.signals = signals
  }

  var size: Size { screen.size }
  func present(_ canvas: Canvas) { screen.present(canvas) }
  func ring() { screen.ring() }

  func nextEvent(timeout: Double?) -> InputEvent? {
    if signals.first != nil { return .hangup }
    let event = screen.nextEvent(timeout: timeout)
    return signals.first != nil ? .hangup : event
  }
}
