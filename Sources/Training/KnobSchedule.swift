import RunModel

/// Changes that come by themselves, each between two steps.
struct KnobSchedule {
  private let changes: [KnobChange]
  private var next = 0

  /// - Parameters:
  ///   - changes: in any order; those of one step keep theirs.
  ///   - step: changes before this one have had their effect.
  init(_ changes: [KnobChange] = [], from step: Int = 0) {
    self.changes = KnobSchedule.ordered(changes).filter { $0.step >= step }
  }

  static func ordered(_ changes: [KnobChange]) -> [KnobChange] {
    changes.enumerated().sorted {
      ($0.element.step, $0.element.recoveries, $0.offset) < ($1.element.step, $1.element.recoveries, $1.offset)
    }.map(\.element)
  }

  /// The changes that are due after `step` steps and as many recoveries, each once.
  mutating func take(through step: Int, recoveries: Int) -> ArraySlice<KnobChange> {
    let start = next
    while isDue(at: step, recoveries: recoveries) { next += 1 }
    return changes[start..<next]
  }

  func isDue(at step: Int, recoveries: Int) -> Bool {
    next < changes.count && changes[next].step <= step && changes[next].recoveries <= recoveries
  }
}
