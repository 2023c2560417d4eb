/// Watches a run's events for what rules speak of. The same events give the same alerts.
///
/// A rule that has come true is silent until it has been untrue once: a curve that goes on rising is one alert, not one a
/// point.
public struct AlertMonitor: Sendable {
  private struct Place: Hashable {
    var rule: Int
    var tag: String
  }

  private let rules: [AlertRule]
  private var states: [Place: AlertState] = [:]
  /// Curves that no rule watches, so that most points cost one look-up.
  private var unwatched: Set<String> = []

  public init(_ rules: [AlertRule]) { self.rules = rules }

  /// Takes in an event of the run's own log. Amortised O(scalars of it).
  /// - Returns: rules that have just come true, in their order.
  public mutating func observe(_ event: Event) -> [AlertFiring] {
    guard !rules.isEmpty else { return [] }
    switch event.content {
    case .scalars(let scalars):
      return scalars.flatMap { scalar in
        unwatched.contains(scalar.tag) ? [] : observe(scalar, step: LogLimits.step(event.step))
      }
    case .sessionStart:
      // What comes next begins somewhere before: rows of values do not go on across that.
      states = [:]
      return []
    default: return []
    }
  }

  private mutating func observe(_ scalar: Scalar, step: Int) -> [AlertFiring] {
    var firings: [AlertFiring] = []
    var isWatched = false
    for (index, rule) in rules.enumerated() where rule.watches(scalar.tag) {
      isWatched = true
      let place = Place(rule: index, tag: scalar.tag)
      if let text = states[place, default: AlertState(rule)].take(scalar, rule) {
        firings.append(AlertFiring(rule: rule, tag: scalar.tag, step: step, text: text))
      }
    }
    if !isWatched { unwatched.insert(scalar.tag) }
    return firings
  }
}
