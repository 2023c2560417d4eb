/// A curve whose steps count from the beginning of the phase in which it begins, so that students are compared with
/// students: a teacher that trained for longer, or not at all, does not shift them.
public struct AlignedCurve {
  public let view: RunView
  public let key: RunStore.Key
  /// The step of the whole run from which the curve's steps count.
  public let origin: Int
  /// First to last, counted from the origin.
  public let steps: ClosedRange<Int>

  /// Nil for a curve that the run's own log does not have. O(phases · log n).
  public init?(_ view: RunView, tag: String) {
    key = RunStore.Key(tag)
    guard let range = view.stepRange(key) else { return nil }
    self.view = view
    let begun = view.store.phases.prefix(at: view.position).last { phase in
      phase.value.firstStep <= range.lowerBound
        && RunView(view.store, position: phase.ordinal).value(tag) == nil
    }
    origin = begun?.value.firstStep ?? 0
    steps = range.lowerBound - origin...range.upperBound - origin
  }

  func buckets(steps: Range<Double>, columns: Int) -> [Series.Bucket?] {
    let shift = Double(origin)
    return view.buckets(key, steps: steps.lowerBound + shift..<steps.upperBound + shift, columns: columns)
  }
}
