import Foundation

/// Where a run is kept: `events.out.tfevents.*`, `run.toml`, `checkpoints/step-N/`, `kdtop.log`.
public struct RunDirectory: Sendable {
  public let path: String

  /// Makes the directory (and those above it) and writes `run.toml`.
  /// - Throws: `RunDirectoryError` when it exists already or cannot be written.
  public init(for configuration: RunConfiguration) throws(RunDirectoryError) {
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
    let options = configuration.options
    let text = "# What this run was asked to do, fully resolved. To run it again: kdtop launch --config run.toml\n"
    do { try (text + options.toml).write(toFile: path + "/run.toml", atomically: true, encoding: .utf8) } catch {
      throw .cannotWrite(path: path + "/run.toml", reason: RunDirectory.reason(error))
    }
  }

  /// Where diagnostics and stray prints of libraries go while the dashboard has the screen.
  public var logFile: String { path + "/kdtop.log" }

  /// Takes away the directory of a run that never took a step, with the little that was written: its name is free again.
  public func removeUnused() { try? FileManager.default.removeItem(atPath: path) }

  public func checkpointDirectory(step: Int) -> String { "\(path)/checkpoints/step-\(step)" }

  /// Makes the directories above `path` that are missing. Foundation's way loses the system's reason.
  private static func makeParents(of path: String) throws(RunDirectoryError) {
    let parent = (path as NSString).deletingLastPathComponent
    var state = stat()
    if parent.isEmpty || (stat(parent, &state) == 0 && state.st_mode & S_IFMT == S_IFDIR) { return }
    try makeParents(of: parent)
    guard mkdir(parent, 0o777) == 0 || errno == EEXIST else {
      throw .cannotWrite(path: parent, reason: String(cString: strerror(errno)))
    }
  }

  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return error.localizedDescription
  }
}

/// A run cannot be saved where it was asked to be.
public enum RunDirectoryError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case cannotWrite(path: String, reason: String)

  public var description: String {
    switch self {
    case .exists(let path): "\(path) exists already; choose another --name or --run-dir, or remove it"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
