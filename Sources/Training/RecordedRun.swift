import EventFiles
import Foundation
import RunModel

/// A run that is on disk, as something to go on from or to repeat.
public struct RecordedRun: Sendable {
  /// Its directory.
  public let path: String
  /// Its `run.toml`.
  public let options: RunOptions
  /// All changes of its knobs, scheduled or made while it went on, in order: with `options`, the recipe of the run.
  public let changes: [KnobChange]
  /// The changes somebody made while it went on, with the wall time of each.
  public let made: [(change: KnobChange, wallTime: Double)]
  /// The last step its log tells of; 0 for an empty log.
  public let lastStep: Int
  /// What it was doing last.
  public let state: StatusChange.State?

  /// Reads `run.toml` and the log.
  /// - Throws: `RecordedRunError`, `ConfigurationError`, `EventFileError`.
  public init(_ path: String) throws {
    self.path = path
    let file = path + "/run.toml"
    guard FileManager.default.fileExists(atPath: file) else {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw isThere ? RecordedRunError.noRun(path: path) : RecordedRunError.missing(path: path)
    }
    options = try RunOptions(contentsOf: file)
    var record = RecordedChanges()
    let log = try LogDirectory(path: path)
    while try log.read(into: { if $0.run.isEmpty { record.apply($0.event) } }) == .restarted {
      record = RecordedChanges()
    }
    made = record.entries.filter { $0.change.source != .schedule }
    changes = KnobSchedule.ordered(options.changes + made.map(\.change))
    lastStep = max(0, record.furthestStep ?? 0)
    state = record.state
  }
}

/// A path that no run can be read from.
public enum RecordedRunError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case noRun(path: String)
  case badStep(String)
  /// A step after the last one the run has taken.
  case beyondEnd(run: String, step: Int, last: Int)
  /// There is nothing left to do.
  case finished(run: String, last: Int)

  public var description: String {
    switch self {
    case .missing(let path): "there is no run at \(path); `kdtop runs` lists those there are"
    case .noRun(let path): "\(path) is no run of kdtop's: it has no run.toml"
    case .badStep(let text): "\(text): after the @ comes a step, a whole number such as 1500"
    case .beyondEnd(let run, let step, let last): "\(run) has come to step \(last), not to \(step)"
    case .finished(let run, let last):
      "\(run) has finished, at step \(last); give --steps or --epochs to train the student for longer"
    }
  }
}

/// A run, and perhaps a step of it: `RUN` or `RUN@STEP`.
public struct RunReference: Sendable, Equatable {
  public var path: String
  public var step: Int?

  public init(path: String, step: Int? = nil) {
    self.path = path
    self.step = step
  }

  /// - Throws: `RecordedRunError.badStep`.
  public init(_ text: String) throws(RecordedRunError) {
    // A directory may have an @ in its name.
    guard let at = text.lastIndex(of: "@"), !FileManager.default.fileExists(atPath: text) else {
      self.init(path: RunReference.trimmed(text))
      return
    }
    guard let step = Int(text[text.index(after: at)...]), step >= 0 else { throw .badStep(text) }
    self.init(path: RunReference.trimmed(String(text[..<at])), step: step)
  }

  private static func trimmed(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? trimmed(String(path.dropLast())) : path
  }
}
