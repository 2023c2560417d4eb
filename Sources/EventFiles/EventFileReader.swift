import RunModel

/// Reads one TensorBoard event file from its beginning, and goes on where it stopped when the file has grown.
///
/// Memory is bounded by one chunk, or by the longest record if that is longer (at most 256 MiB). A torn last record
/// is left for the next time; damage in the middle is passed over and counted in `statistics`. The file is open only
/// during a call of `read` and between calls of `next` that return events. Not thread-safe.
public final class EventFileReader {
  /// What a call of `read` came upon.
  public enum Outcome: Sendable, Equatable {
    /// Everything complete in the file has been read.
    case upToDate
    /// The file was replaced or cut since it was last read: forget the events read so far. Nothing was delivered;
    /// the next call starts at the beginning.
    case restarted
  }

  /// The file.
  public let path: String
  private let window: FileWindow
  private var scanner = RecordScanner()
  private var mapper = EventMapper()
  /// The file as it was when last opened.
  private var identity: FileWindow.Identity?
  /// Its first bytes, to tell a file that was rewritten in place from one that grew.
  private var head: [UInt8] = []
  private var isOpen = false
  /// Whether the last attempt ended with an error: the next looks again even if the file is the same.
  private var hasFailed = false
  /// Size of the file when it was opened: this is as far as one pass goes.
  private var size = 0
  private var queue: [Event] = []
  private var queueIndex = 0
  /// How often the file was replaced or cut while it was followed.
  private(set) var restarts = 0

  /// - Parameters:
  ///   - path: the file. It is not opened yet.
  ///   - chunkSize: bytes to read at a time.
  public convenience init(path: String, chunkSize: Int = 1 << 18) {
    self.init(window: FileWindow(path: path, chunk: chunkSize))
  }

  init(window: FileWindow) {
    self.window = window
    path = window.path
  }

  /// What has been met since the file was begun (or begun again).
  public var statistics: ReadStatistics {
    var result = ReadStatistics()
    result.records = scanner.records
    result.events = mapper.events
    result.skippedRecords = scanner.skippedRecords
    result.undecodableRecords = mapper.undecodableRecords
    result.skippedBytes = scanner.skippedBytes
    result.ignoredValues = mapper.ignoredValues
    result.droppedElements = mapper.droppedElements
    result.tail = scanner.tail
    result.tailBytes = max(0, size - scanner.offset)
    result.restarts = restarts
    return result
  }

  /// `file_version` of the file, for example `brain.Event:2`; nil before its record.
  public var fileVersion: String? { mapper.fileVersion }

  /// Bytes read and accounted for: whole records and damage before a good record.
  public var offset: Int { scanner.offset }

  /// How far reading has come, in bytes and to a chunk; also while `read` is under way.
  var reached: Int { max(scanner.offset, window.start) }

  /// Delivers the events that are complete now and were not delivered before, in the file's order.
  ///
  /// - Throws: `missing`, `cannotOpen`, `notAFile`, `cannotRead`, and `notAnEventFile` when there is no record in
  ///   the file at all (an empty file, zeros, or the beginning of a record is no error).
  @discardableResult
  public func read(into body: (Event) -> Void) throws(EventFileError) -> Outcome {
    while queueIndex < queue.count {
      body(queue[queueIndex])
      queueIndex += 1
    }
    switch try begin() {
    case .unchanged: return .upToDate
    case .restarted: return .restarted
    case .ready: break
    }
    defer { end() }
    // Copies out of the object and back: in the loop, every access to a property of a class would be checked.
    var (scanner, mapper) = (self.scanner, self.mapper)
    self.mapper = EventMapper()
    defer { (self.scanner, self.mapper) = (scanner, mapper) }
    hasFailed = true
    while let record = try scanner.next(window, size: size) { mapper.map(record, body) }
    hasFailed = false
    return .upToDate
  }

  /// The next event; nil when no other is complete now, or when the file was replaced or cut since the last call
  /// (`statistics.restarts` has grown then, and the next call starts at the beginning).
  ///
  /// - Throws: as `read(into:)`.
  public func next() throws(EventFileError) -> Event? {
    while true {
      if queueIndex < queue.count {
        defer { queueIndex += 1 }
        return queue[queueIndex]
      }
      queue.removeAll(keepingCapacity: true)
      queueIndex = 0
      if !isOpen {
        guard try begin() == .ready else { return nil }
      }
      do {
        guard let record = try scanner.next(window, size: size) else {
          hasFailed = false
          end()
          return nil
        }
        mapper.map(record) { queue.append($0) }
      } catch {
        hasFailed = true
        end()
        throw error
      }
    }
  }

  private enum Start { case ready, unchanged, restarted }

  private func begin() throws(EventFileError) -> Start {
    if isOpen { return .ready }
    if !hasFailed, let identity, let now = FileWindow.identity(of: path), now == identity { return .unchanged }
    let now = try window.open()
    do {
      if try wasReplaced(now) {
        window.close()
        return restart()
      }
      if head.count < 32 { head = Array(try window.bytes(at: 0, minimum: 32).prefix(32)) }
    } catch {
      window.close()
      throw error
    }
    identity = now
    size = now.size
    isOpen = true
    return .ready
  }

  private func end() {
    isOpen = false
    window.close()
  }

  private func wasReplaced(_ now: FileWindow.Identity) throws(EventFileError) -> Bool {
    guard let identity, scanner.offset > 0 || !head.isEmpty else { return false }
    guard now.isSameFile(as: identity), now.size >= scanner.offset else { return true }
    // Zeros may have been where data is now.
    guard scanner.offset > 0 else { return false }
    return try !window.bytes(at: 0, minimum: head.count).starts(with: head)
  }

  private func restart() -> Start {
    scanner = RecordScanner()
    mapper = EventMapper()
    (identity, head, size) = (nil, [], 0)
    restarts += 1
    return .restarted
  }
}
