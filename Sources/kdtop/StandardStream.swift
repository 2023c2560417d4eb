import Foundation
import TerminalUI

/// Text for the program's standard output and error. Whoever reads may have gone away, the disk behind it may be full,
/// or the stream was never open: that is an answer, not a crash as with `FileHandle.write`.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Gives streams that are closed a place that nothing can be written to: otherwise the first file that is opened, a
  /// run's log, would be taken for standard output.
  static func reserve() {
    for descriptor in 0...StandardStream.error.rawValue where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all of `text`; false when the stream does not take it.
  @discardableResult
  func write(_ text: String) -> Bool {
    var bytes = ArraySlice(text.utf8)
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(rawValue, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  /// Writes a line, or several, and a line end: what a command was asked for.
  ///
  /// A reader that has gone away, such as `head`, has what it wanted: that is no error.
  /// - Throws: `CannotPrint` when the text is lost.
  func print(_ text: String) throws {
    guard !write(text + "\n"), errno != EPIPE else { return }
    throw CannotPrint(reason: String(cString: strerror(errno)))
  }
}

extension StandardStream {
  /// Says what is wrong, after the program's name. Paths and names in it come from elsewhere: nothing of them commands the
  /// terminal.
  func complain(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Text.sanitized(String($0)) }
    write("kdtop: \(lines.joined(separator: "\n"))\n")
  }
}

/// What a command was asked for did not reach standard output.
struct CannotPrint: Error, CustomStringConvertible {
  var reason: String
  var description: String { "cannot write to standard output: \(reason)" }
}
