import Glibc

/// The few functions of zlib that read gzip files, found at run time: the build needs no header of it, and a
/// machine without `libz.so.1` still reads files that are not compressed.
///
/// Source: the gzip file access functions of zlib.h 1.2.13.
struct Zlib: Sendable {
  private typealias Open = @convention(c) @Sendable (CInt, UnsafePointer<CChar>) -> OpaquePointer?
  private typealias SetBuffer = @convention(c) @Sendable (OpaquePointer, CUnsignedInt) -> CInt
  private typealias Read = @convention(c) @Sendable (OpaquePointer, UnsafeMutableRawPointer?, CUnsignedInt) -> CInt
  private typealias Text = UnsafePointer<CChar>?
  private typealias Message = @convention(c) @Sendable (OpaquePointer, UnsafeMutablePointer<CInt>) -> Text
  private typealias Close = @convention(c) @Sendable (OpaquePointer) -> CInt

  private let open: Open
  private let setBuffer: SetBuffer
  private let read: Read
  private let message: Message
  private let close: Close

  /// Nil where the library is not installed. It stays loaded.
  static let shared = Zlib()

  private init?() {
    guard let library = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL),
      let open = dlsym(library, "gzdopen"), let setBuffer = dlsym(library, "gzbuffer"),
      let read = dlsym(library, "gzread"), let message = dlsym(library, "gzerror"),
      let close = dlsym(library, "gzclose_r")
    else { return nil }
    self.open = unsafeBitCast(open, to: Open.self)
    self.setBuffer = unsafeBitCast(setBuffer, to: SetBuffer.self)
    self.read = unsafeBitCast(read, to: Read.self)
    self.message = unsafeBitCast(message, to: Message.self)
    self.close = unsafeBitCast(close, to: Close.self)
  }

  /// The decompressed content of one gzip file.
  final class Stream {
    private let zlib: Zlib
    private let handle: OpaquePointer

    /// - Parameter descriptor: At the file's start. It stays the caller's; a duplicate is used.
    /// - Throws: `DatasetError` (`unreadable`) without zlib or memory.
    init(descriptor: CInt, path: String) throws(DatasetError) {
      guard let zlib = Zlib.shared else {
        throw DatasetError(
          file: path,
          .unreadable(reason: "it is compressed and libz.so.1 is not here; apt-get install zlib1g, or gunzip it"))
      }
      let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      guard duplicate >= 0 else {
        throw DatasetError(file: path, .unreadable(reason: ByteSource.systemMessage(errno)))
      }
      guard let handle = zlib.open(duplicate, "rb") else {
        Glibc.close(duplicate)
        throw DatasetError(file: path, .unreadable(reason: "zlib could not open it"))
      }
      _ = zlib.setBuffer(handle, 1 << 17)
      self.zlib = zlib
      self.handle = handle
    }

    deinit { _ = zlib.close(handle) }

    /// Fills `target` as far as there is content; 0 means the end, and that the checksum is right.
    ///
    /// - Parameter offset: Bytes of content read before, for the error.
    /// - Throws: `DatasetError` (`corruptCompression`) when the data are damaged or cut off.
    func read(
      into target: UnsafeMutableBufferPointer<UInt8>, path: String, offset: Int
    ) throws(DatasetError) -> Int {
      let count = zlib.read(handle, target.baseAddress, CUnsignedInt(clamping: target.count))
      // A file cut off gives what there is, without a negative count: only gzerror tells.
      var code: CInt = 0
      let text = zlib.message(handle, &code)
      let endedWell: CInt = 1
      if count < 0 || (code != 0 && code != endedWell) {
        throw DatasetError(
          file: path,
          .corruptCompression(
            offset: offset + Int(max(0, count)), reason: text.map { String(cString: $0) } ?? "zlib error \(code)"))
      }
      return Int(count)
    }
  }
}
