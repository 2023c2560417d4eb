import Foundation

/// The engine's number of threads is the process's, and what some operations give depends on it to the last bit. Tests that
/// set it, or need it to stay, take turns.
///
/// A lock on a file rather than one in memory: nothing to keep between test targets.
public func withEngineThreads<Result>(_ body: () throws -> Result) rethrows -> Result {
  let path = NSTemporaryDirectory() + "kdtop-engine-threads-\(ProcessInfo.processInfo.processIdentifier)"
  let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
  defer { close(descriptor) }
  while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
  return try body()
}
