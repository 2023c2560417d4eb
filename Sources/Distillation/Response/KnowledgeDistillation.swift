import RunModel
import Torch

/// Hinton, Vinyals, Dean: Distilling the knowledge in a neural network, 2015, arXiv 1503.02531.
///
/// Total = (1−α)·`hard` + α·`soft`, `hard` = CE(z_S), `soft` = T²·KL(p_T^T ‖ p_S^T). The T² keeps the size of the
/// soft gradient as T moves (section 2).
public struct KnowledgeDistillation: DistillationMethod {
  public static let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 4, fineStep: 0.5, coarseStep: 2,
    help: "softens teacher and student alike: higher shows more of how the teacher ranks the wrong classes")
  public static let alpha = Knob(
    name: "alpha", symbol: "α", range: 0...1, defaultValue: 0.9, fineStep: 0.01, coarseStep: 0.1,
    help: "weight of the soft targets; the labels get 1 − α")

  public static let declaration = MethodDeclaration(
    name: "kd", title: "Knowledge distillation",
    paper: "Hinton, Vinyals, Dean 2015, arXiv 1503.02531",
    summary: "the student matches the teacher's softened probabilities, and the labels a little",
    knobs: [temperature, alpha], guides: .teacher,
    phases: [.init("distil", terms: ["hard", "soft"], reads: [.student, .teacher])], canBeAdded: true)

  public init(_ settings: MethodSettings) {}

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    try distillation(inputs, temperature: knobs[Self.temperature], alpha: knobs[Self.alpha])
  }
}

/// (1−α)·`hard` + α·`soft` of a language model's last phase, its task. Without α nobody asks the teacher.
func taskLoss(_ inputs: any LossInputs, temperature: Double, alpha: Double) throws -> Loss {
  if alpha > 0 { return try distillation(inputs, temperature: temperature, alpha: alpha) }
  var loss = Loss()
  try inputs.addHard(to: &loss)
  return loss
}

/// (1−α)·`hard` + α·`soft` of `student.logits`, `teacher.logits` and `labels`.
func distillation(_ inputs: any LossInputs, temperature: Double, alpha: Double) throws -> Loss {
  let student = try inputs.logits("student.logits")
  let teacher = try inputs.logits("teacher.logits", like: student)
  var loss = Loss()
  loss.add("hard", try student.crossEntropy(labels: inputs.labels(batch: student.shape[0])), weight: 1 - alpha)
  loss.add("soft", try softDivergence(from: teacher, to: student, temperature: temperature), weight: alpha)
  return loss
}
