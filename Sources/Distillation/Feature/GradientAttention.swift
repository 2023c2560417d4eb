import RunModel
import Torch

/// Zagoruyko, Komodakis: Paying more attention to attention, ICLR 2017, arXiv 1612.03928, gradient-based (section 3.2).
///
/// J = ∂CE/∂x, one an example. Total = CE_S + β/2·`gradient`, `gradient` = batch mean of ‖J_S − J_T‖₂; with `symmetry`
/// the student alone is asked to look at mirrored images in the mirrored way: ‖J(x) − flip J(flip x)‖₂. Both need a second
/// backward pass through the student.
public struct GradientAttention: DistillationMethod {
  public static let beta = Knob(
    name: "beta", symbol: "β", range: 0.01...100_000, scale: .logarithmic, defaultValue: 10, offValue: 0,
    help: "weight of the gradients over the image")
  public static let symmetry = MethodOption(
    "symmetry", .choice(["off", "on"]), standard: "off",
    help: "on: gradients of an image and of its mirror image agree, in place of those of student and teacher")

  public static let declaration = MethodDeclaration(
    name: "at-gradient", title: "Gradient attention transfer", paper: "Zagoruyko, Komodakis 2017, arXiv 1612.03928",
    summary: "the student's loss depends on the same pixels as the teacher's",
    knobs: [beta], options: [symmetry], guides: .teacher, phases: phases(isSymmetric: false), canBeAdded: true,
    preferences: .init(networks: .convolutional))

  private let isSymmetric: Bool

  public init(_ settings: MethodSettings) { isSymmetric = settings[Self.symmetry] == "on" }

  public var phases: [MethodPhase] { GradientAttention.phases(isSymmetric: isSymmetric) }

  private static func phases(isSymmetric: Bool) -> [MethodPhase] {
    [
      .init(
        "transfer", terms: ["hard", "gradient"],
        reads: isSymmetric ? [.student, .imageGradients, .flippedImages] : [.student, .teacher, .imageGradients])
    ]
  }

  /// `images` `[batch, channels, height, width]`, which `student.logits` and `teacher.logits` were computed from with a graph;
  /// with symmetry `flipped.images` and `student.flipped.logits`.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let student = try inputs.logits("student.logits")
    let labels = try inputs.labels(batch: student.shape[0])
    var loss = Loss()
    loss.add("hard", try student.crossEntropy(labels: labels))
    let own = try gradient(student, labels, of: inputs, "images", isLearned: true)
    let other: Tensor
    if isSymmetric {
      other = try gradient(
        inputs.logits("student.flipped.logits", like: student), labels, of: inputs, "flipped.images", isLearned: true
      ).flip([3])
    } else {
      other = try gradient(
        inputs.logits("teacher.logits", like: student), labels, of: inputs, "images", isLearned: false
      ).detached()
    }
    loss.add("gradient", try (own - other).flatten(from: 1).norm([1]).mean(), weight: knobs[Self.beta] / 2)
    return loss
  }

  /// ∂CE/∂x of every example, `[batch, channels, height, width]`.
  private func gradient(
    _ logits: Tensor, _ labels: Tensor, of inputs: any LossInputs, _ name: String, isLearned: Bool
  ) throws -> Tensor {
    let images = try inputs.tensor(name)
    guard images.rank == 4 else {
      throw LossError.shape(tensor: name, shape: images.shape, expected: "[batch, channels, height, width]")
    }
    // The sum, so that an example's gradient does not depend on the size of its batch.
    let loss = try logits.crossEntropy(labels: labels, reduction: .sum)
    guard images.requiresGradient, loss.requiresGradient,
      let gradient = try Tensor.gradients(of: loss, withRespectTo: [images], createGraph: isLearned)[0]
    else { throw LossError.needsNetworks(tensor: name) }
    return gradient
  }
}
