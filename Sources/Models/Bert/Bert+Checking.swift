import Torch

extension Bert {
  /// That shapes and types fit; cheap enough for every step.
  func checkShapes(_ batch: TokenBatch) throws(TokenBatchError) {
    let shape = batch.ids.shape
    let parts =
      [("input_ids", batch.ids), ("attention_mask", batch.mask)] + (batch.types.map { [("token_type_ids", $0)] } ?? [])
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else {
      throw .shape("input_ids", expected: "[batch, length] with at least one token", found: shape)
    }
    for (name, tensor) in parts {
      guard tensor.shape == shape else { throw .shape(name, expected: "\(shape), as input_ids", found: tensor.shape) }
      guard tensor.dtype == .int64 else {
        throw .shape(name, expected: "\(shape) of int64 and is \(tensor.dtype)", found: tensor.shape)
      }
    }
    guard shape[1] <= config.positions else { throw .tooLong(shape[1], limit: config.positions) }
  }

  /// That a batch from anywhere can be read: shapes, ids of the vocabulary, a mask of 0 and 1, types the network knows.
  ///
  /// - Throws: `TokenBatchError`, `EngineError`.
  public func validate(_ batch: TokenBatch) throws {
    try checkShapes(batch)
    try Bert.check("input_ids", batch.ids, below: config.vocabulary)
    try Bert.check("attention_mask", batch.mask, below: 2)
    guard let types = batch.types else { return }
    if config.tokenTypes == 0 {
      guard try types.min().item() == 0, try types.max().item() == 0 else { throw TokenBatchError.noTokenTypes }
    } else {
      try Bert.check("token_type_ids", types, below: config.tokenTypes)
    }
  }

  private static func check(_ name: String, _ numbers: Tensor, below limit: Int) throws {
    for bound in [try numbers.min(), try numbers.max()] {
      guard let value = try bound.ints().first, !(0..<limit).contains(value) else { continue }
      throw TokenBatchError.value(name, found: value, limit: limit)
    }
  }
}
