import Synchronization

@testable import RunModel
@testable import Training

/// Keeps every event, and may answer some as a person at the keyboard would.
final class RecordingSink: EventSink {
  private let recorded = Mutex<[Event]>([])
  private let react: @Sendable (Event) -> Void

  /// - Parameter react: called with each event as it arrives, on the trainer's thread.
  init(react: @escaping @Sendable (Event) -> Void = { _ in }) { self.react = react }

  func take(_ events: [Event]) {
    recorded.withLock { $0 += events }
    for event in events { react(event) }
  }

  var events: [Event] { recorded.withLock { $0 } }
}

extension Event {
  /// The record of a text event with this tag.
  func record<Record: Decodable>(_ tag: String, _ type: Record.Type = Record.self) -> Record? {
    guard case .text(tag, let text) = content else { return nil }
    return Event.decode(type, from: text)
  }

  var status: StatusChange? { record(Tag.status) }
  var outcome: CommandOutcome? { record(Tag.command) }

  var scalars: [String: Float] {
    guard case .scalars(let scalars) = content else { return [:] }
    return Dictionary(scalars.map { ($0.tag, $0.value) }) { _, last in last }
  }
}

extension [Event] {
  var statuses: [StatusChange] { compactMap(\.status) }
  var outcomes: [CommandOutcome] { compactMap(\.outcome) }
  var phases: [PhaseStart] { compactMap { $0.record(Tag.phase) } }
  var runs: [RunDescription] { compactMap { $0.record(Tag.run) } }
  var notices: [Notice] { compactMap { $0.record(Tag.notice) } }
  var summary: RunSummary? { compactMap { $0.record(Tag.summary, RunSummary.self) }.last }

  /// All values of a scalar with their steps, in order.
  func curve(_ tag: String) -> [(step: Int, value: Float)] {
    compactMap { event in event.scalars[tag].map { (event.step, $0) } }
  }
}
