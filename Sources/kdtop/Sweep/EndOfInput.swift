import Foundation

/// Tells when standard input ends: for a run that another program started, when that program has gone.
enum EndOfInput {
  static func watch(_ atEnd: @escaping @Sendable () -> Void) {
    let thread = Thread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count > 0 || count < 0 && errno == EINTR { continue }
        return atEnd()
      }
    }
    thread.name = "input"
    thread.start()
  }
}
