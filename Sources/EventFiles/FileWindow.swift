import Foundation

/// A stretch of a file in memory that slides forward: what a reader needs at once, and a chunk more.
///
/// Memory is one chunk, or the longest record met if that is longer. The file is read rather than mapped: a mapped
/// file that another program cuts short kills the reader with SIGBUS.
final class FileWindow {
  /// What `stat` says that tells one file, and one state of it, from another.
  struct Identity: Equatable {
    var device: UInt64
    var inode: UInt64
    var size: Int
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
      size = Int(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }

    func isSameFile(as other: Identity) -> Bool { device == other.device && inode == other.inode }
  }

  let path: String
  private let chunk: Int
  private let keepOpen: Bool
  private var identity: Identity?
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// Offset in the file of the first byte in memory.
  private(set) var start = 0
  /// Bytes in memory.
  private var count = 0
  private var descriptor: Int32 = -1

  /// - Parameters:
  ///   - chunk: bytes to read at a time.
  ///   - keepOpen: false to open the file anew for each chunk: a program may have only so many files open.
  init(path: String, chunk: Int, keepOpen: Bool = true) {
    self.path = path
    self.keepOpen = keepOpen
    self.chunk = max(chunk, 64)
    capacity = self.chunk
    base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  }

  deinit {
    close()
    base.deallocate()
  }

  /// What is at `path` now; nil if that cannot be said.
  static func identity(of path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? Identity(status) : nil
  }

  /// Opens the file and forgets what was in memory, which may have changed since.
  ///
  /// - Throws: `cannotOpen`, `missing`, or `notAFile` for anything but a regular file.
  func open() throws(EventFileError) -> Identity {
    close()
    let opened = try openDescriptor()
    identity = opened
    return opened
  }

  private func openDescriptor() throws(EventFileError) -> Identity {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    descriptor = Foundation.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw EventFileError(code == ENOENT ? .missing : .cannotOpen, path: path, errno: code == ENOENT ? nil : code)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EventFileError(.cannotOpen, path: path, errno: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      closeDescriptor()
      throw EventFileError(.notAFile, path: path)
    }
    return Identity(status)
  }

  /// Closes the file and gives memory beyond one chunk back.
  func close() {
    closeDescriptor()
    (start, count) = (0, 0)
    if capacity > chunk { resize(to: chunk) }
  }

  private func closeDescriptor() {
    if descriptor >= 0 { _ = Foundation.close(descriptor) }
    descriptor = -1
  }

  /// The bytes in memory from `offset` on: at least `minimum` unless the file ends before.
  /// Valid until the next call.
  @inline(__always)
  func bytes(at offset: Int, minimum: Int) throws(EventFileError) -> UnsafeRawBufferPointer {
    let skip = offset - start
    if skip >= 0, skip + minimum <= count {
      return UnsafeRawBufferPointer(start: base + skip, count: count - skip)
    }
    try fill(from: offset, minimum: minimum)
    return UnsafeRawBufferPointer(start: base, count: count)
  }

  private func fill(from offset: Int, minimum: Int) throws(EventFileError) {
    let skip = offset - start
    let kept = skip >= 0 && skip < count ? count - skip : 0
    if kept > 0, skip > 0 { memmove(base, base + skip, kept) }
    (start, count) = (offset, kept)
    if minimum > capacity { resize(to: minimum) }
    if descriptor < 0, let identity {
      // Another file by now: this one has ended.
      guard try openDescriptor().isSameFile(as: identity) else { return }
    }
    defer { if !keepOpen { closeDescriptor() } }
    while count < minimum {
      let got = pread(descriptor, base + count, capacity - count, off_t(start + count))
      if got == 0 { return }
      if got < 0 {
        if errno == EINTR { continue }
        throw EventFileError(.cannotRead, path: path, offset: start + count, errno: errno)
      }
      count += got
    }
  }

  private func resize(to size: Int) {
    let larger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    memcpy(larger, base, min(count, size))
    base.deallocate()
    base = larger
    capacity = size
  }
}
