import Foundation

/// Another kdtop at work, whose end is waited for. It stops, and saves, when this process ends in whatever way: its
/// standard input is a pipe that nobody writes to.
struct ChildProcess {
  let id: pid_t
  /// The end of the pipe that stays open as long as this process lives.
  private let lifeline: Int32

  /// - Parameters:
  ///   - output: file for standard output and error; it is emptied.
  /// - Throws: `ChildProcessError`.
  init(_ arguments: [String], output: String) throws(ChildProcessError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw ChildProcessError(reason: String(cString: strerror(errno))) }
    // A child that held the writing end would keep itself, and others, alive.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that are ignored here because a source listens for them would be ignored there for good.
    var (none, listened) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&listened)
    for signal in Signals.listenedTo { sigaddset(&listened, signal) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &listened)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = (["kdtop"] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    // The same program, even where its file has been replaced meanwhile.
    let failure = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &words, environ)
    guard failure == 0 else {
      close(ends[1])
      throw ChildProcessError(reason: String(cString: strerror(failure)))
    }
    (id, lifeline) = (process, ends[1])
  }

  func signal(_ number: Int32) { kill(id, number) }

  /// Waits for its end.
  /// - Parameter meanwhile: called about five times a second.
  /// - Returns: its exit code; 128 and the signal for one that was killed, as a shell says it.
  func wait(_ meanwhile: () -> Void) -> Int32 {
    defer { close(lifeline) }
    var state: Int32 = 0
    while true {
      let result = waitpid(id, &state, WNOHANG)
      if result == id { return state & 0x7F == 0 ? (state >> 8) & 0xFF : 128 + (state & 0x7F) }
      if result < 0, errno != EINTR { return ExitStatus.internalError.rawValue }
      usleep(20_000)
      meanwhile()
    }
  }
}

/// No process could be started.
struct ChildProcessError: Error, CustomStringConvertible {
  var reason: String
  var description: String { "cannot start another kdtop: \(reason)" }
}
