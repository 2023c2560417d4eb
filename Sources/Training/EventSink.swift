import RunModel

/// Where a trainer's events go. Called on the trainer's thread; must take what it is given and may make the trainer wait.
public protocol EventSink: Sendable {
  func take(_ events: [Event])
}

/// Hands events on to several sinks, in order.
public struct EventFanOut: EventSink {
  private let sinks: [any EventSink]

  public init(_ sinks: [any EventSink]) { self.sinks = sinks }

  public func take(_ events: [Event]) {
    for sink in sinks { sink.take(events) }
  }
}
