import Foundation
import RunModel

/// Collects a trainer's events and hands them on in small batches, so that a step costs an append.
final class Reporter {
  /// Steps of the whole run so far: what events are stamped with.
  var step = 0
  /// Whether the log has what happens now already. What people should see and phases are reported all the same.
  var isMuted = false
  /// Told of rules that have come true, after the log.
  var onAlert: (AlertFiring) -> Void = { _ in }
  private var monitor: AlertMonitor
  private var pending: [Event] = []
  private var lastFlush = Reporter.now
  private let sink: any EventSink
  /// Long enough to make batches, short against the 33 ms of a frame.
  private static let interval = 0.015

  /// - Parameter alerts: what is watched.
  init(sink: any EventSink, alerts: [AlertRule] = []) {
    self.sink = sink
    monitor = AlertMonitor(alerts)
  }

  /// Seconds on a clock that never jumps.
  static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
  private var wallTime: Double { Date().timeIntervalSince1970 }

  func scalars(_ scalars: [Scalar]) { news(.scalars(scalars)) }
  func tensor(_ tag: String, _ value: TensorValue) { news(.tensor(tag: tag, value)) }
  func histogram(_ tag: String, _ value: Histogram) { news(.histogram(tag: tag, value)) }

  func methodStatus(_ status: MethodStatus) {
    if !isMuted { pending.append(.methodStatus(status, step: step, wallTime: wallTime)) }
  }

  func sentence(_ reading: SentenceReading) {
    if !isMuted { pending.append(.sentence(reading, step: step, wallTime: wallTime)) }
  }

  func inspection(_ note: InspectionNote) {
    if !isMuted { pending.append(.inspection(note, step: step, wallTime: wallTime)) }
  }

  func outcome(_ outcome: CommandOutcome) {
    if !isMuted { pending.append(.command(outcome, step: step, wallTime: wallTime)) }
  }

  private func news(_ content: Event.Content) {
    guard !isMuted else { return }
    let event = Event(step: step, wallTime: wallTime, content)
    pending.append(event)
    for firing in monitor.observe(event) {
      let severity = firing.rule.condition == .nan ? Notice.Severity.error : .warning
      pending.append(
        .notice(Notice(severity, firing.text, alert: firing.rule.name), step: step, wallTime: event.wallTime))
      flush()
      onAlert(firing)
    }
  }

  func note(_ note: Note) {
    pending.append(.note(note, step: step, wallTime: wallTime))
    flush()
  }

  /// The log goes on here, with step `first`; what it had of this step and later ones is superseded.
  func session(from first: Int) {
    pending.append(Event(step: first, wallTime: wallTime, .sessionStart))
    flush()
  }

  func checkpoint(_ record: CheckpointRecord) { pending.append(.checkpoint(record, step: step, wallTime: wallTime)) }
  func phase(_ start: PhaseStart) { pending.append(.phase(start, step: step, wallTime: wallTime)) }
  func summary(_ summary: RunSummary) { pending.append(.summary(summary, step: step, wallTime: wallTime)) }

  /// These are for people to see at once.
  func run(_ description: RunDescription) {
    pending.append(.run(description, step: step, wallTime: wallTime))
    flush()
  }

  func status(_ state: StatusChange.State, reason: String? = nil) {
    pending.append(.status(StatusChange(state, reason: reason), step: step, wallTime: wallTime))
    flush()
  }

  func notice(_ severity: Notice.Severity, _ text: String) {
    pending.append(.notice(Notice(severity, text), step: step, wallTime: wallTime))
    flush()
  }

  func flush() {
    lastFlush = Reporter.now
    guard !pending.isEmpty else { return }
    sink.take(pending)
    pending.removeAll(keepingCapacity: true)
  }

  /// Hands on what there is once enough time has passed.
  /// - Parameter now: the present `Reporter.now`, which a caller has at hand.
  func flushIfDue(_ now: Double) {
    if now - lastFlush >= Self.interval { flush() }
  }
}
