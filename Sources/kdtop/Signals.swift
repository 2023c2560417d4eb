import Dispatch
import Foundation
import Synchronization
import TerminalUI

/// Signals that ask the program to end: they become a polite wish to stop, and the exit code a script expects.
final class Signals: Sendable {
  private let received = Mutex<(number: Int32, time: DispatchTime)?>(nil)
  // Written in init alone; kept so that the sources live as long as this.
  private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

  /// Seconds after the first signal from which on another one is somebody's impatience.
  private static let patience = 1.0

  /// Signals that some object of this type listens for: ignored in the eyes of the system.
  static var listenedTo: Set<Int32> { listened.withLock(\.self) }
  private static let listened = Mutex<Set<Int32>>([])

  /// - Parameter onSignal: called at the first signal, on a queue of its own. Another SIGINT or SIGTERM a second or more
  ///   later does not wait for anything to be saved: it gives the terminal back and ends the process. A terminal that
  ///   closes may send SIGHUP twice, which means no more than once.
  convenience init(_ onSignal: @escaping @Sendable () -> Void) { self.init(onSignal: { _ in onSignal() }) }

  /// - Parameter onSignal: as above, with the signal's number.
  init(onSignal: @escaping @Sendable (Int32) -> Void) {
    let queue = DispatchQueue(label: "signals")
    // A signal that was ignored when the program began stays so: that is how nohup works.
    for number in [SIGINT, SIGTERM, SIGHUP] where !Signals.isIgnored(number) {
      // The default action would end the program before the source hears of it.
      signal(number, SIG_IGN)
      Signals.listened.withLock { _ = $0.insert(number) }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [self] in
        let now = DispatchTime.now()
        let first = received.withLock { old in
          defer { old = old ?? (number, now) }
          return old
        }
        if let first {
          if number != SIGHUP, now >= first.time + Signals.patience { Signals.leave(number) }
        } else {
          onSignal(number)
        }
      }
      source.resume()
      sources.append(source)
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func leave(_ number: Int32) -> Never {
    CursesScreen.restoreTerminalFromSignalHandler()
    // The log's thread writes what it has four times a second.
    usleep(300_000)
    _exit(128 + number)
  }

  /// The first signal that came, if any.
  var first: Int32? { received.withLock { $0?.number } }

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
