import CNcurses
import Glibc

/// Standard output and standard error pointed at a file.
struct OutputRedirection {
  private let output: Int32
  private let error: Int32
  /// A nameless file whose words are shown when the terminal is free again.
  private let held: UnsafeMutablePointer<FILE>?

  /// Appends to `path`, which is made when it does not exist.
  init(to path: String) throws(TerminalError) {
    let file = try OutputRedirection.open(path)
    self.init(file, held: nil)
    close(file)
  }

  /// From now on appends to another file: the run that is shown is another one.
  func point(to path: String) throws(TerminalError) {
    let file = try OutputRedirection.open(path)
    OutputRedirection.point(to: file)
    close(file)
  }

  private static func open(_ path: String) throws(TerminalError) -> Int32 {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .cannotRedirect(path: path, reason: String(cString: strerror(errno))) }
    return file
  }

  private static func point(to file: Int32) {
    fflush(nil)
    for standard in [STDOUT_FILENO, STDERR_FILENO] { dup2(file, standard) }
  }

  /// Keeps what is printed until `undo()`, or until a crash. Where there is no room for a file nothing is kept.
  init(holding: Void) {
    let file = tmpfile()
    let descriptor = file.map { fileno($0) } ?? Glibc.open("/dev/null", O_WRONLY | O_CLOEXEC)
    self.init(descriptor, held: file)
    if file == nil { close(descriptor) }
    ScreenSignals.state.pointee.held = file == nil ? -1 : descriptor
  }

  private init(_ file: Int32, held: UnsafeMutablePointer<FILE>?) {
    self.held = held
    output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    OutputRedirection.point(to: file)
  }

  /// Points the streams back, and shows what was held.
  func undo() {
    fflush(nil)
    for (saved, standard) in [(output, STDOUT_FILENO), (error, STDERR_FILENO)] where saved >= 0 {
      dup2(saved, standard)
      close(saved)
    }
    guard let held else { return }
    ScreenSignals.state.pointee.held = -1
    screen_copy(fileno(held), STDERR_FILENO)
    fclose(held)
  }
}
