import EventFiles
import RunModel

/// What a run's event files say.
struct RunLog {
  let store = RunStore()

  init(_ path: String) throws {
    let store = store
    _ = try LogDirectory(path: path).read { store.apply($0.event, run: $0.run) }
  }

  var view: RunView { RunView(store) }

  func values(_ tag: String) -> [(step: Int, value: Float)] {
    guard let series = store.series[RunStore.Key(tag)] else { return [] }
    return Array(zip(series.steps, series.values))
  }

  /// Steps at which the student's loss was not (1 − α)·hard + α·soft with the α of that step, to float precision.
  func wrongTotals() -> [Int] {
    let (total, hard, soft) = (values(Tag.studentLoss), values("loss/hard"), values("loss/soft"))
    let alphas = view.changes.compactMap { change in
      change.outcome.knob == "alpha" ? change.outcome.new.map { (after: change.step, alpha: $0) } : nil
    }
    let start = values("knob/alpha").first.map { Double("\($0.value)") ?? 0 } ?? 0
    guard total.count == hard.count, total.count == soft.count, !total.isEmpty else { return [-1] }
    return total.indices.compactMap { index in
      let step = total[index].step
      let alpha = alphas.last { $0.after < step }?.alpha ?? start
      let expected = (1 - alpha) * Double(hard[index].value) + alpha * Double(soft[index].value)
      let error = abs(Double(total[index].value) - expected)
      return error <= 4e-7 * max(1e-3, abs(expected), Double(soft[index].value)) ? nil : step
    }
  }
}
