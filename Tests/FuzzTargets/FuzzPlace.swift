import Foundation

/// A directory for the files of a target, made when it is first used. Readers take paths; in memory (`/dev/shm`, or
/// where `TMPDIR` says) that costs some microseconds.
struct FuzzPlace: Sendable {
  let path: String

  init(_ name: String) {
    let given = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
    let parent = given ?? (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")
    path = "\(parent)/kdtop-fuzz-\(getpid())-\(name)"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { fatalError("cannot make \(path)") }
  }

  func path(of file: String) -> String { "\(path)/\(file)" }

  /// Makes a directory in it.
  func makeDirectory(_ name: String) {
    guard mkdir(path(of: name), 0o700) == 0 || errno == EEXIST else { fatalError("cannot make \(path(of: name))") }
  }

  /// A file with these bytes, instead of what was there.
  @discardableResult
  func write(_ bytes: some Collection<UInt8>, to file: String) -> String {
    put(Array(bytes), file, O_TRUNC)
    return path(of: file)
  }

  func append(_ bytes: some Collection<UInt8>, to file: String) { put(Array(bytes), file, O_APPEND) }

  func remove(_ file: String) { unlink(path(of: file)) }

  /// Removes it and all that is in it.
  func removeAll() { try? FileManager.default.removeItem(atPath: path) }

  private func put(_ bytes: [UInt8], _ file: String, _ flag: Int32) {
    let descriptor = open(path(of: file), O_WRONLY | O_CREAT | O_CLOEXEC | flag, 0o600)
    guard descriptor >= 0 else { fatalError("cannot write \(path(of: file))") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { fatalError("cannot write \(path(of: file))") }
      done += count
    }
  }
}
