import Datasets
import Distillation
import Foundation
import Models
import RunModel
import Torch

/// Carries out a run from the first byte of data to the last accuracy. Everything happens on the thread that calls
/// `run`; the outside world posts commands to the mailbox and learns what happened from events.
public final class Trainer {
  /// How a run ended.
  public enum Ending {
    /// `unsaved` is why the weights could not be written, if so.
    case finished(RunSummary, unsaved: (any Error)?)
    /// Somebody quit; `isSaved` tells whether the weights were written.
    case stopped(by: Command.Source, isSaved: Bool)
    /// `message` says what went wrong and what became of the weights; `hasBegun` whether a step was taken: otherwise
    /// there is nothing to keep.
    case failed(any Error, message: String, hasBegun: Bool)
  }

  let configuration: RunConfiguration
  let directory: RunDirectory
  let version: String
  let isWatched: Bool
  let reporter: Reporter
  let gate: StepGate
  let keeper: CheckpointKeeper
  let continuation: Continuation?
  private let log: LogControl
  /// There once the networks are built.
  private var session: TrainingSession?

  /// What a trainer needs to know of the log its events go to.
  public struct LogControl: Sendable {
    /// Why events cannot be written right now, if so; training waits for as long as it says something.
    var failure: @Sendable () -> String?
    /// Writes everything the sink was given.
    var flush: @Sendable () throws -> Void

    public init(
      failure: @escaping @Sendable () -> String? = { nil }, flush: @escaping @Sendable () throws -> Void = {}
    ) {
      self.failure = failure
      self.flush = flush
    }
  }

  /// - Parameters:
  ///   - start: the run, and where it begins.
  ///   - version: kdtop's, for the log.
  ///   - isWatched: a person may answer a pause; without one a diverging run fails.
  public init(
    _ start: RunStart, version: String, isWatched: Bool, mailbox: CommandMailbox, sink: any EventSink,
    log: LogControl = LogControl()
  ) {
    configuration = start.configuration
    directory = start.directory
    continuation = start.continuation
    self.version = version
    self.isWatched = isWatched
    self.log = log
    reporter = Reporter(sink: sink, alerts: configuration.alerts ?? AlertRule.usual)
    keeper = CheckpointKeeper(
      cadence: configuration.checkpointEvery, folder: CheckpointFolder(run: directory.path), reporter: reporter,
      flushLog: log.flush)
    let state = continuation?.checkpoint?.state
    var values = configuration.knobValues
    for (name, value) in state?.knobs ?? [:] {
      if let knob = configuration.knobs.first(where: { $0.name == name }) { values[knob] = value }
    }
    // A throttle is for those who watch.
    if !isWatched, continuation != nil { values[TrainingKnobs.throttle] = 0 }
    gate = StepGate(
      board: KnobBoard(
        knobs: configuration.knobs, values: values, changes: state?.changes ?? 0,
        held: Set(state?.held ?? [])),
      schedule: KnobSchedule(start.changes, from: state?.step ?? 0), recoveries: state?.recoveries ?? 0,
      catchUp: continuation.map { CatchUp(target: $0.knownThrough, overrides: $0.overrides) }, mailbox: mailbox,
      reporter: reporter, keeper: keeper, logFailure: log.failure)
    // Without anybody to let it go on, a run that pauses would stand there for ever.
    reporter.onAlert = { [unowned gate] firing in
      if firing.rule.pauses, isWatched { gate.pause(reason: firing.text) }
    }
  }

  /// Trains to the end, or until somebody quits. The last event is a status that is over.
  public func run() -> Ending {
    defer { keeper.finish() }
    do {
      let summary = try train()
      // The numbers first: they stand whatever becomes of the weights.
      reporter.summary(summary)
      do {
        func save() throws {
          try log.flush()
          _ = try keeper.saveAndWait(.phase)
        }
        reporter.flush()
        // A person may make room; a script is told by the exit code.
        if isWatched { try gate.insist(on: save) } else { try save() }
      } catch is StopRequest {
        reporter.status(.finished)
        return .finished(summary, unsaved: nil)
      } catch {
        reporter.status(.failed, reason: "\(error)")
        return .finished(summary, unsaved: error)
      }
      reporter.status(.finished)
      return .finished(summary, unsaved: nil)
    } catch { return end(error) }
  }

  /// Saves what there is to save of a run that goes no further.
  func end(_ error: any Error) -> Ending {
    if let stop = error as? StopRequest { return end(stop) }
    let hasBegun = reporter.step > 0
    var message = "\(error)"
    if hasBegun {
      // What was learned so far is worth keeping whatever went wrong.
      do {
        if try save(.quit) { message += "; the last good weights are saved" }
      } catch { message += "; the weights could not be saved: \(error)" }
    }
    reporter.status(.failed, reason: message)
    return .failed(error, message: message, hasBegun: hasBegun)
  }

  private func end(_ stop: StopRequest) -> Ending {
    guard stop.isSaving && session != nil else {
      reporter.status(.stopped, reason: "stopped at step \(reporter.step)")
      return .stopped(by: stop.source, isSaved: false)
    }
    do {
      let isSaved = try save(.quit)
      reporter.status(.stopped, reason: "stopped\(isSaved ? " and saved" : "") at step \(reporter.step)")
      return .stopped(by: stop.source, isSaved: isSaved)
    } catch {
      reporter.status(.failed, reason: "\(error)")
      return .failed(error, message: "\(error)", hasBegun: true)
    }
  }

  /// Saves before the run ends; a run on its way to where it stood has its checkpoints already.
  private func save(_ reason: CheckpointRecord.Reason) throws -> Bool {
    gate.isCatchingUp ? false : try keeper.saveAndWait(reason)
  }

  private func train() throws -> RunSummary { try open().run() }

  /// Reads the data and builds the networks.
  func open() throws -> TrainingSession {
    var description = RunDescription(
      version: version, method: configuration.recipe.name, dataset: configuration.dataset.name,
      classNames: configuration.dataset.classNames, seed: configuration.seed,
      teacher: configuration.teacherDescription,
      student: .init(spec: RunConfiguration.text(of: configuration.students)), knobs: configuration.knobs,
      terms: configuration.recipe.terms, parent: continuation?.parent)
    reporter.step = continuation?.checkpoint?.state.step ?? 0
    if let continuation {
      reporter.session(from: continuation.startStep)
      reporter.isMuted = true
    }
    reporter.run(description)
    reporter.scalars(gate.board.scalars)
    reporter.status(.loading, reason: "opening the tensor engine")
    try prepareEngine()
    try gate.takeCommands()
    reporter.status(.loading, reason: "reading \(configuration.dataset.name)")
    let material = try TrainingMaterial(configuration)
    try gate.takeCommands()
    for notice in material.text?.notices(examples: material.dataset.count) ?? [] { reporter.notice(.warning, notice) }
    let session = try TrainingSession(self, material: material)
    self.session = session
    keeper.moment = { [unowned session] in session.moment }
    keeper.endsEpoch = { [unowned session] in session.endsEpoch }
    keeper.capture = { [unowned session] in try session.capture($0) }
    gate.onArrival { [self] in try arrive() }
    session.complete(&description)
    reporter.run(description)
    gate.reportState()
    return session
  }

  /// The run stands where it shall go on from: what follows is news.
  private func arrive() throws {
    guard continuation?.parent != nil else { return }
    // A fork's own log begins with what holds there.
    session?.reportPhase()
    reporter.scalars(gate.board.scalars)
    try keeper.save(.fork)
  }

  private func prepareEngine() throws {
    try Engine.setThreads(configuration.threads)
    for warning in try Engine.warnings() { reporter.notice(.warning, warning) }
  }
}
