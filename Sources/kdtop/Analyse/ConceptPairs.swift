import Foundation
import Training

/// Which runs are held against which: those of one seed, student and data set.
struct ConceptPairs {
  /// Distilled runs and the baseline that goes with them.
  struct Group {
    var seed: UInt64
    var distilled: [RunReader]
    var baseline: RunReader?
  }

  private(set) var groups: [Group] = []
  /// What a person should know.
  private(set) var notices: [String] = []

  init(_ paths: [String], baselines: [String], _ arguments: AnalysisArguments) throws {
    let readers = try ComparedPaths.expanded(paths).map { try arguments.reader($0.path) }
    let given = try ComparedPaths.expanded(baselines).map { try arguments.reader($0.path) }
    if let wrong = given.first(where: ConceptPairs.isDistilled) {
      throw UsageError(
        description:
          "\(wrong.path) is no baseline: \(wrong.configuration.recipe.name) distils; --method scratch does not")
    }
    let distilled = readers.filter(ConceptPairs.isDistilled)
    let plain = given + readers.filter { !ConceptPairs.isDistilled($0) }
    if distilled.isEmpty {
      // Without a distilled one there is nothing to hold them against: each stands alone.
      groups = plain.map { Group(seed: $0.configuration.seed, distilled: [], baseline: $0) }
    }
    for reader in distilled {
      let key = ConceptPairs.key(reader)
      if let place = groups.firstIndex(where: { $0.distilled.first.map(ConceptPairs.key) == key }) {
        groups[place].distilled.append(reader)
      } else {
        let baseline = plain.first { ConceptPairs.key($0) == key }
        groups.append(Group(seed: reader.configuration.seed, distilled: [reader], baseline: baseline))
      }
    }
    groups.sort { $0.seed < $1.seed }
    if !distilled.isEmpty, let alone = groups.first(where: { $0.baseline == nil })?.distilled.first {
      notices.append(
        "there is no student without distilling beside \(alone.path); for the hypotheses train one: kdtop launch "
          + "--config \(alone.path)/run.toml --method scratch --headless --run-dir \(alone.path)-scratch")
    }
  }

  private static func isDistilled(_ reader: RunReader) -> Bool {
    !reader.configuration.teachers.isEmpty || reader.configuration.teacherOutputs != nil
  }

  private static func key(_ reader: RunReader) -> String {
    let configuration = reader.configuration
    return "\(configuration.seed) \(configuration.dataset.name) \(configuration.students[0])"
  }
}
