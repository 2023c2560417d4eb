import Dispatch
import Foundation
import Synchronization

/// Signals that ask the program to end: they become a polite wish to stop, and the exit code a script expects.
final class Signals: Sendable {
  private let received = Mutex<Int32?>(nil)
  // Written in init alone; kept so that the sources live as long as this.
  private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

  /// - Parameter onSignal: called on a queue of its own, for each signal.
  init(onSignal: @escaping @Sendable (_ isFirst: Bool) -> Void) {
    let queue = DispatchQueue(label: "signals")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // The default action would end the program before the source hears of it.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in
        let isFirst = received.withLock { old in
          defer { old = old ?? number }
          return old == nil
        }
        onSignal(isFirst)
      }
      source.resume()
      sources.append(source)
    }
  }

  /// The first signal that came, if any.
  var first: Int32? { received.withLock { $0 } }

  /// The exit code for the first signal.
  var status: ExitStatus? {
    switch first {
    case SIGINT: .interrupted
    case SIGTERM: .terminated
    case SIGHUP: .hungUp
    default: nil
    }
  }

  static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
