import EventFiles
import Foundation
import RunModel
import TerminalUI

/// A log read from end to end.
struct LoadedLog {
  let store: RunStore
  let statistics: ReadStatistics
  let problems: [EventFileError]
  /// Whether files were left out.
  let isIncomplete: Bool

  /// Where a fork's parent should be and is not.
  let missingParent: String?

  /// A fork's own events are preceded by its parent's, so that its curves begin where the run did; from the fork on, the
  /// parent's curves are there beside them, as those of another run.
  /// - Parameters:
  ///   - path: a run directory, an event file, or any TensorBoard log directory.
  ///   - withParent: whether that is wanted.
  ///   - sieve: what to keep of an event of the log itself; nil for nothing.
  ///   - onProgress: told now and then how much of the log itself has been read, 0…1. What it throws ends the reading.
  /// - Throws: `EventFileError` for a path that is not there or cannot be read, `InputMissing` for one without events.
  init(
    _ path: String, withParent: Bool = true, sieve: (LoggedEvent) -> Event? = { $0.event },
    onProgress: ((Double) throws -> Void)? = nil
  ) throws {
    let directory = try LogDirectory(path: path)
    let parent = withParent ? Lineage.parent(of: directory) : nil
    var missing: String?
    var store: RunStore
    var outcome = EventFileReader.Outcome.upToDate
    var count = 0
    var refusal: (any Error)?
    repeat {
      // A file that was replaced while it was read: everything comes once more.
      store = RunStore()
      missing = parent.flatMap { Lineage.apply($0, of: path, to: store) }
      outcome = try directory.read { [store] logged in
        count += 1
        if let onProgress, refusal == nil, count % LoadedLog.progressStep == 0 {
          do { try onProgress(directory.progress) } catch { refusal = error }
        }
        // There is no other way out of the middle of a file than to pass over what is left.
        if refusal == nil, let event = sieve(logged) { store.apply(event, run: logged.run) }
      }
      if let refusal { throw refusal }
    } while outcome == .restarted
    self.store = store
    missingParent = missing
    statistics = directory.statistics
    problems = directory.problems
    isIncomplete = directory.isIncomplete
    guard store.position > 0 else {
      if let problem = directory.problems.first { throw problem }
      throw InputMissing(
        what: "there are no events in \(path); kdtop reads run directories, event files (*tfevents*) and TensorBoard "
          + "log directories")
    }
  }

  /// Events between two looks at how far it is.
  private static let progressStep = 4096

  /// Whether something that was written cannot be read. The torn end of a run that was killed does not count.
  var isDamaged: Bool { statistics.isDamaged || !problems.isEmpty }

  /// What a person should know of the log's state, without control characters; nil when it is whole.
  var warning: String? {
    var parts: [String] = []
    if let damage = statistics.damage { parts.append("the log is damaged: \(damage)") }
    if let problem = problems.first {
      parts.append("\(problem)" + (problems.count > 1 ? " (and \(problems.count - 1) more)" : ""))
    }
    if let missingParent {
      parts.append("the run it was forked from cannot be read at \(missingParent): what was before the fork is missing")
    }
    if isIncomplete { parts.append("files left out: there are too many, or they are nested too deeply") }
    if store.droppedRecords > 0 {
      parts.append("\(store.droppedRecords) tensors, histograms or texts left out: too large, or contradictory")
    }
    return parts.isEmpty ? nil : Text.sanitized(parts.joined(separator: "; "))
  }
}
