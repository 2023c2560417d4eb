import Models
import Torch

/// The teacher's word on training examples: computed once an example where nothing random touches its input, or at
/// every step.
struct TeacherOutputs {
  private enum Kind {
    /// `[examples, classes]`, and the cross-entropy of each example.
    case cached(logits: Tensor, crossEntropies: [Float])
    case live(any Network)
  }

  private let kind: Kind
  /// More than this many bytes of logits are not kept in memory.
  static let cacheLimit = 512 << 20

  /// Computes and keeps the outputs for all of `pool`.
  init(caching teacher: any Network, over pool: ExamplePool, progress: (Int) throws -> Void) throws {
    let logits = try pool.logits(of: teacher, progress: progress)
    let losses = try withoutGradients { try logits.crossEntropy(labels: pool.labels, reduction: .none).floats() }
    kind = .cached(logits: logits, crossEntropies: losses)
  }

  /// Asks the teacher at every step; it stays in test mode.
  init(asking teacher: any Network) {
    teacher.training = false
    kind = .live(teacher)
  }

  /// Whether `examples` times `classes` logits fit the cache.
  static func fitsCache(examples: Int, classes: Int) -> Bool {
    examples.multipliedReportingOverflow(by: classes * 4).partialValue <= cacheLimit
  }

  /// Logits `[batch, classes]` without gradient, and the teacher's mean cross-entropy on the batch.
  func outputs(rows: [Int], index: Tensor, images: Tensor, labels: Tensor) throws -> (logits: Tensor, loss: Float) {
    switch kind {
    case .cached(let logits, let losses):
      let sum = rows.reduce(into: Float(0)) { $0 += losses[$1] }
      return (try logits.indexSelect(0, index), sum / Float(rows.count))
    case .live(let teacher):
      return try withoutGradients {
        let logits = try teacher.logits(images)
        return (logits, Float(try logits.crossEntropy(labels: labels).item()))
      }
    }
  }
}
