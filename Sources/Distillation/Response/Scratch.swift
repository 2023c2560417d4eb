import RunModel
import Torch

/// The baseline every comparison needs: cross-entropy with the labels alone; same student, seed and data order.
public struct Scratch: DistillationMethod {
  public static let declaration = MethodDeclaration(
    name: "scratch", title: "No teacher", paper: "",
    summary: "cross-entropy with the labels alone: what the student learns by itself", guides: .none,
    phases: [.init("train", terms: ["hard"], reads: [.student])])

  public init(_ settings: MethodSettings) {}

  /// `hard` = CE(z_S), mean over the batch.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let student = try inputs.logits("student.logits")
    var loss = Loss()
    loss.add("hard", try student.crossEntropy(labels: inputs.labels(batch: student.shape[0])))
    return loss
  }
}
