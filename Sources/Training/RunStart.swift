import Foundation
import RunModel

/// A run that is about to begin, or to go on: everything a `Trainer` is given of it.
public struct RunStart: Sendable {
  public let configuration: RunConfiguration
  public let directory: RunDirectory
  /// Changes of knobs that come by themselves, in order.
  let changes: [KnobChange]
  let continuation: Continuation?
  /// What a person should know of how it begins.
  public let notices: [Notice]

  /// Whether it goes on in a directory that other sessions have written to: that must outlive a failure.
  public var isResumed: Bool { continuation != nil && continuation?.parent == nil }

  /// The run it was forked from, and the step.
  public var parent: RunDescription.Parent? { continuation?.parent }

  private init(
    configuration: RunConfiguration, directory: RunDirectory, changes: [KnobChange],
    continuation: Continuation? = nil, notices: [Notice] = []
  ) {
    self.configuration = configuration
    self.directory = directory
    self.changes = changes
    self.continuation = continuation
    self.notices = notices
  }

  /// A run from its own beginning, in a new directory.
  /// - Throws: `RunDirectoryError`.
  public static func fresh(_ configuration: RunConfiguration) throws -> RunStart {
    RunStart(
      configuration: configuration, directory: try RunDirectory(for: configuration), changes: configuration.changes)
  }

  /// A run that goes on in its own directory.
  ///
  /// - Parameters:
  ///   - step: where it goes on; nil is where its log ends. What came after is superseded, and its checkpoints go.
  ///   - longer: `steps` or `epochs` in the place of the run's own; and how it looks.
  ///   - isWatched: somebody looks on, so that a throttle may hold training back.
  /// - Throws: `RecordedRunError`, `CheckpointError`, `RunDirectoryError`, and what resolving throws.
  public static func resume(
    _ run: RecordedRun, at step: Int? = nil, with longer: RunOptions = RunOptions(), isWatched: Bool
  ) throws -> RunStart {
    if let step, step > run.lastStep {
      throw RecordedRunError.beyondEnd(run: run.path, step: step, last: run.lastStep)
    }
    let isLonger = longer.steps != nil || longer.epochs != nil
    if run.state == .finished, step == nil || step == run.lastStep, !isLonger {
      throw RecordedRunError.finished(run: run.path, last: run.lastStep)
    }
    var configuration = try RunConfiguration.resolve(longer.over(run.options), isWatched: isWatched)
    configuration.runDirectory = run.path
    let directory = try RunDirectory(resuming: run.path)
    let folder = CheckpointFolder(run: run.path)
    folder.removeUnfinished()
    let end = step ?? run.lastStep
    if let step {
      let later = try folder.steps().filter { $0 > step }
      // One that stayed would be taken, some day, for a step of the run as it goes on now.
      guard folder.remove(later) == later else {
        throw CheckpointError.cannotWrite(
          path: folder.path, reason: "the checkpoints after step \(step) cannot be removed")
      }
    }
    let (checkpoint, notices) = try newest(folder, through: end)
    let from = checkpoint?.state.step ?? 0
    // Without a step to go back to, the last one of the log may be there in part: it is taken again.
    let known = step ?? (from >= run.lastStep ? from : run.lastStep - 1)
    var changes = run.changes
    if let step { changes.removeAll { $0.step > step } }
    if isLonger { try directory.write(configuration, origin: nil) }
    return RunStart(
      configuration: configuration, directory: directory, changes: unthrottled(changes, unless: isWatched),
      continuation: Continuation(checkpoint: checkpoint, knownThrough: max(known, from)), notices: notices)
  }

  /// A new run that goes on from a step of another one, which stays as it is.
  ///
  /// - Parameters:
  ///   - settings: knobs that are changed at that step.
  ///   - options: `steps` or `epochs`, where it is saved, and how it looks, in the place of the parent's.
  /// - Throws: as `resume`.
  public static func fork(
    _ run: RecordedRun, at step: Int, settings: [String: Double], with options: RunOptions = RunOptions(),
    isWatched: Bool
  ) throws -> RunStart {
    guard step <= run.lastStep else {
      throw RecordedRunError.beyondEnd(run: run.path, step: step, last: run.lastStep)
    }
    let folder = CheckpointFolder(run: run.path)
    let (checkpoint, notices) = try newest(folder, through: step)
    let inherited = run.changes.filter { $0.step <= step }
    let recoveries = inherited.map(\.recoveries).max() ?? 0
    let overrides = settings.sorted { $0.key < $1.key }.map {
      KnobChange(step: step, knob: $0.key, value: $0.value, recoveries: recoveries)
    }
    var asked = options.over(run.options)
    asked.changes = inherited + overrides
    if asked.runDirectory == nil, asked.name == nil { asked.runDirectory = "\(stem(of: run.path))-at-\(step)" }
    var configuration = try RunConfiguration.resolve(asked, isWatched: isWatched)
    configuration.runDirectoryIsMadeUp = options.runDirectory == nil && options.name == nil
    let parent = RunDescription.Parent(run: URL(fileURLWithPath: run.path).standardizedFileURL.path, step: step)
    let directory = try RunDirectory(for: configuration, origin: "Forked from \(parent.run) at step \(step).")
    // What it goes on from is its own from now on: the parent may be removed.
    var own = checkpoint
    do {
      if let checkpoint { own = try checkpoint.adopted(by: CheckpointFolder(run: directory.path)) }
    } catch {
      directory.removeUnused()
      throw error
    }
    return RunStart(
      configuration: configuration, directory: directory, changes: unthrottled(inherited, unless: isWatched),
      continuation: Continuation(checkpoint: own, knownThrough: step, overrides: overrides, parent: parent),
      notices: notices)
  }

  /// The checkpoint to go on from; nil where all steps must be taken again.
  private static func newest(
    _ folder: CheckpointFolder, through step: Int
  ) throws -> (Checkpoint?, [Notice]) {
    var notices: [Notice] = []
    let checkpoint = try folder.newest(through: step) {
      notices.append(Notice(.warning, "a checkpoint is passed over: \($0)"))
    }
    return (checkpoint, notices)
  }

  /// A run's path without where it was forked itself: names do not grow with every generation.
  private static func stem(of path: String) -> String {
    guard let place = path.range(of: "-at-", options: .backwards),
      path[place.upperBound...].allSatisfy({ $0.isNumber || $0 == "-" }), place.lowerBound > path.startIndex
    else { return path }
    return String(path[..<place.lowerBound])
  }

  private static func unthrottled(_ changes: [KnobChange], unless isWatched: Bool) -> [KnobChange] {
    isWatched ? changes : changes.filter { $0.knob != TrainingKnobs.throttle.name }
  }
}
