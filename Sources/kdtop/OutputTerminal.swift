import Foundation
import TerminalUI

/// The terminal that standard output is printed on, if it is one.
enum OutputTerminal {
  /// Columns and rows for a picture on it: no more than an eye takes in, no less than a chart needs; nil for a pipe or a
  /// file.
  static var size: Size? {
    var window = winsize()
    guard isatty(STDOUT_FILENO) != 0, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0,
      window.ws_row > 0
    else { return nil }
    return Size(width: min(max(Int(window.ws_col), 40), 160), height: min(max(Int(window.ws_row), 16), 40))
  }

  /// With colours on a terminal that may have them, as text elsewhere.
  static var format: Snapshot.Format {
    let environment = ProcessInfo.processInfo.environment
    let wantsNone = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return size == nil || wantsNone || environment["TERM"] == "dumb" ? .text : .ansi
  }
}
