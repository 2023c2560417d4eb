import Distillation
import RunModel

extension RunOptions {
  /// These options, typed, over those of a file.
  ///
  /// A file is written for one job: where another method or optimiser is typed, the file's knobs that only the other
  /// one has say nothing; and its throttle holds back those who watch, not a run that nobody watches.
  /// - Throws: `UnknownMethod`.
  public func over(file: RunOptions, isWatched: Bool) throws(UnknownMethod) -> RunOptions {
    var file = file
    if !isWatched {
      file.knobs[TrainingKnobs.throttle.name] = nil
      file.changes.removeAll { $0.knob == TrainingKnobs.throttle.name }
    }
    if method != nil || optimizer != nil {
      let chosen = try MethodRegistry.method(named: method ?? file.method ?? RunConfiguration.defaultMethod)
      let kind = (optimizer ?? file.optimizer).flatMap { OptimizerKind(rawValue: $0.lowercased()) } ?? .sgd
      let mine = Set((chosen.declaration.knobs + TrainingKnobs.all(for: kind)).map(\.name))
      let others = Set(
        (MethodRegistry.all.flatMap { $0.declaration.knobs } + TrainingKnobs.all(for: .sgd)).map(\.name))
      file.knobs = file.knobs.filter { mine.contains($0.key) || !others.contains($0.key) }
      file.changes = file.changes.filter { mine.contains($0.knob) || !others.contains($0.knob) }
    }
    return over(file)
  }
}
