import RunModel

/// Where a live run's events come from: filled by the trainer's thread, emptied by the dashboard's.
public protocol EventSource: AnyObject {
  /// Takes everything that has arrived since the last call, oldest first; never waits. Whoever fills the source wakes the
  /// screen when it adds to one where the last call found nothing; more often only costs time.
  /// - Returns: each event with the sub-directory of the log it belongs to (empty for the run itself).
  func poll() -> [(event: Event, run: String)]
}
