import RunModel
import Torch

/// Bucilă, Caruana, Niculescu-Mizil: Model compression, KDD 2006.
///
/// An ensemble labels examples made up by MUNGE, and the student regresses the mean of its logits:
/// `logits` = mean over all elements of (z_S − z_T)².
public struct ModelCompression: DistillationMethod {
  public static let teachers = MethodOption(
    "teachers", .count(1...20), standard: "3", help: "networks in the ensemble, which differ in their first weights")
  public static let swap = MethodOption(
    "p", .number(0...1), standard: "0.5", help: "MUNGE: probability that an attribute is redrawn")
  public static let locality = MethodOption(
    "s", .number(0.01...100), standard: "1", help: "MUNGE: redrawn with the deviation |difference| / s")
  public static let rounds = MethodOption(
    "rounds", .count(1...20), standard: "4", help: "MUNGE: made-up examples for each real one")

  public static let declaration = MethodDeclaration(
    name: "compress", title: "Model compression", paper: "Bucilă, Caruana, Niculescu-Mizil 2006, KDD",
    summary: "a student regresses the mean logits of an ensemble on made-up examples",
    options: [teachers, swap, locality, rounds], guides: .teachers(teachers),
    phases: [.init("compress", terms: ["logits"], reads: [.student, .teacher], material: .synthetic)],
    averagesLogits: true)

  public init(_ settings: MethodSettings) {}

  /// `student.logits` and `teacher.logits`, or the mean of `teachers.N.logits`.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let student = try inputs.logits("student.logits")
    let teacher: Tensor
    if inputs.has("teachers.0.logits") {
      let all = try inputs.logits(each: "teachers", atLeast: 1, like: student)
      teacher = try withoutGradients { try Tensor.stack(all).mean([0]) }
    } else {
      teacher = try inputs.logits("teacher.logits", like: student).detached()
    }
    var loss = Loss()
    loss.add("logits", try student.mse(teacher))
    return loss
  }
}
