import Foundation
import RunModel
import Synchronization
import Training

/// The thread on which everything that trains happens.
final class TrainerThread<Outcome: Sendable>: Sendable {
  private let result = Mutex<Outcome?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - body: runs on the new thread; the trainer lives and dies there.
  ///   - atEnd: called on the thread when the body has returned.
  init(_ body: @escaping @Sendable () -> Outcome, atEnd: @escaping @Sendable () -> Void = {}) {
    let thread = Thread { [self] in
      let outcome = body()
      result.withLock { $0 = outcome }
      done.signal()
      atEnd()
    }
    thread.name = "trainer"
    // Backward passes through deep networks recurse.
    thread.stackSize = 16 << 20
    thread.start()
  }

  /// Waits for the end of the body, and gives what it returned; nil never.
  func join() -> Outcome? {
    done.wait()
    done.signal()
    return result.withLock { $0 }
  }
}

/// How a run ended, in a form that may cross threads.
enum TrainerOutcome: Sendable {
  /// `unsaved` says why the weights could not be written, if so.
  case finished(RunSummary, unsaved: String?)
  case stopped(by: Command.Source, isSaved: Bool)
  /// `hasBegun` tells whether there is anything to keep of the run.
  case failed(message: String, status: ExitStatus, hasBegun: Bool)

  init(_ ending: Trainer.Ending) {
    switch ending {
    case .finished(let summary, let unsaved): self = .finished(summary, unsaved: unsaved.map { "\($0)" })
    case .stopped(let source, let isSaved): self = .stopped(by: source, isSaved: isSaved)
    case .failed(let error, let message, let hasBegun):
      self = .failed(
        message: message, status: ExitStatus.status(of: error) ?? .internalError, hasBegun: hasBegun)
    }
  }
}
