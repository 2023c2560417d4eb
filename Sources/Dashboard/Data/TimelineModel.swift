import RunModel

/// A run from its first to its last planned step: what the timeline draws.
struct TimelineModel {
  struct Segment: Equatable {
    var name: String
    /// Steps of the whole run.
    var start: Int
    var end: Int
  }

  /// Phases in order; one without a name where the log has none.
  var segments: [Segment]
  /// Last step planned, or known of; at least 1.
  var end: Int
  /// Where the run, or the playhead, is.
  var step: Int
  /// Steps at which a knob changed.
  var changes: [Int]
  /// Steps of the checkpoints there are.
  var checkpoints: [Int]
  /// Steps that notes are about.
  var notes: [Int]
  private let store: RunStore

  init(_ scene: Scene) {
    let view = scene.view
    // Changes after the playhead are worth seeking to.
    let whole = RunView(view.store)
    store = view.store
    step = view.step
    changes = whole.changes.map(\.step)
    checkpoints = whole.checkpoints.map(\.step)
    notes = whole.notes.map(\.step)
    let phases = whole.store.phases.prefix(at: whole.position).map { ($0.value.index, $0.value) }
    let starts = Dictionary(phases) { $1 }
    let planned = whole.description?.phases ?? []
    var segments: [Segment] = []
    // Steps and phases are within `LogLimits`: the sum of all of them is an Int.
    var place = 0
    for (index, phase) in planned.enumerated() {
      let start = starts[index]
      let first = start?.firstStep ?? place
      let steps = max(0, start?.steps ?? phase.steps)
      segments.append(Segment(name: phase.name, start: first, end: first + steps))
      place = first + steps
    }
    let last = whole.step
    let known = max(last, step, segments.last?.end ?? 0, 1)
    if segments.isEmpty { segments = [Segment(name: "", start: 0, end: known)] }
    self.segments = segments
    end = known
  }

  /// 0…1 along the timeline.
  func fraction(of step: Int) -> Double { min(max(Double(step) / Double(end), 0), 1) }

  /// The step a place on the timeline stands for.
  func step(at fraction: Double) -> Int { Int((fraction * Double(end)).rounded()) }

  /// The position of that step in the log.
  func position(at fraction: Double) -> Int { store.position(atStep: step(at: fraction)) }
}
