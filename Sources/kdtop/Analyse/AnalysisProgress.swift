import Foundation
import TerminalUI

/// Says on standard error how far a long analysis has come: one line that is written over on a terminal, a line every ten
/// seconds elsewhere.
final class AnalysisProgress {
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private var last = Date().timeIntervalSince1970
  private var isLineOpen = false

  func say(_ text: @autoclosure () -> String) {
    let now = Date().timeIntervalSince1970
    guard now - last >= (isTerminal ? 0.2 : 10) else { return }
    last = now
    StandardStream.error.write((isTerminal ? "\r\u{1B}[K" : "") + Text.sanitized(text()) + (isTerminal ? "" : "\n"))
    isLineOpen = isTerminal
  }

  func finish() {
    if isLineOpen { StandardStream.error.write("\r\u{1B}[K") }
    isLineOpen = false
  }
}
