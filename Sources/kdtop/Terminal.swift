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
  private let screen: CursesScreen
  /// What the person's configuration says.
  let configuration: UserConfiguration
  /// What the screen is drawn with, as chosen last.
  private(set) var theme: Theme
  /// The layout to begin with; nil is the one kept last.
  private let layout: String?

  /// - Parameters:
  ///   - theme: a theme's name; nil is what suits the terminal's colours.
  ///   - symbols: nil is what suits the terminal.
  ///   - layout: a layout's name; nil is the one kept last.
  ///   - instead: a sentence about what can be done where there is no terminal.
  ///   - onSignal: told of the first SIGINT, SIGTERM or SIGHUP; the dashboard ends by itself.
  /// - Throws: `UserConfigurationError`, `ThemeError`, `LayoutError`, `NoDashboard`.
  init(
    theme: String?, symbols: SymbolSet?, layout: String?, instead: String,
    onSignal: @escaping @Sendable () -> Void = {}
  ) throws {
    configuration = try UserConfiguration.read()
    let chosen = try (theme ?? configuration.theme).map { try Theme.named($0) }
    if let layout { _ = try LayoutLibrary().layout(named: layout) }
    self.layout = layout
    do { screen = try CursesScreen(palette: chosen ?? .dark) } catch {
      throw NoDashboard(reason: error, instead: instead)
    }
    self.theme = chosen ?? .suited(toColors: screen.colorCount)
    screen.recolor(with: self.theme)
    self.symbols = symbols ?? configuration.symbols ?? .suited()
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

  /// Gives a dashboard what the person has configured and the layout chosen. Says what a choice of keys has taken from others, and
  /// which layouts cannot be read.
  /// - Throws: `LayoutError`.
  func furnish(_ state: inout DashboardState) throws {
    state.theme = theme
    state.keys = configuration.keys
    if let remark = configuration.keys.remarks.first { state.begin(with: Notice(.warning, remark), now: clock()) }
    for fault in try state.adopt(LayoutLibrary(), named: layout) {
      state.begin(with: Notice(.warning, "\(fault)"), now: clock())
    }
  }

  /// Runs `body` with the screen and gives the terminal back, also when `body` throws.
  func use<Result>(_ body: (any Screen) throws -> Result) rethrows -> Result {
    defer { screen.close() }
    return try body(SignalledScreen(screen, signals) { self.theme = $0 })
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
  private let onRecolor: (Theme) -> Void

  init(_ screen: CursesScreen, _ signals: Signals, onRecolor: @escaping (Theme) -> Void) {
    self.screen = screen
    self.signals = signals
    self.onRecolor = onRecolor
  }

  var size: Size { screen.size }
  func present(_ canvas: Canvas) { screen.present(canvas) }
  func present(_ canvas: Canvas, rows: Range<Int>) { screen.present(canvas, rows: rows) }
  func ring() { screen.ring() }

  func recolor(with theme: Theme) {
    screen.recolor(with: theme)
    onRecolor(theme)
  }

  func nextEvent(timeout: Double?) -> InputEvent? {
    if signals.first != nil { return .hangup }
    let event = screen.nextEvent(timeout: timeout)
    return signals.first != nil ? .hangup : event
  }
}
