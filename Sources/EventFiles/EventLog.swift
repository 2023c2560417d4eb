import Foundation
import RunModel

/// Writes events to an `EventFileWriter` on a thread of its own, so that a slow disk does not slow training.
///
/// What was appended reaches the system within about `flushInterval`, so that a crash or `kill -9` loses less than a
/// second. While writing fails, events are kept and writing is tried again every `retryInterval`. The memory that
/// waiting events take is bounded: `append` blocks when too many wait. A log must be closed: its thread keeps it alive
/// until then. Safe to use from any thread.
public final class EventLog: @unchecked Sendable {
  public struct Options: Sendable {
    /// Seconds that events wait for more before they are written.
    public var flushInterval = 0.25
    /// Seconds between attempts while writing fails.
    public var retryInterval = 1.0
    /// `append` blocks while this many events wait.
    public var maximumEvents = 1 << 16
    /// `append` blocks while waiting events take about this many bytes.
    public var maximumBytes = 64 << 20

    public init() {}
  }

  public enum Status: Sendable, Equatable {
    case healthy
    /// Events are kept and writing is tried again.
    case failing(EventFileError)
    case closed
  }

  /// The event file.
  public let path: String
  private let options: Options
  private let onFailure: @Sendable (EventFileError) -> Void

  // Everything below is guarded by `condition`, except `writer`: that belongs to the thread until the thread is
  // gone, and then to whoever holds the lock.
  private let condition = NSCondition()
  private let writer: EventFileWriter
  private var queue: [Event] = []
  private var waitingEvents = 0
  private var waitingBytes = 0
  /// Events ever appended, events ever written.
  private var appended = 0
  private var settled = 0
  /// Events and bytes that the writer has but the file has not.
  private var taken = 0
  private var takenBytes = 0
  /// Attempts to write begun and ended.
  private var started = 0
  private var finished = 0
  private var isHurried = false
  private var isClosing = false
  private var threadIsGone = false
  private var isDone = false
  private var failure: EventFileError?
  /// When `close` gives up.
  private var deadline = Date.distantFuture

  /// Creates an event file in `directory` and starts the thread.
  ///
  /// - Parameters:
  ///   - directory: the run's directory, made if missing.
  ///   - onFailure: called on the log's thread when writing starts to fail (not again until it worked once), and for
  ///     each event too large for a record, which is dropped.
  /// - Throws: as `EventFileWriter.init`.
  public convenience init(
    directory: String, options: Options = Options(), onFailure: @escaping @Sendable (EventFileError) -> Void = { _ in }
  ) throws(EventFileError) {
    self.init(writer: try EventFileWriter(directory: directory), options: options, onFailure: onFailure)
  }

  init(writer: EventFileWriter, options: Options, onFailure: @escaping @Sendable (EventFileError) -> Void) {
    (path, self.writer, self.options, self.onFailure) = (writer.path, writer, options, onFailure)
    let thread = Thread { [self] in run() }
    thread.name = "event log"
    thread.start()
  }

  /// Whether writing works.
  public var status: Status {
    condition.withLock {
      if let failure { return .failing(failure) }
      return threadIsGone ? .closed : .healthy
    }
  }

  /// Events appended that are not in the file yet.
  public var pendingEvents: Int { condition.withLock { waitingEvents } }

  /// Adds events, in order. Blocks while too many wait; after `close()` does nothing and says false.
  @discardableResult
  public func append(_ events: [Event]) -> Bool {
    guard !events.isEmpty else { return true }
    let bytes = events.reduce(0) { $0 + Self.size(of: $1) }
    return condition.withLock {
      while !isClosing, waitingEvents >= options.maximumEvents || waitingBytes >= options.maximumBytes {
        condition.wait()
      }
      guard !isClosing else { return false }
      queue += events
      waitingEvents += events.count
      waitingBytes += bytes
      appended += events.count
      condition.broadcast()
      return true
    }
  }

  /// Waits until everything appended so far is in the file.
  ///
  /// - Throws: the failure, if writing fails; the events are kept and tried again.
  public func flush() throws(EventFileError) {
    let failure: EventFileError? = condition.withLock {
      let (target, attempt) = (appended, started + 1)
      isHurried = true
      condition.broadcast()
      while settled < target, finished < attempt, !threadIsGone { condition.wait() }
      return settled < target ? self.failure ?? EventFileError(.closed, path: path) : nil
    }
    if let failure { throw failure }
  }

  /// Takes no more events, writes those that wait, syncs the file and ends the thread. Closing again does nothing.
  ///
  /// - Parameter patience: seconds to go on trying while writing fails.
  /// - Throws: the failure, when events are lost with it.
  public func close(patience: Double = 0) throws(EventFileError) {
    let failure: EventFileError? = condition.withLock {
      if !isClosing {
        isClosing = true
        deadline = Date().addingTimeInterval(patience)
      }
      condition.broadcast()
      while !threadIsGone { condition.wait() }
      return self.failure
    }
    if let failure { throw failure }
  }

  // MARK: - The thread

  private func run() {
    while let batch = nextBatch() {
      var code: EventFileError?
      for event in batch.events {
        do { try writer.append(event) } catch { onFailure(error) }
      }
      do { try batch.isLast ? writer.close() : writer.flush() } catch { code = error }
      if settle(batch, code), let code { onFailure(code) }
    }
    condition.withLock {
      threadIsGone = true
      condition.broadcast()
    }
  }

  private struct Batch {
    var events: [Event]
    var isLast: Bool
  }

  /// Waits until something is to be written, or tried again; nil when the thread shall end.
  private func nextBatch() -> Batch? {
    condition.withLock {
      if isDone { return nil }
      if failure != nil {
        wait(for: options.retryInterval)
      } else {
        while queue.isEmpty, !isHurried, !isClosing { condition.wait() }
        wait(for: options.flushInterval)
      }
      isHurried = false
      started += 1
      let events = queue
      queue = []
      taken += events.count
      takenBytes = waitingBytes
      return Batch(events: events, isLast: isClosing)
    }
  }

  /// Waits this long, or until someone is in a hurry or a producer waits for room.
  private func wait(for seconds: Double) {
    let end = Date().addingTimeInterval(seconds)
    while !isHurried, !(isClosing && failure == nil), Date() < min(end, deadline) {
      if failure == nil, waitingEvents >= options.maximumEvents || waitingBytes >= options.maximumBytes { return }
      _ = condition.wait(until: min(end, deadline))
    }
  }

  /// Notes what came of a batch; true when this is the beginning of a failure.
  private func settle(_ batch: Batch, _ code: EventFileError?) -> Bool {
    condition.withLock {
      let isNew = code != nil && failure == nil
      failure = code
      finished += 1
      if code == nil {
        settled += taken
        waitingEvents -= taken
        waitingBytes -= takenBytes
        (taken, takenBytes) = (0, 0)
      }
      if batch.isLast, code == nil || Date() >= deadline { isDone = true }
      condition.broadcast()
      return isNew
    }
  }

  /// About how many bytes an event takes while it waits.
  private static func size(of event: Event) -> Int {
    switch event.content {
    case .scalars(let scalars): 64 + 48 * scalars.count
    case .histogram(_, let histogram): 128 + 32 * histogram.counts.count
    case .tensor(_, let tensor): 128 + 8 * tensor.values.count
    case .text(_, let text): 128 + 2 * text.utf8.count
    case .sessionStart: 64
    }
  }
}
