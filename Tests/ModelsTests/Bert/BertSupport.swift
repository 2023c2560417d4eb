import Foundation
import Testing
import Torch

@testable import Models

/// A directory of Fixtures/bert.
func modelPath(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Fixtures/bert/\(name)", withExtension: nil)).path
}

/// The network of a directory of Fixtures/bert, in evaluation.
func savedBert(_ name: String, head: BertHead? = nil) throws -> Bert {
  let network = try HuggingFaceDirectory(path: modelPath(name)).read(
    head: head, weights: RandomGenerator(seed: 1), dropout: RandomGenerator(seed: 2)
  ).network
  network.training = false
  return network
}

/// What `transformers` makes of the batch, and the batch.
func outputs(of name: String) throws -> (values: [String: Tensor], batch: TokenBatch) {
  let values = try fixture("bert/\(name).outputs")
  let batch = TokenBatch(
    ids: try #require(values["input_ids"]), mask: try #require(values["attention_mask"]),
    types: values["token_type_ids"])
  return (values, batch)
}

/// A small network with fresh weights, in training.
func freshBert(
  layers: Int = 6, hidden: Int = 8, form: BertConfig.Form = .bert, head: BertHead = .none, seed: UInt64 = 1
) throws -> Bert {
  var config = BertConfig(form: form, vocabulary: 30, hidden: hidden, layers: layers, heads: 2)
  config.positions = 16
  return try Bert(
    config, head: head, weights: RandomGenerator(seed: seed), dropout: RandomGenerator(seed: seed + 1))
}

/// Ids of `rows` sequences, the last of them with two places of padding.
func smallBatch(rows: Int = 2, length: Int = 5, vocabulary: Int = 30) throws -> TokenBatch {
  let ids = try RandomGenerator(seed: 3).integers([rows, length], in: 1..<vocabulary)
  var mask = [Int](repeating: 1, count: rows * length)
  for place in (rows * length - 2)..<(rows * length) { mask[place] = 0 }
  return TokenBatch(ids: ids, mask: try Tensor(mask, shape: [rows, length]))
}

/// A directory that goes away with the object.
final class Scratch {
  let path = NSTemporaryDirectory() + "kdtop-models-\(UUID().uuidString.prefix(8))"

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}
