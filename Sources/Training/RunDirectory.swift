import Foundation
import RunModel

/// Where a run is kept: `events.out.tfevents.*`, `run.toml`, `checkpoints/step-N/`, `kdtop.log`.
///
/// While one of these lives no other program trains into the same directory.
public final class RunDirectory: Sendable {
  public let path: String
  /// An open descriptor of the directory, which holds the lock.
  private let lock: Int32

  /// Makes the directory (and those above it) and writes `run.toml`.
  /// - Parameter origin: a line for people about where the run comes from, without a line's end.
  /// - Throws: `RunDirectoryError` when it exists already or cannot be written.
  public init(for configuration: RunConfiguration, origin: String? = nil) throws(RunDirectoryError) {
    let wanted = configuration.runDirectory
    try RunDirectory.makeParents(of: wanted)
    var (path, number) = (wanted, 1)
    // mkdir itself tells whether the name was free, with no gap in which another run could take it.
    while mkdir(path, 0o777) != 0 {
      guard errno == EEXIST else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
      // Of two runs started in one second the second gets a number; a name that was asked for is not changed.
      guard configuration.runDirectoryIsMadeUp, number < 1000 else { throw .exists(path: path) }
      number += 1
      path = "\(wanted)-\(number)"
    }
    self.path = path
    lock = try RunDirectory.locked(path)
    try write(configuration, origin: origin)
  }

  /// Takes over the directory of a run that is there already.
  /// - Throws: `RunDirectoryError.inUse`, `cannotWrite`.
  init(resuming path: String) throws(RunDirectoryError) {
    self.path = path
    lock = try RunDirectory.locked(path)
    guard access(path, W_OK) == 0 else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
  }

  deinit { close(lock) }

  /// Writes `run.toml` anew.
  func write(_ configuration: RunConfiguration, origin: String?) throws(RunDirectoryError) {
    let text =
      "# What this run was asked to do, fully resolved. To run it again: kdtop launch --config run.toml\n"
      + (origin.map { "# \($0)\n" } ?? "") + configuration.options.toml
    do { try text.write(toFile: path + "/run.toml", atomically: true, encoding: .utf8) } catch {
      throw .cannotWrite(path: path + "/run.toml", reason: SystemError.reason(error))
    }
  }

  /// Where diagnostics and stray prints of libraries go while the dashboard has the screen.
  public var logFile: String { path + "/kdtop.log" }

  /// Takes away the directory of a run that never took a step, with the little that was written: its name is free again.
  public func removeUnused() { try? FileManager.default.removeItem(atPath: path) }

  /// The system lets go of the lock when the process ends, however it ends.
  private static func locked(_ path: String) throws(RunDirectoryError) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: String(cString: strerror(errno))) }
    // File systems without locks are used without.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .inUse(path: path)
    }
    return descriptor
  }

  /// Makes the directories above `path` that are missing. Foundation's way loses the system's reason.
  private static func makeParents(of path: String) throws(RunDirectoryError) {
    let parent = FilePath.directory(of: path)
    var state = stat()
    if parent.isEmpty || (stat(parent, &state) == 0 && state.st_mode & S_IFMT == S_IFDIR) { return }
    try makeParents(of: parent)
    guard mkdir(parent, 0o777) == 0 || errno == EEXIST else {
      throw .cannotWrite(path: parent, reason: String(cString: strerror(errno)))
    }
  }
}

/// A run cannot be saved where it was asked to be.
public enum RunDirectoryError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case inUse(path: String)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .exists(let path): "\(path) exists already; choose another --name or --run-dir, or remove it"
    case .inUse(let path): "\(path) is being trained by another kdtop; quit that one first, or fork the run"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
