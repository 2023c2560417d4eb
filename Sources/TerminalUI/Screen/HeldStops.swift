import CNcurses
import Glibc

/// Holds SIGTSTP back for as long as a screen is open, so that the terminal can be given back before the process stops.
///
/// The signal stays pending, where a SIGCONT takes it back: what the process does follows the order in which the signals were
/// sent. It is the calling thread, and the threads begun by it from now on, that hold it back. Where it was ignored when the
/// process began, nobody would wake up what stops, and it stays ignored.
struct HeldStops {
  /// Can be read from, as `poll` says, while a stop waits. Nobody does read. -1, which `poll` passes over, where stops are
  /// ignored.
  let descriptor: Int32
  private let wasHeld: Bool
  private let action: sigaction

  init() throws(TerminalError) {
    var (mask, action) = (sigset_t(), sigaction())
    sigaction(SIGTSTP, nil, &action)
    self.action = action
    guard screen_is_ignored(&action) == 0 else {
      (descriptor, wasHeld) = (-1, true)
      return
    }
    descriptor = screen_hold_stops(&mask)
    guard descriptor >= 0 else { throw .systemError(String(cString: strerror(errno))) }
    wasHeld = sigismember(&mask, SIGTSTP) == 1
  }

  /// Whether stops are ignored.
  var areIgnored: Bool { descriptor < 0 }

  /// Leaves it all as it was found. A stop that waits happens now.
  func release() {
    guard descriptor >= 0 else { return }
    var (stop, action) = (sigset_t(), action)
    sigemptyset(&stop)
    sigaddset(&stop, SIGTSTP)
    sigaction(SIGTSTP, &action, nil)
    if !wasHeld { pthread_sigmask(SIG_UNBLOCK, &stop, nil) }
    close(descriptor)
  }
}
