import Distillation
import Models
import Torch

/// A teacher, and what it says of training examples: computed once an example where nothing random touches its input,
/// read from a file, or computed at every step.
final class Guide {
  /// Logits of every example of the pool, `[examples, classes]`, and the cross-entropy of each.
  fileprivate struct Kept {
    var logits: Tensor
    var crossEntropies: [Float]
  }

  /// Nil where its outputs come from a file.
  let network: (any Network)?
  private var kept: Kept?
  /// More than this many bytes of logits are not kept in memory.
  static let cacheLimit = 512 << 20

  /// A network that is asked at every step; it stays in test mode.
  init(_ network: any Network) {
    network.training = false
    self.network = network
  }

  /// Outputs that are known beforehand.
  /// - Parameter logits: `[examples, classes]`, for the rows of `pool`.
  init(logits: Tensor, for pool: ExamplePool) throws {
    network = nil
    kept = try Guide.keep(logits, pool)
  }

  /// Computes and keeps the outputs for all of `pool`.
  /// - Parameter progress: told how many examples are done.
  func keepOutputs(for pool: ExamplePool, progress: (Int) throws -> Void) throws {
    guard let network else { return }
    kept = try Guide.keep(try pool.logits(of: network, progress: progress), pool)
  }

  private static func keep(_ logits: Tensor, _ pool: ExamplePool) throws -> Kept {
    Kept(
      logits: logits,
      crossEntropies: try pool.labels.map { labels in
        try withoutGradients { try logits.crossEntropy(labels: labels, reduction: .none).floats() }
      } ?? [Float](repeating: 0, count: pool.count))
  }

  /// Whether `examples` times `classes` logits fit the memory kept for them.
  static func fitsCache(examples: Int, classes: Int) -> Bool {
    examples.multipliedReportingOverflow(by: classes * 4).partialValue <= cacheLimit
  }

  /// What it says of a batch.
  /// - Parameters:
  ///   - taps: whose values are wanted.
  ///   - images: with a graph that shall lead from them to the logits; nil for outputs without gradients.
  /// - Returns: logits `[batch, classes]`, the taps, and the mean cross-entropy on the batch.
  func outputs(
    _ batch: Batch, taps: Set<String> = [], withGraphFrom images: Tensor? = nil
  ) throws -> (logits: Tensor, taps: [String: Tensor], loss: Float) {
    let known = batch.isAugmented || images != nil ? nil : kept
    if let known, taps.isEmpty || network == nil {
      return (try known.logits.indexSelect(0, batch.index), [:], known.loss(batch.rows))
    }
    guard let network else { throw LossError.missing("teacher.features.0", known: ["teacher.logits"]) }
    let request = ForwardRequest(taps: taps, needsLogits: known == nil)
    let output =
      try images.map { try network.forward($0, request) }
      ?? withoutGradients { try network.forward(batch.inputs, request) }
    if let known { return (try known.logits.indexSelect(0, batch.index), output.taps, known.loss(batch.rows)) }
    guard let logits = output.logits else { throw NetworkError.noLogits }
    let loss = try withoutGradients { try logits.crossEntropy(labels: batch.labels).item() }
    return (logits, output.taps, Float(loss))
  }
}

extension Guide.Kept {
  fileprivate func loss(_ rows: [Int]) -> Float {
    rows.reduce(into: Float(0)) { $0 += crossEntropies[$1] } / Float(max(1, rows.count))
  }
}
