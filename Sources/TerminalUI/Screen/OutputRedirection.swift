import Glibc

/// Standard output and standard error pointed at a file.
struct OutputRedirection {
  private let output: Int32
  private let error: Int32

  /// Appends to `path`, which is made when it does not exist.
  init(to path: String) throws(TerminalError) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .cannotRedirect(path: path, reason: String(cString: strerror(errno))) }
    fflush(nil)
    output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    dup2(file, STDOUT_FILENO)
    dup2(file, STDERR_FILENO)
    close(file)
  }

  func undo() {
    fflush(nil)
    for (saved, standard) in [(output, STDOUT_FILENO), (error, STDERR_FILENO)] where saved >= 0 {
      dup2(saved, standard)
      close(saved)
    }
  }
}
