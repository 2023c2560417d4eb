import Distillation
import Foundation
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
      // What is added to a method goes with it.
      if method != nil { file.added = nil }
      let chosen = [method ?? file.method ?? RunConfiguration.defaultMethod] + RunOptions.list(added ?? file.added)
      var methods: [MethodDeclaration] = []
      for name in chosen { methods.append(try MethodRegistry.method(named: name).declaration) }
      let kind = (optimizer ?? file.optimizer).flatMap { OptimizerKind(rawValue: $0.lowercased()) } ?? .sgd
      let mine = Set(
        (methods.flatMap(\.knobs) + TrainingKnobs.all(for: kind)).map(\.name)
          + methods.flatMap { method in
            method.options.map(\.name) + method.knobs.map { "\(method.name)_\($0.name)".replacing("-", with: "_") }
          })
      let all = MethodRegistry.all.map { $0.declaration }
      let others = Set(
        (all.flatMap(\.knobs) + TrainingKnobs.all(for: .sgd)).map(\.name) + all.flatMap { $0.options.map(\.name) })
      file.choices = file.choices.filter { mine.contains($0.key) || !others.contains($0.key) }
      file.knobs = file.knobs.filter { mine.contains($0.key) || !others.contains($0.key) }
      file.changes = file.changes.filter { mine.contains($0.knob) || !others.contains($0.knob) }
    }
    return over(file)
  }

  /// `at,sp` as names.
  static func list(_ text: String?) -> [String] {
    text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty } ?? []
  }
}
