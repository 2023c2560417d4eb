import RunModel
import Torch

/// Tung, Mori: Similarity-preserving knowledge distillation, ICCV 2019, arXiv 1907.09682.
///
/// Q = features flattened to `[batch, c·h·w]`; G = Q·Qᵀ with each row made a vector of length 1 (equation 2);
/// `similarity` = Σ over pairs of ‖G_T − G_S‖_F²/B² (equation 4). Total = CE + γ·`similarity`. Channel counts may differ.
public struct SimilarityPreserving: DistillationMethod {
  public static let gamma = Knob(
    name: "gamma", symbol: "γ", range: 1...100_000, scale: .logarithmic, defaultValue: 3000, offValue: 0,
    help: "weight of which examples of a batch look alike")

  public static let declaration = MethodDeclaration(
    name: "sp", title: "Similarity-preserving distillation", paper: "Tung, Mori 2019, arXiv 1907.09682",
    summary: "examples that look alike to the teacher look alike to the student",
    knobs: [gamma], guides: .teacher, layers: .last,
    phases: [.init("transfer", terms: ["hard", "similarity"], reads: [.student, .features])], canBeAdded: true,
    preferences: .init(networks: .convolutional))

  public init(_ settings: MethodSettings) {}

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    var loss = Loss()
    try inputs.addHard(to: &loss)
    var sum: Tensor?
    for (student, teacher) in try inputs.featurePairs() {
      let batch = Double(student.size(0))
      let target = try withoutGradients { try SimilarityPreserving.similarity(teacher) }
      let term = try (target - SimilarityPreserving.similarity(student)).square().sum() / (batch * batch)
      sum = try sum.map { try $0 + term } ?? term
    }
    if let sum { loss.add("similarity", sum, weight: knobs[Self.gamma]) }
    return loss
  }

  /// G `[batch, batch]` of features `[batch, …]`.
  static func similarity(_ features: Tensor) throws -> Tensor {
    let flat = try features.flatten(from: 1)
    let products = try flat.matmul(flat.transpose(0, 1))
    return try products / products.norm([1], keep: true).clamped(to: 1e-12...Double.infinity)
  }
}
