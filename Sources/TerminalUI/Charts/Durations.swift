import Foundation

/// Stretches of time as an axis shows them.
enum Durations {
  private static let steps: [Double] =
    [1, 2, 5, 10, 15, 30].flatMap { [$0, $0 * 60] }.sorted() + [3600, 7200, 10_800, 21_600, 43_200, 86_400]

  /// Round times in seconds between the two, `count` at most: whole seconds, minutes, hours or days, tenths of a second where
  /// those are too coarse.
  static func ticks(from lower: Double, to upper: Double, atMost count: Int) -> [Double] {
    let length = upper - lower
    guard count > 0, length > 0, length.isFinite else { return [] }
    let least = length / Double(count)
    guard least > 0.5 else { return ChartAxis.linearTicks(from: lower, to: upper, atMost: count) }
    let first = steps.first { $0 >= least * 0.999_999 }
    let step = first ?? ChartAxis.roundStep(least / 86_400) * 86_400
    for step in [step, step * 2] {
      let (start, end) = ((lower / step).rounded(.up), (upper / step).rounded(.down))
      guard start.magnitude < 1e12, end.magnitude < 1e12, end >= start else { return [] }
      if Int(end - start) < count { return (Int(start)...Int(end)).map { Double($0) * step } }
    }
    return []
  }

  /// `0.5s`, `12s`, `4:30`, `2h30`, `3d`, `3d12h`.
  /// - Parameter step: the distance to the next time that is shown, which decides how exact it has to be.
  static func short(_ seconds: Double, step: Double) -> String {
    guard seconds.isFinite, seconds.magnitude < 1e12 else { return "?" }
    if seconds < 0 { return "-" + short(-seconds, step: step) }
    if step < 1 { return Numbers.trimmed(Numbers.short(seconds, step: step)) + "s" }
    let total = Int(seconds.rounded())
    if total < 60 { return "\(total)s" }
    if total < 3600 { return String(format: "%d:%02d", total / 60, total % 60) }
    if step < 60 { return String(format: "%d:%02d:%02d", total / 3600, total / 60 % 60, total % 60) }
    if total < 86_400 {
      let minutes = total / 60 % 60
      return "\(total / 3600)h" + (minutes > 0 ? String(format: "%02d", minutes) : "")
    }
    let hours = total / 3600 % 24
    return "\(total / 86_400)d" + (hours > 0 ? "\(hours)h" : "")
  }
}
