import Foundation

/// Frames shown whole: a terminal that is told where an update begins and ends draws nothing in between, so that nothing
/// flickers (https://github.com/contour-terminal/vt-extensions/blob/master/synchronized-output.md).
enum SynchronizedOutput {
  /// Asks the terminal whether it has the mode; the answer comes as input (DECRQM).
  static let question = "\u{1B}[?2026$p"
  static let begin = "\u{1B}[?2026h"
  static let end = "\u{1B}[?2026l"

  /// Whether the terminal may be asked. Those left out show a letter of the question.
  static func mayAsk(_ environment: [String: String]) -> Bool {
    let terminal = environment["TERM"] ?? ""
    let shows = ["linux", "vt", "ansi", "cons", "dumb"].contains { terminal.hasPrefix($0) }
    return !shows && environment["TERM_PROGRAM"] != "Apple_Terminal"
  }

  /// Whether these parameters of a report (`ESC [ … y`) say that the mode is there: set or reset, and changeable.
  static func isConfirmed(by parameters: [UInt8]) -> Bool {
    ["?2026;1$", "?2026;2$"].contains(String(decoding: parameters, as: UTF8.self))
  }
}

/// Names in scripts that run from right to left: terminals that reorder a line by itself would move the frames and
/// numbers beside them. Resetting BDSM (ECMA-48, 8.3.5 and 7.2.5) asks for cells where they were put.
enum ExplicitDirection {
  static let on = "\u{1B}[8l"
  static let off = "\u{1B}[8h"
}
