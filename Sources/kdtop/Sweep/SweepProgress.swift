import Foundation
import TerminalUI

/// Says on standard error how a sweep goes; on a terminal the run's own progress stands below, written over and over.
final class SweepProgress {
  private let isTerminal = isatty(STDERR_FILENO) != 0
  private var isLineOpen = false
  private var lastLook = 0.0

  func begin(_ text: String) { say(text) }

  func say(_ text: String) {
    StandardStream.error.write((isLineOpen ? "\r\u{1B}[K" : "") + Text.sanitized(text) + "\n")
    isLineOpen = false
  }

  /// Shows the last line of a run's progress.
  func follow(_ file: String) {
    let now = Date().timeIntervalSince1970
    guard isTerminal, now - lastLook > 1 else { return }
    lastLook = now
    guard let line = lastLine(of: file) else { return }
    StandardStream.error.write("\r\u{1B}[K  " + Text.truncated(line, to: 76))
    isLineOpen = true
  }

  /// The last line of a file's last kilobytes that is not empty; nil for none.
  func lastLine(of file: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
    defer { try? handle.close() }
    guard let size = try? handle.seekToEnd() else { return nil }
    try? handle.seek(toOffset: size > 4096 ? size - 4096 : 0)
    guard let data = try? handle.read(upToCount: 4096) else { return nil }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").last.map { Text.sanitized(String($0)) }
  }
}
