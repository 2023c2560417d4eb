import Foundation
import RunModel
import Torch

/// Decides, between steps, when a run saves itself, and says what came of it.
final class CheckpointKeeper {
  /// Two states of a run are the same state exactly when these are equal.
  struct Moment: Equatable {
    var step: Int
    /// How often weights have been put back after a loss that was no number.
    var recoveries: Int
  }

  /// Seconds between two checkpoints that changes of knobs cause: a key that is held down changes one thirty times a second.
  private static let changeInterval = 10.0

  private let cadence: CheckpointCadence
  private let folder: CheckpointFolder
  private let reporter: Reporter
  private let writer: CheckpointWriter
  private var lastTime = Reporter.now
  private var lastChange = -Double.infinity
  /// The newest checkpoint of this session that was begun, and why.
  private var newest: (moment: Moment, reason: CheckpointRecord.Reason)?
  /// Stamps of the parts in `newest` that have one.
  private var stamps: [String: Int] = [:]
  /// The moment the run is in; nil while there is nothing to save.
  var moment: () -> Moment? = { nil }
  /// Whether an epoch has just ended.
  var endsEpoch: () -> Bool = { false }
  /// The state, and the parts of that moment.
  var capture: (CheckpointRecord.Reason) throws -> (CheckpointState, [CheckpointPart])? = { _ in nil }

  init(
    cadence: CheckpointCadence, folder: CheckpointFolder, reporter: Reporter,
    flushLog: @escaping @Sendable () throws -> Void
  ) {
    self.cadence = cadence
    self.folder = folder
    self.reporter = reporter
    writer = CheckpointWriter(folder: folder, policy: .suited(to: cadence), flushLog: flushLog)
  }

  /// To be called between steps: says what was written, and begins a checkpoint when it is time for one.
  func tick() throws {
    reportOutcomes()
    guard isDue else { return }
    if writer.isBusy {
      // The next time will do, but for an epoch that is never there again.
      guard cadence == .epochs else { return }
      writer.wait()
      reportOutcomes()
    }
    try begin(.periodic)
  }

  private var isDue: Bool {
    switch cadence {
    case .steps(let count): reporter.step > 0 && reporter.step % count == 0 && reporter.step != newest?.moment.step
    case .seconds(let seconds): Reporter.now - lastTime >= seconds
    case .epochs: reporter.step > 0 && reporter.step != newest?.moment.step && endsEpoch()
    case .never: false
    }
  }

  /// A knob is about to change: what was before it can be gone back to.
  func beforeChange() throws {
    guard Reporter.now - lastChange >= Self.changeInterval, !writer.isBusy else { return }
    lastChange = Reporter.now
    try begin(.change)
  }

  /// Begins a checkpoint now, whatever the cadence.
  func save(_ reason: CheckpointRecord.Reason) throws { try begin(reason) }

  /// Saves, and waits until it is on disk.
  /// - Returns: whether there was anything to save.
  /// - Throws: `CheckpointError`, `SafetensorsError`, `EngineError`.
  func saveAndWait(_ reason: CheckpointRecord.Reason) throws -> Bool {
    guard moment() != nil else { return false }
    try begin(reason)
    writer.wait()
    if let failure = reportOutcomes(saysFailures: false) { throw failure }
    return true
  }

  /// Waits for what is being written.
  func finish() {
    writer.wait()
    reportOutcomes()
  }

  private func begin(_ reason: CheckpointRecord.Reason) throws {
    guard let moment = moment() else { return }
    lastTime = Reporter.now
    if let newest, newest.moment == moment {
      if reason > newest.reason {
        writer.relabel(step: moment.step, reason)
        self.newest?.reason = reason
      }
      return
    }
    guard let (state, parts) = try capture(reason) else { return }
    var snapshot = CheckpointSnapshot(state: state, files: [:], unchanged: [:])
    // What this checkpoint has not cannot be linked to by the next one.
    let known = stamps
    stamps = [:]
    for part in parts {
      let old = newest.map { "\(folder.checkpointPath($0.moment.step))/\(part.name).safetensors" }
      if let stamp = part.stamp, known[part.name] == stamp, let old {
        snapshot.unchanged[part.name] = old
      } else {
        snapshot.files[part.name] = try SafetensorsWriter.items(part.tensors)
      }
      stamps[part.name] = part.stamp
    }
    newest = (moment, reason)
    // What the log has when the checkpoint is put in its place includes all up to here.
    reporter.flush()
    writer.write(snapshot)
  }

  /// - Returns: the first failure.
  @discardableResult
  private func reportOutcomes(saysFailures: Bool = true) -> (any Error)? {
    var failure: (any Error)?
    for outcome in writer.takeOutcomes() {
      switch outcome {
      case .written(let record): reporter.checkpoint(record)
      case .failed(let step, let error):
        failure = failure ?? error
        // The next one must not refer to this one's files.
        (newest, stamps) = (nil, [:])
        if saysFailures { reporter.notice(.warning, "the checkpoint of step \(step) was not written: \(error)") }
      }
    }
    return failure
  }
}
