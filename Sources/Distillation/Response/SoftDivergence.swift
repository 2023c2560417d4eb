import Torch

/// T²·KL(p_T^T ‖ p_S^T): how far the student's softened probabilities are from the teacher's, summed over classes
/// and averaged over the batch; scalar.
///
/// - Parameters:
///   - teacher: logits `[batch, classes]`; no gradient flows into them.
///   - student: logits `[batch, classes]`.
///   - temperature: above 0.
func softDivergence(from teacher: Tensor, to student: Tensor, temperature: Double) throws -> Tensor {
  let target = try withoutGradients { try (teacher / temperature).logSoftmax(1) }
  let output = try (student / temperature).logSoftmax(1)
  return try output.klDivergence(to: target, logTarget: true) * (temperature * temperature)
}

/// −Σ target·log p_S^T summed over classes and averaged over the batch; scalar.
///
/// - Parameters:
///   - target: probabilities `[batch, classes]`, without a gradient.
///   - student: logits `[batch, classes]`.
///   - temperature: of the student's probabilities, above 0.
func softCrossEntropy(target: Tensor, student: Tensor, temperature: Double = 1) throws -> Tensor {
  try -((target * (student / temperature).logSoftmax(1)).sum([1]).mean())
}
