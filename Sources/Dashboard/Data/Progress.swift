import Foundation
import RunModel

/// How far a run is, in numbers.
struct Progress: Equatable {
  var phase: String?
  /// From 1; nil before the first phase.
  var epoch: Int?
  var epochs: Int?
  var step: Int
  /// Steps of the whole run as planned; nil without a plan.
  var plannedSteps: Int?
  var stepsPerSecond: Double?
  /// Seconds until the last planned step; nil where it cannot be told.
  var secondsLeft: Double?

  init(_ view: RunView) {
    step = view.step
    let speed = view.value(Tag.stepsPerSecond).map(Double.init)
    stepsPerSecond = speed.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    let planned = view.description?.phases ?? []
    var later = 0
    // Steps and phases are within `LogLimits`: sums of all of them are an Int.
    if let phase = view.phase {
      self.phase = phase.name
      if phase.stepsPerEpoch > 0 {
        let all = max(1, (phase.steps + phase.stepsPerEpoch - 1) / phase.stepsPerEpoch)
        epochs = all
        epoch = min(all, max(0, step - phase.firstStep - 1) / phase.stepsPerEpoch + 1)
      }
      later = planned.dropFirst(phase.index + 1).reduce(0) { $0 + max(0, $1.steps) }
      plannedSteps = max(step, phase.firstStep + phase.steps + later)
    } else if !planned.isEmpty {
      plannedSteps = planned.reduce(0) { $0 + max(0, $1.steps) }
    }
    if let plannedSteps, let stepsPerSecond, view.status?.isOver != true {
      // A teacher in training runs ahead at full speed; what comes after it is held back.
      let throttle = view.description?.knobs.first { $0.name == "throttle" }.map(view.knobValue) ?? 0
      let laterSpeed = throttle > 0 ? min(stepsPerSecond, throttle) : stepsPerSecond
      secondsLeft = Double(plannedSteps - later - step) / stepsPerSecond + Double(later) / laterSpeed
    }
  }
}
