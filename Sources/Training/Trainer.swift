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
  /// There once the networks are built.
  private var session: TrainingSession?

  /// - Parameters:
  ///   - version: kdtop's, for the log.
  ///   - isWatched: a person may answer a pause; without one a diverging run fails.
  ///   - logFailure: why events cannot be written right now, if so; training waits for as long as it says something.
  public init(
    _ configuration: RunConfiguration, directory: RunDirectory, version: String, isWatched: Bool,
    mailbox: CommandMailbox, sink: any EventSink, logFailure: @escaping () -> String? = { nil }
  ) {
    self.configuration = configuration
    self.directory = directory
    self.version = version
    self.isWatched = isWatched
    reporter = Reporter(sink: sink)
    gate = StepGate(
      board: KnobBoard(knobs: configuration.knobs, values: configuration.knobValues), mailbox: mailbox,
      reporter: reporter, logFailure: logFailure)
  }

  /// Trains to the end, or until somebody quits. The last event is a status that is over.
  public func run() -> Ending {
    do {
      let summary = try train()
      // The numbers first: they stand whatever becomes of the weights.
      reporter.summary(summary)
      do { try save() } catch {
        reporter.status(.failed, reason: "\(error)")
        return .finished(summary, unsaved: error)
      }
      reporter.status(.finished)
      return .finished(summary, unsaved: nil)
    } catch let stop as StopRequest {
      return end(stop)
    } catch {
      let hasBegun = reporter.step > 0
      var message = "\(error)"
      if hasBegun {
        // What was learned so far is worth keeping whatever went wrong.
        do {
          try save()
          message += "; the last good weights are saved"
        } catch { message += "; the weights could not be saved: \(error)" }
      }
      reporter.status(.failed, reason: message)
      return .failed(error, message: message, hasBegun: hasBegun)
    }
  }

  private func end(_ stop: StopRequest) -> Ending {
    guard stop.isSaving && session != nil else {
      reporter.status(.stopped, reason: "stopped at step \(reporter.step)")
      return .stopped(by: stop.source, isSaved: false)
    }
    do {
      try save()
      reporter.status(.stopped, reason: "stopped and saved at step \(reporter.step)")
      return .stopped(by: stop.source, isSaved: true)
    } catch {
      reporter.status(.failed, reason: "\(error)")
      return .failed(error, message: "\(error)", hasBegun: true)
    }
  }

  private func save() throws {
    guard let session else { return }
    try Checkpoint.write(session.weights, to: directory.checkpointDirectory(step: reporter.step))
  }

  private func train() throws -> RunSummary {
    var description = RunDescription(
      version: version, method: configuration.method.declaration.name, dataset: configuration.dataset.name,
      classNames: configuration.dataset.classNames, seed: configuration.seed,
      teacher: configuration.teacher.map { .init(spec: $0.description) },
      student: .init(spec: configuration.student.description), knobs: configuration.knobs,
      terms: configuration.method.declaration.phases.flatMap(\.terms))
    reporter.run(description)
    reporter.scalars(gate.board.scalars)
    reporter.status(.loading, reason: "opening the tensor engine")
    try prepareEngine()
    try gate.takeCommands()
    reporter.status(.loading, reason: "reading \(configuration.dataset.name)")
    let material = try TrainingMaterial(configuration)
    try gate.takeCommands()
    let session = try TrainingSession(self, material: material)
    self.session = session
    session.complete(&description)
    reporter.run(description)
    gate.reportState()
    return try session.run()
  }

  private func prepareEngine() throws {
    try Engine.setThreads(configuration.threads)
    for warning in try Engine.warnings() { reporter.notice(.warning, warning) }
  }
}
