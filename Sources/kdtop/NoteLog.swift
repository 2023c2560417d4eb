import EventFiles
import Foundation
import RunModel

/// Writes notes into the log of a run that nobody trains any more.
///
/// Each goes into an event file of its own kind, which is read after the others: nothing that is there is touched. Its time is
/// that of the step it is about, so that a run does not seem to have lasted until somebody looked at it.
struct NoteLog {
  let path: String
  let store: RunStore

  /// A log that has grown within so many seconds is taken for one of a run that goes on.
  private static let quiet = 60.0

  /// Why nothing can be written, if so.
  var refusal: String? {
    guard FileManager.default.fileExists(atPath: path + "/run.toml") else {
      return "notes go into runs of kdtop's, and \(path) is none"
    }
    guard access(path, W_OK) == 0 else {
      return "\(path) cannot be written: \(String(cString: strerror(errno)))"
    }
    if RunView(store).status?.isOver != true, isGrowing {
      return "the run still trains: write the note in its own dashboard"
    }
    return nil
  }

  private var isGrowing: Bool {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.contains { name in
      guard name.contains("tfevents") else { return false }
      var status = stat()
      guard stat("\(path)/\(name)", &status) == 0 else { return false }
      return Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec) < NoteLog.quiet
    }
  }

  /// - Returns: the event that is in the log now.
  /// - Throws: `EventFileError`.
  func write(_ note: Note) throws -> Event {
    let position = store.position(atStep: note.step)
    let time = position > 0 ? store.wallTimes[position - 1] : Date().timeIntervalSince1970
    let event = Event.note(note, step: note.step, wallTime: time)
    let writer = try EventFileWriter(directory: path)
    try writer.append(event)
    try writer.close()
    return event
  }
}
