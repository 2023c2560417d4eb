import Foundation
import RunModel
import Synchronization

/// Commands on their way to the trainer: anyone may post, the trainer takes them at the next step boundary.
///
/// Bounded: when a trainer does not take commands for a long time, the oldest knob changes go first; a wish to quit is
/// never dropped.
public final class CommandMailbox: Sendable {
  private let commands = Mutex<[Command]>([])
  /// Counts posts, so that a sleeping trainer can wait for one.
  private let signal = DispatchSemaphore(value: 0)
  private static let capacity = 10_000

  public init() {}

  public func post(_ command: Command) {
    commands.withLock { commands in
      if commands.count >= Self.capacity, let oldest = commands.firstIndex(where: { !$0.isQuit }) {
        commands.remove(at: oldest)
      }
      commands.append(command)
    }
    signal.signal()
  }

  /// Everything posted since the last call, in order; at once.
  func takeAll() -> [Command] {
    commands.withLock { commands in
      defer { commands.removeAll(keepingCapacity: true) }
      return commands
    }
  }

  /// Sleeps until something is posted, or `seconds` have passed (nil: for as long as it takes).
  func wait(seconds: Double? = nil) {
    // A semaphore may hold posts that were already taken; look before sleeping and after each wake.
    let deadline = seconds.map { DispatchTime.now() + $0 }
    while commands.withLock(\.isEmpty) {
      if let deadline {
        if signal.wait(timeout: deadline) == .timedOut { return }
      } else {
        signal.wait()
      }
    }
  }
}

extension Command {
  var isQuit: Bool {
    if case .quit = action { return true }
    return false
  }
}
