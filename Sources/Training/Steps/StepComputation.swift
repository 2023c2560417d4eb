import Distillation
import RunModel
import Torch

/// The examples of one step.
struct Batch {
  /// What networks see: images `[batch, channels, height, width]`, normalised, and augmented where that is asked for; or
  /// packed tokens `[batch, 2 or 3, length]`.
  var inputs: Tensor
  /// `[batch]`; of masked tokens `[batch, length]`.
  var labels: Tensor
  /// Rows of the pool, as numbers and as a tensor.
  var rows: [Int]
  var index: Tensor
  /// Whether the inputs are other ones than the pool's.
  var isAugmented = false
}

/// What a step computes: the loss of each learner, which may depend on what the others have become within the step.
protocol StepComputation {
  /// The learner's loss, and further scalars of the step.
  func loss(of learner: Int) throws -> (loss: Loss, extra: [Scalar])
  /// The learner's weights have just been moved.
  func hasMoved(_ learner: Int)
}

/// One loss of one learner.
struct SingleLoss: StepComputation {
  var body: () throws -> (loss: Loss, extra: [Scalar])

  func loss(of learner: Int) throws -> (loss: Loss, extra: [Scalar]) { try body() }
  func hasMoved(_ learner: Int) {}
}
