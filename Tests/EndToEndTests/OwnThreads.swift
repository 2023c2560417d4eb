import Foundation
import Testing

extension Trait where Self == OwnThreads {
  static var onThreadsOfTheirOwn: Self { OwnThreads() }
}

/// Runs the tests of a suite, and of those inside it, on two threads that are nobody else's.
///
/// A test that waits for a program keeps its thread. The tests that compute need those of Swift's pool, of which there are as
/// many as cores.
struct OwnThreads: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    try await withTaskExecutorPreference(Executor.shared) { try await function() }
  }

  private final class Executor: TaskExecutor {
    static let shared = Executor()
    private let queue = OperationQueue()

    init() { queue.maxConcurrentOperationCount = 2 }

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
}
