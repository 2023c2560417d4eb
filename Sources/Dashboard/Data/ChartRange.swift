import RunModel

/// Which stretch of the x axis charts cover.
enum ChartRange {
  /// Whether charts show the phase that is running rather than the whole run: by choice, or in a live run's later phases,
  /// whose beginning would be lost at the right edge behind a long first phase.
  static func showsPhase(_ scene: Scene) -> Bool {
    if let choice = scene.state.showsPhase { return choice }
    guard scene.state.mode == .live, let phase = scene.view.phase else { return false }
    return phase.index > 0
  }

  /// The x axis of all charts as it is looked at now.
  static func scale(_ scene: Scene, unit: ChartUnit? = nil) -> ChartScale {
    let start = showsPhase(scene) ? scene.view.phase?.firstStep : nil
    let unit = unit ?? scene.state.charts.unit
    let isKnown = unit != .epochs || ChartScale.hasEpochs(scene.view)
    return ChartScale(isKnown ? unit : .steps, of: scene.view, from: start)
  }

  /// Everything a chart could show, whole run or phase.
  static func full(_ spec: ChartSpec, _ scene: Scene, _ scale: ChartScale) -> Range<Double> {
    let known = spec.series.compactMap { scene.view.stepRange($0.key) }
    var low = known.map(\.lowerBound).min() ?? 0
    let high = known.map(\.upperBound).max() ?? 0
    if showsPhase(scene), let phase = scene.view.phase, phase.firstStep <= high { low = phase.firstStep }
    return scale.range(ofSteps: low, through: high)
  }

  /// What a chart shows: what a person has zoomed in on, or everything.
  static func shown(_ spec: ChartSpec, _ scene: Scene, _ scale: ChartScale) -> Range<Double> {
    let full = full(spec, scene, scale)
    guard let window = scene.state.charts.window else { return full }
    let length = window.range.upperBound - window.range.lowerBound
    guard window.follows else { return window.range }
    let lower = full.upperBound - length
    return lower < full.upperBound ? lower..<full.upperBound : full
  }
}
