import RunModel
import Torch

/// Xie, Luong, Hovy, Le: Self-training with Noisy Student improves ImageNet classification, CVPR 2020, arXiv 1911.04252.
///
/// The teacher, without noise, labels the examples whose labels the student is not shown; a student as large or larger
/// learns from both with noise (dropout, stochastic depth, RandAugment) and becomes the next teacher.
/// Total = `hard` + r·`pseudo`, `hard` = CE on a labelled batch, `pseudo` = soft cross-entropy on an unlabelled one.
public struct NoisyStudent: DistillationMethod {
  public static let ratio = Knob(
    name: "ratio", symbol: "r", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of the examples that the teacher has labelled")
  public static let confidence = Knob(
    name: "confidence", symbol: "conf", range: 0...0.99, defaultValue: 0.3, fineStep: 0.01, coarseStep: 0.1,
    help: "how sure the teacher must be of an example; holds from the next round on")
  public static let magnitude = Knob(
    name: "magnitude", symbol: "mag", range: 0...30, defaultValue: 27, fineStep: 1, coarseStep: 5,
    help: "strength of RandAugment on the student's images")
  public static let dropout = Knob(
    name: "dropout", symbol: "drop", range: 0...0.9, defaultValue: 0.5, fineStep: 0.05, coarseStep: 0.1,
    help: "share of the student's hidden units dropped")
  public static let survival = Knob(
    name: "survival", symbol: "surv", range: 0.1...1, defaultValue: 0.8, fineStep: 0.05, coarseStep: 0.1,
    help: "probability that the student's last residual block is kept; less and less likely with depth")
  public static let rounds = MethodOption(
    "rounds", .count(1...20), standard: "3", help: "students in succession, each the teacher of the next")
  public static let labels = MethodOption(
    "labels", .choice(["soft", "hard"]), standard: "soft",
    help: "what the teacher says: probabilities or its first class")
  public static let balance = MethodOption(
    "balance", .choice(["on", "off"]), standard: "on",
    help: "as many examples of each class: the surest where there are many, repeated where there are few")

  public static let declaration = MethodDeclaration(
    name: "noisy-student", title: "Noisy student", paper: "Xie, Luong, Hovy, Le 2020, arXiv 1911.04252",
    summary: "the teacher labels new examples, a student learns from all of them with noise and becomes the teacher",
    knobs: [ratio, confidence, magnitude, dropout, survival], options: [rounds, labels, balance], guides: .teacher,
    phases: rounds(3),
    preferences: .init(augmentation: "randaugment=2x27", labelledShare: 0.25, networks: .largerStudent))

  private let settings: MethodSettings

  public init(_ settings: MethodSettings) { self.settings = settings }

  public var phases: [MethodPhase] { NoisyStudent.rounds(settings.count(Self.rounds)) }

  private static func rounds(_ count: Int) -> [MethodPhase] {
    (1...max(1, count)).map { round in
      .init(
        "round-\(round)", terms: ["hard", "pseudo"], reads: [.student], material: .pseudoLabelled,
        opening: round == 1 ? .goesOn : .newGeneration,
        noise: .init(dropout: dropout, survival: survival, magnitude: magnitude))
    }
  }

  /// `student.logits` and `labels` of a labelled batch; `student.unlabelled.logits` and `pseudo.targets` (probabilities),
  /// both `[batch, classes]`, of an unlabelled one; without both, `pseudo` is 0.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let student = try inputs.logits("student.logits")
    var loss = Loss()
    loss.add("hard", try student.crossEntropy(labels: inputs.labels(batch: student.shape[0])))
    guard inputs.has("student.unlabelled.logits") || inputs.has("pseudo.targets") else {
      loss.add("pseudo", try .scalar(0, student.dtype), weight: 0)
      return loss
    }
    let unlabelled = try inputs.logits("student.unlabelled.logits")
    let targets = try inputs.logits("pseudo.targets", like: unlabelled).detached()
    loss.add("pseudo", try softCrossEntropy(target: targets, student: unlabelled), weight: knobs[Self.ratio])
    return loss
  }
}
