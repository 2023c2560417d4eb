import Datasets
import Distillation
import Models
import RunModel
import Torch

/// How the teachers' word reaches the student.
extension TrainingSession {
  /// One guide a teacher, for the examples of a phase.
  func guides(_ phase: MethodPhase, pool: ExamplePool) throws -> [Guide] {
    guard phase.reads.contains(.teacher) || phase.reads.contains(.features), !phase.readsInsideText else { return [] }
    if let outputs { return [try Guide(logits: outputs.logits(of: pool), for: pool)] }
    let guides = networks.teachers.map { Guide($0.network) }
    if material.augmentation != nil {
      trainer.reporter.notice(
        .info, "images are augmented: the teacher is asked at every step, about what the student sees")
    } else if phase.reads.contains(.imageGradients) || !configuration.teacherCache {
      return guides
    } else if recipe.reads(phase, knobs: trainer.gate.knobs).isDisjoint(with: [.teacher, .features]) {
      // Nobody wants its word as the knobs stand.
      return guides
    } else if !Guide.fitsCache(examples: pool.count, classes: material.dataset.classCount * max(1, guides.count)) {
      trainer.reporter.notice(.info, "the teacher's outputs do not fit the cache; the teacher runs at every step")
    } else {
      for (number, guide) in guides.enumerated() {
        let which = guides.count > 1 ? "teacher \(number + 1) of \(guides.count)" : "the teacher"
        trainer.reporter.status(.loading, reason: "asking \(which) about \(pool.count) examples")
        try guide.keepOutputs(for: pool) { [gate = trainer.gate] _ in try gate.takeCommands() }
      }
      trainer.gate.reportState()
    }
    return guides
  }

  /// What the teacher says of the examples whose labels the student is not shown.
  func pseudoLabels(_ phase: MethodPhase) throws -> PseudoLabelled? {
    guard phase.material == .pseudoLabelled, let teacher = networks.teachers.first?.network,
      let unlabelled = material.unlabelled
    else { return nil }
    let knobs = trainer.gate.knobs
    trainer.reporter.status(.loading, reason: "the teacher labels \(unlabelled.count) examples")
    let labelled = try PseudoLabelled(
      unlabelled, teacher: teacher, confidence: knobs[NoisyStudent.confidence],
      isHard: recipe.value(NoisyStudent.labels) == "hard", isBalanced: recipe.value(NoisyStudent.balance) == "on",
      batchSize: configuration.batchSize, seed: SplitMix64(seed: configuration.seed, purpose: "unlabelled order").state,
      augmentation: material.augmentation
    ) { [gate = trainer.gate] _ in try gate.takeCommands() }
    guard !labelled.isEmpty else {
      throw TrainingError.noPseudoLabels(confidence: knobs[NoisyStudent.confidence], phase: phase.name)
    }
    trainer.reporter.notice(.info, labelled.report.text)
    trainer.gate.reportState()
    return labelled
  }
}

extension PseudoLabelReport {
  /// For people.
  fileprivate var text: String {
    let used = balanced.reduce(0, +)
    let empty = emptyClasses > 0 ? "; none of \(emptyClasses) classes" : ""
    return "the teacher is sure of \(kept) of \(examples) examples; \(used) are used"
      + (isBalanced ? ", \(perClass) of each class" : "") + empty
  }
}
