import Foundation

/// Text for the program's standard output and error. Whoever reads may have gone away, the disk behind it may be full,
/// or the stream was never open: that is an answer, not a crash as with `FileHandle.write`.
enum StandardStream: Int32 {
  case output = 1
  case error = 2

  /// Gives streams that are closed a place that nothing can be written to: otherwise the first file that is opened, a
  /// run's log, would be taken for standard output.
  static func reserve() {
    for descriptor in 0...StandardStream.error.rawValue where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all of `text`; false when the stream does not take it.
  @discardableResult
  func write(_ text: String) -> Bool {
    var bytes = ArraySlice(text.utf8)
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(rawValue, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}
