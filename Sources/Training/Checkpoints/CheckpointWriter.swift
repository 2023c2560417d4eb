import Foundation
import RunModel
import Synchronization

/// Writes checkpoints on a thread of its own, one at a time, so that a slow disk does not slow training.
final class CheckpointWriter: Sendable {
  /// What became of one.
  enum Outcome: Sendable {
    case written(CheckpointRecord)
    case failed(step: Int, any Error)
  }

  private struct State {
    var isBusy = false
    var outcomes: [Outcome] = []
  }

  private let folder: CheckpointFolder
  private let policy: CheckpointPolicy
  private let flushLog: @Sendable () throws -> Void
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "checkpoints", qos: .utility)

  /// - Parameter flushLog: brings the log up to date: a checkpoint that is ahead of the log would leave a gap in it.
  init(folder: CheckpointFolder, policy: CheckpointPolicy, flushLog: @escaping @Sendable () throws -> Void) {
    self.folder = folder
    self.policy = policy
    self.flushLog = flushLog
  }

  /// Whether one is being written.
  var isBusy: Bool { state.withLock(\.isBusy) }

  /// Begins to write, when those begun before are done.
  func write(_ snapshot: CheckpointSnapshot) {
    begin(snapshot.state.step) { [folder, flushLog] in
      try Checkpoint.write(snapshot, to: folder.checkpointPath(snapshot.state.step), beforeRename: flushLog)
      return snapshot.state.reason
    }
  }

  /// Notes another reason for a checkpoint that is there already.
  func relabel(step: Int, _ reason: CheckpointRecord.Reason) {
    begin(step) { [folder] in
      try Checkpoint.relabel(folder.checkpointPath(step), reason)
      return reason
    }
  }

  private func begin(_ step: Int, _ body: @escaping @Sendable () throws -> CheckpointRecord.Reason) {
    state.withLock { $0.isBusy = true }
    queue.async { [self] in
      let outcome: Outcome
      do {
        let reason = try body()
        let removed = folder.remove(policy.superfluous(folder.entries()))
        outcome = .written(CheckpointRecord(step: step, reason: reason, removed: removed))
      } catch {
        outcome = .failed(step: step, error)
      }
      state.withLock {
        $0.isBusy = false
        $0.outcomes.append(outcome)
      }
    }
  }

  /// Waits until all that was begun is done.
  func wait() { queue.sync {} }

  /// What became of those that are done since the last call.
  func takeOutcomes() -> [Outcome] {
    state.withLock { state in
      defer { state.outcomes.removeAll(keepingCapacity: true) }
      return state.outcomes
    }
  }
}
