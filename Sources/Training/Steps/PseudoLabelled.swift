import Datasets
import Distillation
import Models
import RunModel
import Torch

/// Examples without labels, and what a teacher says of those it is sure of.
final class PseudoLabelled {
  private let pool: ExamplePool
  private let augmentation: Augmentation?
  /// Rows of the pool, some more than once so that classes are balanced.
  private let rows: [Int]
  /// Probabilities `[kept, classes]`, for each place of `rows`.
  private let targets: Tensor
  private let batchSize: Int
  private let seed: UInt64
  /// The batches, and how many have been drawn.
  private var order: (drawn: Int, batches: BatchOrder)?
  /// How many examples there were, were sure enough, and are used, class by class.
  let report: PseudoLabelReport

  /// Asks the teacher, without noise.
  /// - Parameters:
  ///   - confidence: examples whose likeliest class has no more than this probability are left out.
  ///   - isHard: whether the likeliest class stands for the probabilities.
  ///   - isBalanced: whether every class gets as many examples.
  init(
    _ pool: ExamplePool, teacher: any Network, confidence: Double, isHard: Bool, isBalanced: Bool, batchSize: Int,
    seed: UInt64, augmentation: Augmentation?, progress: (Int) throws -> Void
  ) throws {
    self.pool = pool
    self.augmentation = augmentation
    self.batchSize = batchSize
    self.seed = seed
    let probabilities = try withoutGradients { try pool.logits(of: teacher, progress: progress).softmax(1) }
    let classes = probabilities.size(1)
    let chosen = try PseudoLabels(
      probabilities: try probabilities.floats(), classes: classes, threshold: confidence, isBalanced: isBalanced)
    rows = chosen.indices
    report = chosen.report
    let index = try Tensor(rows.map(Int64.init), shape: [rows.count])
    let soft = try probabilities.indexSelect(0, index)
    targets = isHard && !rows.isEmpty ? try soft.argmax(1).oneHot(classes: classes).to(.float32) : soft
  }

  var isEmpty: Bool { rows.isEmpty }

  /// The batch that goes with a step; which one depends on the step alone, so that there is no state to save.
  /// - Parameter steps: taken in the phase so far.
  func batch(
    after steps: Int, knobs: KnobValues, noise: MethodPhase.Noise?
  ) throws -> (images: Tensor, targets: Tensor) {
    let perEpoch = BatchOrder.batchesPerEpoch(of: rows.count, batchSize: batchSize)
    if order?.drawn != steps {
      order = (
        steps,
        try BatchOrder(
          indices: Array(rows.indices), batchSize: batchSize,
          state: .init(seed: seed, epoch: steps / perEpoch, position: steps % perEpoch * batchSize))
      )
    }
    let places = order?.batches.next() ?? []
    order?.drawn += 1
    let index = try Tensor(places.map(Int64.init), shape: [places.count])
    let chosen = places.map { rows[$0] }
    let images =
      try augmentation.map {
        try pool.augmented(
          chosen, by: $0, epoch: steps / perEpoch, places: places, magnitude: noise.map { knobs[$0.magnitude] })
      } ?? pool.batch(chosen).inputs
    return (images, try targets.indexSelect(0, index))
  }
}
