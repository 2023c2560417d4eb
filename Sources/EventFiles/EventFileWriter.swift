import Foundation
import RunModel

/// Writes a new TensorBoard event file.
///
/// Events gather in memory until `flush()`, which hands whole records to the system: a crash of the program tears at
/// most the last record, and loses only what was appended since. After a failed write nothing is lost: what did not
/// get out stays in memory, and the next `flush()` goes on exactly there. Not thread-safe; see `EventLog`.
public final class EventFileWriter {
  /// The file.
  public let path: String
  private var descriptor: Int32
  /// Records that are not in the file yet.
  private var pending: [UInt8] = []
  /// Bytes at the start of `pending` that are in the file, after a partial write that could not be taken back.
  private var written = 0
  /// Where the next byte goes.
  private var position = 0

  /// Creates the file in `directory`, which is made if it is missing, and writes its first record.
  ///
  /// - Throws: `cannotCreate`, or `cannotWrite` (there may be an empty file then).
  public init(directory: String, wallTime: Double = Date().timeIntervalSince1970) throws(EventFileError) {
    try Self.makeDirectory(directory)
    (path, descriptor) = try Self.create(in: directory, seconds: Int(exactly: wallTime.rounded(.down)) ?? 0)
    EventEncoder.appendFileVersion(wallTime: wallTime, to: &pending)
    do {
      try flush()
    } catch {
      _ = Foundation.close(descriptor)
      descriptor = -1
      throw error
    }
  }

  /// Writes to a descriptor that is already open, from its start.
  init(path: String, descriptor: Int32, wallTime: Double) {
    (self.path, self.descriptor) = (path, descriptor)
    EventEncoder.appendFileVersion(wallTime: wallTime, to: &pending)
  }

  deinit {
    if descriptor >= 0 {
      try? flush()
      _ = Foundation.close(descriptor)
    }
  }

  private static func makeDirectory(_ path: String) throws(EventFileError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    let code = errno
    let parent = FilePath.directory(of: path)
    guard code == ENOENT, !parent.isEmpty, parent != path else {
      throw EventFileError(.cannotCreate, path: path, errno: code)
    }
    try makeDirectory(parent)
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw EventFileError(.cannotCreate, path: path, errno: errno)
    }
  }

  private static func create(in directory: String, seconds: Int) throws(EventFileError) -> (String, Int32) {
    let (host, process) = (EventFileName.localHost, getpid())
    // Files are read in the order of the times in their names: a run that is resumed within a second, or after the clock
    // was put back, must not come before itself.
    let others = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let newest = others.map { EventFileName($0) }.filter(\.isEventFile).max(by: EventFileName.precedes)
    var seconds = seconds
    if let newest, newest.seconds >= seconds, !newest.name.contains(".\(host).\(process).") || newest.seconds > seconds
    {
      seconds = newest.seconds + 1
    }
    var number = 0
    while true {
      let name = EventFileName(seconds: seconds, host: host, process: process, number: number).name
      let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if descriptor >= 0 { return (path, descriptor) }
      guard errno == EEXIST, number < 10_000 else {
        throw EventFileError(.cannotCreate, path: path, errno: errno)
      }
      number += 1
    }
  }

  /// Bytes that `flush()` would write.
  public var pendingBytes: Int { pending.count - written }

  /// Adds an event to what the next `flush()` writes. Scalars go into one record, whatever their number; scalars
  /// without a scalar are dropped.
  ///
  /// - Throws: `eventTooLarge` (nothing was added), `closed`.
  public func append(_ event: Event) throws(EventFileError) {
    guard descriptor >= 0 else { throw EventFileError(.closed, path: path) }
    try EventEncoder.append(event, to: &pending, path: path)
  }

  /// Hands everything appended so far to the system: it survives the program, though not a power failure.
  ///
  /// - Throws: `cannotWrite` with the system's error. What did not get out is kept, and part of a record that did is
  ///   taken back, so that flushing again later loses and doubles nothing.
  public func flush() throws(EventFileError) {
    guard descriptor >= 0 else { throw EventFileError(.closed, path: path) }
    var code: Int32 = 0
    pending.withUnsafeBytes { bytes in
      while written < bytes.count, code == 0 {
        let part = UnsafeRawBufferPointer(rebasing: bytes[written...])
        let count = pwrite(descriptor, part.baseAddress, part.count, off_t(position))
        if count > 0 {
          written += count
          position += count
        } else if count < 0, errno != EINTR {
          code = errno
        } else if count == 0 {
          code = ENOSPC
        }
      }
    }
    guard code == 0 else {
      let failure = EventFileError(.cannotWrite, path: path, offset: position, errno: code)
      takeBackPartialRecord()
      throw failure
    }
    pending.removeAll(keepingCapacity: pending.count <= 1 << 20)
    written = 0
  }

  /// Ends the file at its last whole record, and keeps in memory what follows. If the system refuses to shorten the
  /// file, the rest of the torn record will follow where it stopped.
  private func takeBackPartialRecord() {
    var whole = 0
    pending.withUnsafeBytes { bytes in
      while whole + RecordFrame.overhead <= written {
        let length = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: whole, as: UInt64.self))
        guard Int(length) + RecordFrame.overhead <= written - whole else { break }
        whole += Int(length) + RecordFrame.overhead
      }
    }
    let torn = written - whole
    if torn > 0, ftruncate(descriptor, off_t(position - torn)) == 0 {
      position -= torn
      written = whole
    }
    if written == whole {
      pending.removeSubrange(..<whole)
      written = 0
    }
  }

  /// Flushes, and waits until the disk has it.
  ///
  /// - Throws: as `flush()`.
  public func sync() throws(EventFileError) {
    try flush()
    while fsync(descriptor) != 0 {
      // Pipes and the like have nothing to sync.
      if errno == EINVAL || errno == EROFS { return }
      if errno != EINTR { throw EventFileError(.cannotWrite, path: path, offset: position, errno: errno) }
    }
  }

  /// Syncs and closes the file; nothing can be appended any more. Does nothing when closed already.
  ///
  /// - Throws: as `sync()`; the file is still open then, and its events still in memory.
  public func close() throws(EventFileError) {
    guard descriptor >= 0 else { return }
    try sync()
    _ = Foundation.close(descriptor)
    descriptor = -1
  }
}
