import Glibc

/// A file read from start to end, decompressed on the way if it is gzip (told by its first two bytes, not by its
/// name). Everything in the file is taken for hostile: the caller asks for a number of bytes, never gets more.
final class ByteSource {
  /// The most bytes of content kdtop reads from one data set: 4 GiB.
  static let contentLimit = 4 << 30
  /// Deflate cannot pack more than this many bytes into one (zlib's technical notes).
  static let largestCompression = 1032

  let path: String
  /// Bytes of content handed out.
  private(set) var offset = 0
  /// The most bytes of content that the file can hold, judged by its size.
  let contentBound: Int
  var isCompressed: Bool { compressed != nil }
  private let descriptor: CInt
  private var compressed: Zlib.Stream?

  /// - Throws: `DatasetError`: `unreadable`, or `notAFile` for a directory, a pipe or a device.
  init(path: String) throws(DatasetError) {
    self.path = path
    // Without O_NONBLOCK opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw DatasetError(file: path, .unreadable(reason: ByteSource.systemMessage(errno)))
    }
    self.descriptor = descriptor
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      contentBound = 0
      let reason = ByteSource.systemMessage(errno)
      throw DatasetError(file: path, .unreadable(reason: reason))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      contentBound = 0
      throw DatasetError(file: path, .notAFile)
    }
    var magic: (UInt8, UInt8) = (0, 0)
    let isGzip = pread(descriptor, &magic, 2, 0) == 2 && magic == (0x1f, 0x8b)
    let (product, overflow) = Int(status.st_size).multipliedReportingOverflow(by: ByteSource.largestCompression)
    contentBound = isGzip ? (overflow ? Int.max : product) : Int(status.st_size)
    if isGzip { compressed = try Zlib.Stream(descriptor: descriptor, path: path) }
  }

  deinit { close(descriptor) }

  /// Fills `target`, or as much of it as there is content left; returns how many bytes that was.
  ///
  /// - Throws: `DatasetError`: `unreadable`, or `corruptCompression` (also for a gzip file that is cut off).
  func read(into target: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) -> Int {
    var done = 0
    while done < target.count {
      // In pieces: zlib counts in 32 bits.
      let piece = UnsafeMutableBufferPointer(rebasing: target[done..<min(target.count, done + (1 << 24))])
      let count = try readPiece(piece)
      if count == 0 { break }
      done += count
      offset += count
    }
    return done
  }

  /// Fills `target` completely.
  ///
  /// - Throws: As `read(into:)`, and `truncated` when the content ends before.
  func fill(_ target: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) {
    let count = try read(into: target)
    if count < target.count {
      throw DatasetError(file: path, .truncated(offset: offset, expected: target.count - count))
    }
  }

  /// The next `count` bytes, for headers and other short pieces.
  func bytes(_ count: Int) throws(DatasetError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { target throws(DatasetError) in try fill(target) }
    return bytes
  }

  /// Reads on to make sure that nothing follows, which also makes zlib compare its checksum.
  ///
  /// - Throws: As `read(into:)`, and `trailingBytes`.
  func expectEnd() throws(DatasetError) {
    let end = offset
    var surplus: [UInt8] = [0]
    let count = try surplus.withUnsafeMutableBufferPointer { target throws(DatasetError) in try read(into: target) }
    if count > 0 { throw DatasetError(file: path, .trailingBytes(offset: end)) }
  }

  private func readPiece(_ target: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) -> Int {
    if let compressed { return try compressed.read(into: target, path: path, offset: offset) }
    while true {
      let count = Glibc.read(descriptor, target.baseAddress, target.count)
      if count >= 0 { return count }
      if errno != EINTR { throw DatasetError(file: path, .unreadable(reason: ByteSource.systemMessage(errno))) }
    }
  }

  /// The system's words for an error number.
  static func systemMessage(_ number: CInt) -> String { String(cString: strerror(number)) }
}
