import ArgumentParser
import Foundation
import TerminalUI
import Torch

/// How a run is shown while it trains: options of every command that trains one.
struct RunDisplay: ParsableArguments {
  @Flag(help: "No dashboard: progress on standard error. Chosen by itself when standard output is not a terminal.")
  var headless = false
  @Flag(
    help:
      "Lines instead of boxes, for screen readers: losses and what happens on standard output, commands on standard input."
  )
  var plain = false
  @Flag(help: "Print one JSON object on standard output when the run is over (implies --headless).")
  var json = false
  @Flag(help: ArgumentHelp("Stop, after saving, when standard input ends.", visibility: .hidden))
  var untilInputEnds = false
  @Option(help: "What the dashboard is drawn with: braille, block or ascii. (default: what the terminal can show)")
  var symbols: SymbolSet?
  @OptionGroup var screenLayout: LayoutChoice

  /// Whether a person looks on.
  var isWatched: Bool { !headless && !json && (plain || isatty(STDOUT_FILENO) != 0) }

  /// Trains the run, and ends the program with the code that says how it went.
  /// - Parameters:
  ///   - theme: a theme's name; nil is the default.
  ///   - begin: makes the run, once there is a terminal for it.
  func train(theme: String?, _ begin: @escaping WatchedRun.Begin) throws -> Never {
    Engine.letThreadsSleep()
    let ending =
      isWatched && plain
      ? try PlainRun(start: begin()).run()
      : isWatched
        ? try WatchedRun.run(theme: theme, symbols: symbols, layout: screenLayout.layout, begin)
        : try HeadlessRun(begin(), printsJSON: json, stopsWithInput: untilInputEnds).run()
    Foundation.exit(ending.rawValue)
  }
}
