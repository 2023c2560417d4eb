import RunModel

/// Which steps the charts cover.
enum ChartRange {
  /// Whether charts show the phase that is running rather than the whole run: by choice, or in a live run's later phases,
  /// whose beginning would be lost at the right edge behind a long first phase.
  static func showsPhase(_ scene: Scene) -> Bool {
    if let choice = scene.state.showsPhase { return choice }
    guard scene.state.mode == .live, let phase = scene.view.phase else { return false }
    return phase.index > 0
  }

  /// The steps to show, from the first to the last; at least one step wide.
  static func steps(_ spec: ChartSpec, _ scene: Scene) -> Range<Double> {
    let known = spec.series.compactMap { scene.view.stepRange($0.key) }
    var low = known.map(\.lowerBound).min() ?? 0
    let high = known.map(\.upperBound).max() ?? 0
    if showsPhase(scene), let phase = scene.view.phase, phase.firstStep <= high { low = phase.firstStep }
    // The last point lies inside: one step on, or where that is the same number the next one there is.
    let last = Double(max(high, low))
    return Double(low)..<max(last + 1, last.nextUp)
  }
}
