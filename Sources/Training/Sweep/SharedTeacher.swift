import Datasets
import Distillation
import Foundation
import RunModel

/// A teacher that several runs of a sweep train in the same way: it is trained once, and the others take its weights.
public enum SharedTeacher {
  /// A name for everything that a run's teacher depends on: runs of one name train the same teacher, to the last bit.
  /// - Returns: nil for a run that trains no teacher, or not by itself alone: several, one whose loss the method has a say
  ///   in, one that a student takes the place of, one whose knobs are turned on the way.
  public static func name(for configuration: RunConfiguration) -> String? {
    let recipe = configuration.recipe
    guard case .teacher = recipe.guides, configuration.teachers.count == 1, configuration.teacherWeights == nil,
      recipe.teacherPhase == nil, configuration.changes.isEmpty,
      recipe.phases.allSatisfy({
        $0.opening == .goesOn && [.labelled, .corpus].contains($0.material) && $0.noise == nil
      })
    else { return nil }
    let all = configuration.options
    var own = RunOptions()
    (own.dataset, own.dataDirectory, own.teacher) = (all.dataset, all.dataDirectory, all.teacher)
    (own.teacherEpochs, own.teacherStop, own.batchSize) = (all.teacherEpochs, all.teacherStop, all.batchSize)
    (own.seed, own.threads, own.optimizer) = (all.seed, all.threads, all.optimizer)
    own.maximumTokens = all.maximumTokens
    (own.schedule, own.clipNorm, own.augmentation) = (all.schedule, all.clipNorm, all.augmentation)
    for knob in TrainingKnobs.all(for: configuration.optimizer) where knob.name != TrainingKnobs.throttle.name {
      own.knobs[knob.name] = configuration.knobValues[knob]
    }
    let digest = String(SplitMix64(seed: 0, purpose: own.toml).state, radix: 16)
    let spec = String((all.teacher ?? "").prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return "\(spec)-seed\(configuration.seed)-\(digest)"
  }

  /// Whether a run on disk was asked to do what `configuration` says: where it takes the shared teacher's weights, that is
  /// as good as training it, and how it looks, how often it is saved and what is watched does not count.
  /// - Returns: what is different, in words; empty for the same run.
  public static func differences(_ recorded: RunOptions, _ configuration: RunConfiguration) -> [String] {
    var (old, new) = (recorded, configuration.options)
    if let name = name(for: configuration), let file = old.teacherWeights,
      FilePath.name(of: file) == "\(name).safetensors"
    {
      (old.teacherWeights, old.teacherStop) = (nil, new.teacherStop)
    }
    for path: WritableKeyPath<RunOptions, String?> in [\.theme, \.checkpointEvery, \.runDirectory, \.name] {
      (old[keyPath: path], new[keyPath: path]) = (nil, nil)
    }
    (old.concepts, new.concepts) = (nil, nil)
    (old.conceptsBaseline, new.conceptsBaseline) = (nil, nil)
    (old.alerts, new.alerts) = (nil, nil)
    guard old != new else { return [] }
    var differences: [String] = []
    func compare(_ a: [(String, String)], _ b: [(String, String)]) {
      let (x, y) = (Dictionary(a) { $1 }, Dictionary(b) { $1 })
      for name in Set(x.keys).union(y.keys).sorted() where x[name] != y[name] {
        differences.append("\(name) is \(x[name] ?? "not given"), asked for is \(y[name] ?? "none")")
      }
    }
    compare(old.settings.map { ($0.name, $0.value) }, new.settings.map { ($0.name, $0.value) })
    compare(old.knobs.map { ($0.key, Knob.text($0.value)) }, new.knobs.map { ($0.key, Knob.text($0.value)) })
    return differences.isEmpty ? ["its knobs are turned on the way"] : differences
  }
}
