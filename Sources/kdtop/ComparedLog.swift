import EventFiles
import Foundation
import RunModel
import Training

/// A run read for a comparison: its curves of the tags asked for and what it says of itself, without histograms and
/// probes, so that many runs fit into memory.
struct ComparedLog {
  let path: String
  let store: RunStore
  /// Tags of all curves in the log.
  let tags: [String]
  /// What a person should know before believing the numbers.
  let warnings: [String]
  private let options: RunOptions?
  /// How long the log itself covers: a fork's store begins with its parent.
  private let seconds: Double?

  /// Tags that results are made of.
  private static let needed: Set = [Tag.studentLoss, Tag.studentAccuracy, Tag.teacherAccuracy, Tag.agreement]

  private static let consequence = "its accuracies are of the validation split"

  /// - Throws: what `LoadedLog` throws.
  init(_ path: String, tags wanted: [String]) throws {
    self.path = path
    let kept = ComparedLog.needed.union(wanted)
    var known: [String] = []
    var seen: Set<String> = []
    var times: (first: Double, last: Double)?
    let log = try LoadedLog(path) { logged in
      guard logged.run.isEmpty else { return nil }
      var event = logged.event
      times = (times?.first ?? event.wallTime, event.wallTime)
      switch event.content {
      case .scalars(let scalars):
        for scalar in scalars where seen.insert(scalar.tag).inserted { known.append(scalar.tag) }
        event.content = .scalars(scalars.filter { kept.contains($0.tag) })
      // When it was logged still says how long the run took.
      case .histogram, .tensor: event.content = .scalars([])
      case .text, .sessionStart: break
      }
      return event
    }
    store = log.store
    // What only a fork's parent logged is a curve of the fork, too.
    for key in log.store.keys where key.run.isEmpty && seen.insert(key.tag).inserted { known.append(key.tag) }
    tags = known
    seconds = times.map { max(0, $0.last - $0.first) }.flatMap { $0.isFinite ? $0 : nil }
    var warnings = log.warning.map { [$0] } ?? []
    let results = RunResults(RunView(log.store))
    let step = Int(results.values[.steps] ?? 0)
    switch results.state {
    case "finished", "unknown": break
    case "unfinished": warnings.append("the run has not finished (step \(step)): \(ComparedLog.consequence)")
    default: warnings.append("the run \(results.state) (step \(step)): \(ComparedLog.consequence)")
    }
    do { options = try ComparedLog.options(of: path) } catch {
      options = nil
      warnings.append("what it was asked to do is known from the log alone: \(error)")
    }
    self.warnings = warnings
  }

  /// What the run's `run.toml` says; nil without one.
  private static func options(of path: String) throws(ConfigurationError) -> RunOptions? {
    let file = path + "/run.toml"
    return FileManager.default.fileExists(atPath: file) ? try RunOptions(contentsOf: file) : nil
  }

  func run(named name: String) -> (run: ComparedRun, view: RunView) {
    let view = RunView(store)
    var run = ComparedRun(view, name: name, path: path, options: options?.settings ?? [], knobs: options?.knobs ?? [:])
    if let seconds { run.results.values[.seconds] = seconds }
    return (run, view)
  }
}
