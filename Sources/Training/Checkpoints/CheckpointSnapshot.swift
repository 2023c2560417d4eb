import Foundation
import Torch

/// A run's whole state between two steps, copied out of the engine so that another thread can write it.
struct CheckpointSnapshot: Sendable {
  var state: CheckpointState
  /// Tensors of each file, by its name without the ending.
  var files: [String: [SafetensorsWriter.Item]]
  /// Files that are as they were in an older checkpoint: where that has them.
  var unchanged: [String: String]
}

/// One file of a checkpoint while its tensors are still the engine's.
struct CheckpointPart {
  /// `student`, `optimizer`.
  var name: String
  var tensors: [String: Tensor]
  /// Equal for two parts of one name only when nothing in them differs; nil for one that every step changes.
  var stamp: Int?
}

extension SafetensorsWriter {
  /// The tensors copied out of the engine: what `write` takes, on any thread.
  /// - Throws: `EngineError`.
  static func items(_ tensors: [String: Tensor]) throws -> [Item] {
    try tensors.map { name, tensor in
      var bytes = Data(count: tensor.count * tensor.dtype.size)
      try bytes.withUnsafeMutableBytes { try tensor.copy(into: $0) }
      return Item(name: name, type: tensor.dtype.stored, shape: tensor.shape, bytes: bytes)
    }
  }
}
