import RunModel

/// What the x axis of charts counts.
enum ChartUnit: String, CaseIterable, Sendable {
  case steps, epochs, time

  /// The word at the end of the axis.
  var label: String {
    switch self {
    case .steps: "step"
    case .epochs: "epoch"
    case .time: "time"
    }
  }
}

/// How places of the x axis relate to steps of the run.
///
/// Epochs are those of all phases one after the other, seconds those since the run's first event; where charts show one phase
/// alone, both count from its beginning.
struct ChartScale {
  let unit: ChartUnit
  private let view: RunView
  private var phases: [Segment] = []
  /// What is subtracted.
  private var origin = 0.0

  private struct Segment {
    var firstStep: Double
    var stepsPerEpoch: Double
    /// Epochs before it.
    var epochs: Double
  }

  /// - Parameter start: the step where the axis is to begin with 0; nil for the run's own beginning.
  init(_ unit: ChartUnit, of view: RunView, from start: Int? = nil) {
    self.unit = unit
    self.view = view
    if unit == .epochs { phases = ChartScale.segments(view) }
    if unit != .steps, let start { origin = x(ofStep: Double(start)) }
  }

  /// Whether a run has epochs to count.
  static func hasEpochs(_ view: RunView) -> Bool { !segments(view).isEmpty }

  private static func segments(_ view: RunView) -> [Segment] {
    // A run that goes on says once more which phase it is in.
    let starts = Dictionary(view.store.phases.prefix(at: view.position).map { ($0.value.index, $0.value) }) { $1 }
    var segments: [Segment] = []
    for phase in starts.values.sorted(by: { ($0.firstStep, $0.index) < ($1.firstStep, $1.index) })
    where phase.stepsPerEpoch > 0 {
      let first = Double(phase.firstStep)
      let before = segments.last.map { $0.epochs + (first - $0.firstStep) / $0.stepsPerEpoch } ?? 0
      segments.append(Segment(firstStep: first, stepsPerEpoch: Double(phase.stepsPerEpoch), epochs: before))
    }
    return segments
  }

  /// Ascending with the step.
  func x(ofStep step: Double) -> Double {
    switch unit {
    case .steps: return step
    case .epochs:
      guard let phase = phases.last(where: { $0.firstStep <= step }) ?? phases.first else { return step }
      return phase.epochs + (step - phase.firstStep) / phase.stepsPerEpoch - origin
    case .time:
      let position = view.store.position(atStep: Int(max(min(step, 1e15), -1e15)))
      guard position > 0, let first = view.store.wallTimes.first else { return -origin }
      return view.store.wallTimes[position - 1] - first - origin
    }
  }

  /// The step a place stands for, in parts of steps where there are parts.
  func step(at x: Double) -> Double {
    switch unit {
    case .steps: return x
    case .epochs:
      let epochs = x + origin
      guard let phase = phases.last(where: { $0.epochs <= epochs }) ?? phases.first else { return x }
      return phase.firstStep + (epochs - phase.epochs) * phase.stepsPerEpoch
    case .time:
      guard let first = view.store.wallTimes.first else { return 0 }
      let position = view.store.position(atTime: x + origin + first)
      return position > 0 ? Double(view.store.furthestSteps[position - 1]) : 0
    }
  }

  /// The columns of a chart over a stretch of the axis.
  func edges(_ range: Range<Double>, columns: Int) -> CurveEdges {
    guard columns > 0 else { return .steps([]) }
    let width = (range.upperBound - range.lowerBound) / Double(columns)
    let places = (0...columns).map { $0 == columns ? range.upperBound : range.lowerBound + width * Double($0) }
    switch unit {
    case .steps: return .steps(places)
    case .epochs: return .steps(places.map(step))
    case .time:
      let first = (view.store.wallTimes.first ?? 0) + origin
      return .positions(
        places.enumerated().map { index, place in
          // A point at the very beginning belongs to the first column.
          view.store.position(atTime: index == 0 ? (first + place).nextDown : first + place)
        })
    }
  }

  /// A stretch of steps, the last one included, as one of the axis.
  func range(ofSteps low: Int, through high: Int) -> Range<Double> {
    switch unit {
    case .steps:
      // The last point lies inside: one step on, or where that is the same number the next one there is.
      let last = Double(max(high, low))
      return Double(low)..<max(last + 1, last.nextUp)
    case .epochs:
      let (lower, upper) = (x(ofStep: Double(low)), x(ofStep: Double(high) + 1))
      return lower..<max(upper, lower + 1e-6, lower.nextUp)
    case .time:
      let (lower, upper) = (x(ofStep: Double(low) - 1), x(ofStep: Double(high)))
      return lower..<max(upper, lower + 1)
    }
  }

  /// A place in words: `step 1,412`, with the epoch or the time where the axis counts those.
  func text(ofStep step: Int) -> String {
    let name = "step \(Format.count(step))"
    let x = x(ofStep: Double(step))
    switch unit {
    case .steps: return name
    case .epochs: return "\(name) = epoch \(Format.decimals(x, 2))"
    case .time: return "\(name) at \(Format.duration(x))"
    }
  }
}
