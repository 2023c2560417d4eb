import Torch

/// Words, positions and token types as vectors: their sum, normalised.
final class BertEmbeddings {
  let words: Embedding
  let positions: Embedding
  /// Nil for a network that knows no token types.
  let types: Embedding?
  private let norm: LayerNorm
  private let dropout: Dropout

  init(_ config: BertConfig, _ weights: BertWeights, _ dropouts: BertDropouts) throws {
    words = try Embedding(weight: weights.tensor("embeddings.word.weight"), padding: config.padding)
    positions = try Embedding(weight: weights.tensor("embeddings.position.weight"))
    types = config.tokenTypes > 0 ? try Embedding(weight: weights.tensor("embeddings.type.weight")) : nil
    norm = try weights.norm("embeddings.norm", epsilon: config.epsilon)
    dropout = dropouts.hidden
  }

  /// Ids `[batch, length]` to `[batch · length, hidden]`.
  func callAsFunction(_ batch: TokenBatch) throws(EngineError) -> Tensor {
    let (rows, length) = (batch.ids.size(0), batch.ids.size(1))
    var values = try words(batch.ids)
    // What all rows share is added up first: `[length, hidden]`.
    var shared = try positions.weight.narrow(0, from: 0, length: length)
    if let types, batch.types == nil { shared = try shared + types.weight.select(0, 0) }
    values = try sum(fresh: values, shared)
    if let types, let kinds = batch.types { values = try sum(fresh: values, types(kinds)) }
    return try dropout(norm(values.reshape([rows * length, norm.weight.count])))
  }
}
