import EventFiles
import Foundation
import RunModel

/// A log read from end to end.
struct LoadedLog {
  let store: RunStore
  let statistics: ReadStatistics
  let problems: [EventFileError]

  /// - Parameter path: a run directory, an event file, or any TensorBoard log directory.
  /// - Throws: `EventFileError` for a path that is not there or cannot be read, `InputMissing` for one without events.
  init(_ path: String) throws {
    let directory = try LogDirectory(path: path)
    let store = RunStore()
    var outcome = EventFileReader.Outcome.upToDate
    repeat {
      outcome = try directory.read { store.apply($0.event, run: $0.run) }
    } while outcome == .restarted
    self.store = store
    statistics = directory.statistics
    problems = directory.problems
    guard store.position > 0 else {
      if let problem = directory.problems.first { throw problem }
      throw InputMissing(
        what: "there are no events in \(path); kdtop reads run directories, event files (*tfevents*) and TensorBoard "
          + "log directories")
    }
  }

  /// What a person should know of the log's state; nil when it is whole.
  var warning: String? {
    var parts: [String] = []
    if statistics.skippedRecords > 0 { parts.append("\(statistics.skippedRecords) damaged records skipped") }
    if statistics.skippedBytes > 0 { parts.append("\(statistics.skippedBytes) bytes unreadable") }
    if let problem = problems.first { parts.append("\(problem)") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
