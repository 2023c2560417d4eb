import Foundation
import RunModel
import Synchronization

/// Events on their way from the trainer to the dashboard. A dashboard that falls behind makes the trainer wait: nothing
/// is dropped and memory stays bounded.
public final class EventQueue: EventSink {
  private struct State {
    var events: [Event] = []
    var isClosed = false
    /// The last look found something, or the reader has been told: it comes by itself.
    var isExpected = false
    var wake: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())
  private let drained = DispatchSemaphore(value: 0)
  private let capacity: Int

  /// - Parameter capacity: events that may wait; more make the producer wait.
  public init(capacity: Int = 100_000) { self.capacity = capacity }

  /// Called, on the trainer's thread, when events arrive after a look that found nothing. Who found something is expected to
  /// look again: a reader that comes thirty times a second need not be woken for each event.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) {
    state.withLock { $0.wake = wake }
  }

  public func take(_ events: [Event]) {
    guard !events.isEmpty else { return }
    while true {
      let (isFull, wake) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
        guard !state.isClosed else { return (false, nil) }
        if state.events.count >= capacity { return (true, nil) }
        defer { state.isExpected = true }
        state.events += events
        return (false, state.isExpected ? nil : state.wake)
      }
      wake?()
      guard isFull else { return }
      _ = drained.wait(timeout: .now() + 0.1)
    }
  }

  /// Everything that has arrived since the last call.
  public func drain() -> [Event] {
    let events = state.withLock { state in
      defer { state.events.removeAll(keepingCapacity: true) }
      state.isExpected = !state.events.isEmpty
      return state.events
    }
    if events.count >= capacity { drained.signal() }
    return events
  }

  /// Nobody will drain any more: events are let go, and a waiting producer is set free.
  public func close() {
    state.withLock {
      $0.isClosed = true
      $0.events = []
    }
    drained.signal()
  }
}
