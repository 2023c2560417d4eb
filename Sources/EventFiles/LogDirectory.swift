import Foundation
import HeapModule
import RunModel

/// An event, and the run in a log directory that it belongs to.
public struct LoggedEvent: Sendable, Equatable {
  /// Path of the run's directory below the log directory, for example `accuracy_student`; empty for the log
  /// directory itself. Without control characters.
  public var run: String
  public var event: Event

  public init(run: String, _ event: Event) {
    self.run = run
    self.event = event
  }
}

/// All event files at a path: a run's directory, one file, or a TensorBoard log directory with a directory a run.
///
/// The events of a run come file by file, in the order in which the files were begun; those of several runs are
/// merged by wall time. `read` can be called again and again: it delivers what was added, in old files and in new
/// ones. Not thread-safe.
public final class LogDirectory {
  /// The directory, or the file.
  public let path: String
  /// Seconds before `read` looks for new files again.
  public var rescanInterval = 1.0
  /// Files that could not be read; each is reported once, and tried again only if it could not be opened.
  public private(set) var problems: [EventFileError] = []
  /// Whether files were left out: more than 10,000, or directories nested deeper than 12.
  public private(set) var isIncomplete = false

  private var runsByName: [String: RunStream] = [:]
  private var order: [RunStream] = []
  private var lastScan: ContinuousClock.Instant?
  private var restarts = 0

  /// - Throws: `missing`, `notAFile` or `cannotOpen`. A directory without event files is no error: they may come.
  public init(path: String) throws(EventFileError) {
    self.path = path
    try scan()
  }

  /// Names of the runs found so far, sorted.
  public var runs: [String] { order.map(\.name) }

  /// Paths of the event files found so far, by run, each run's in the order of reading.
  public var files: [String] { order.flatMap { $0.readers.map(\.path) } }

  /// How much of the files found so far has been read, 0…1; also while `read` is under way. Asks the system for the size of
  /// every file.
  public var progress: Double {
    var (read, total) = (0, 0)
    for run in order {
      for reader in run.readers {
        read += reader.reached
        total += max(reader.reached, FileWindow.identity(of: reader.path)?.size ?? 0)
      }
    }
    return total > 0 ? Double(read) / Double(total) : 0
  }

  /// What reading has met so far, all files together.
  public var statistics: ReadStatistics {
    var total = ReadStatistics()
    for run in order {
      for reader in run.readers { total += reader.statistics }
    }
    total.restarts = restarts
    return total
  }

  /// What each file has met so far.
  public var statisticsByFile: [(path: String, statistics: ReadStatistics)] {
    order.flatMap { $0.readers.map { ($0.path, $0.statistics) } }
  }

  /// Delivers the events that are complete now and were not delivered before.
  ///
  /// - Returns: `restarted` when a file was replaced or cut since it was last read: forget all events of this log
  ///   and call again, which begins at the beginning. Some events may have been delivered before that was noticed.
  /// - Throws: `missing` or `cannotOpen` when the directory is gone; for a path that is a single file, whatever
  ///   `EventFileReader` throws. In a directory, files with errors are passed over and listed in `problems`.
  @discardableResult
  public func read(into body: (LoggedEvent) -> Void) throws(EventFileError) -> EventFileReader.Outcome {
    let isRecent = lastScan.map { $0.duration(to: .now) < .seconds(rescanInterval) } ?? false
    if !isRecent { try scan() }
    if order.count == 1, let only = order.first {
      let outcome = try only.readAll(report: report) { body(LoggedEvent(run: only.name, $0)) }
      return outcome == .restarted ? restart() : .upToDate
    }
    var heap = Heap<NextEvent>()
    for (index, run) in order.enumerated() {
      guard let event = try run.next(report: report) else {
        if run.wasRestarted { return restart() }
        continue
      }
      heap.insert(NextEvent(event: event, run: index))
    }
    while let head = heap.min {
      let run = order[head.run]
      body(LoggedEvent(run: run.name, head.event))
      if let next = try run.next(report: report) {
        heap.replaceMin(with: NextEvent(event: next, run: head.run))
      } else if run.wasRestarted {
        return restart()
      } else {
        heap.removeMin()
      }
    }
    return .upToDate
  }

  private func report(_ error: EventFileError) throws(EventFileError) {
    if error.path == path { throw error }
    if !problems.contains(error), problems.count < 1000 { problems.append(error) }
  }

  private func scan() throws(EventFileError) {
    var finder = EventFileFinder()
    let found = try finder.runs(under: path)
    isIncomplete = finder.isIncomplete
    lastScan = .now
    // Many runs are read side by side: together they take no more memory than a few.
    let chunkSize = max(1 << 14, min(1 << 18, (1 << 26) / max(found.count, 1)))
    for run in found {
      let stream = runsByName[run.name] ?? RunStream(name: run.name)
      runsByName[run.name] = stream
      stream.add(run.paths, chunkSize: chunkSize, keepOpen: found.count <= 200)
    }
    if order.count != runsByName.count { order = runsByName.values.sorted { $0.name < $1.name } }
  }

  private func restart() -> EventFileReader.Outcome {
    restarts += 1
    (runsByName, order, problems, lastScan) = ([:], [], [], nil)
    return .restarted
  }
}
