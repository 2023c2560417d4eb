import Testing
import Torch

@testable import Models

/// What the documentation says of taps, requests and dropout.
@Suite struct BertTapTests {
  @Test func shapesOfTaps() throws {
    let network = try freshBert(layers: 2, head: .classification(labels: 3))
    let output = try network.forward(smallBatch(), LanguageRequest(taps: Set(network.tapNames)))
    #expect(Set(output.taps.keys) == Set(network.tapNames))
    for (name, tensor) in output.taps {
      switch name.prefix(while: { $0 != "." }) {
      case "hidden": #expect(tensor.shape == [2, 5, 8], "\(name)")
      case "pooled": #expect(tensor.shape == [2, 8], "\(name)")
      case "queries", "keys", "values": #expect(tensor.shape == [2, 2, 5, 4], "\(name)")
      default: #expect(tensor.shape == [2, 2, 5, 5], "\(name)")
      }
    }
    #expect(output.logits?.shape == [2, 3])
    #expect(try network.forward(smallBatch(), LanguageRequest(needsLogits: false)).logits == nil)
  }

  @Test func scoresAreScaledProductsAndProbabilitiesTheirMaskedSoftmax() throws {
    let network = try freshBert(layers: 2)
    network.training = false
    let batch = try smallBatch()
    let taps = try withoutGradients { try network.forward(batch, LanguageRequest(taps: Set(network.tapNames))).taps }
    let (queries, keys) = (try #require(taps["queries.1"]), try #require(taps["keys.1"]))
    let scores = try #require(taps["attentions.1"])
    try expectClose(scores, queries.matmul(keys.transpose()) / 2, 1e-6, "scores")
    let hidden = try batch.mask.compare(.equal, 0).reshape([2, 1, 1, 5])
    try expectClose(
      taps["attention_probabilities.1"], scores.filled(where: hidden, with: -1e30).softmax(), 1e-6, "probabilities")
  }

  /// What is asked for changes no value and no gradient but for rounding, though attention is one operation when nobody asks.
  @Test func tapsChangeNothing() throws {
    let batch = try smallBatch()
    func pass(_ taps: [String]) throws -> (logits: Tensor, gradient: Tensor) {
      let network = try freshBert(layers: 2, head: .classification(labels: 3))
      network.training = false
      let logits = try #require(try network.forward(batch, LanguageRequest(taps: Set(taps))).logits)
      try logits.square().sum().backward()
      return (logits, try #require(try network.tensor("layer.0.value.weight")?.gradient()))
    }
    let (bare, full) = (try pass([]), try pass(freshBert(layers: 2).tapNames))
    try expectClose(bare.logits, full.logits, 1e-6, "logits")
    let size = try full.gradient.abs().max().item()
    try expectClose(bare.gradient / size, full.gradient / size, 1e-4, "gradient")
    let evaluated = try withoutGradients { try pass0(batch) }
    try expectClose(evaluated, bare.logits, 1e-6, "logits without gradients")
  }

  private func pass0(_ batch: TokenBatch) throws -> Tensor {
    let network = try freshBert(layers: 2, head: .classification(labels: 3))
    network.training = false
    return try #require(try network.forward(batch).logits)
  }

  @Test func logitsAtPlacesAreThoseOfAll() throws {
    let network = try freshBert(layers: 2, head: .maskedLanguage)
    network.training = false
    let batch = try smallBatch()
    let all = try #require(try network.forward(batch).logits)
    #expect(all.shape == [2, 5, 30])
    let some = try network.forward(batch, LanguageRequest(positions: Tensor([1, 7]))).logits
    try expectClose(some, all.reshape([10, 30]).indexSelect(0, Tensor([1, 7])), 1e-6, "logits")
  }

  @Test func dropoutIsItsGenerators() throws {
    let batch = try smallBatch()
    func pass(_ seed: UInt64) throws -> [Float] {
      try freshBert(layers: 1, seed: seed).forward(batch).lastHidden.floats()
    }
    #expect(try pass(1) == pass(1))
    let network = try freshBert(layers: 1)
    let first = try network.forward(batch).lastHidden.floats()
    #expect(try network.forward(batch).lastHidden.floats() != first)
    network.setNoise(NetworkNoise(dropout: 0))
    #expect(try network.forward(batch).lastHidden.floats() == network.forward(batch).lastHidden.floats())
  }

  @Test func aRowOfPaddingAloneIsFinite() throws {
    let batch = TokenBatch(ids: try .zeros([1, 3], .int64), mask: try .zeros([1, 3], .int64))
    #expect(try freshBert(layers: 2).forward(batch).lastHidden.isFinite())
  }

  @Test func batchesThatDoNotFit() throws {
    let network = try freshBert(layers: 1)
    let ids = try Tensor.ones([2, 3], .int64)
    func refuses(_ expected: TokenBatchError, _ batch: TokenBatch) throws {
      #expect(throws: expected) { try network.validate(batch) }
    }
    try refuses(.tooLong(17, limit: 16), TokenBatch(ids: .ones([1, 17], .int64), mask: .ones([1, 17], .int64)))
    try refuses(.value("input_ids", found: 30, limit: 30), TokenBatch(ids: ids * 30, mask: ids))
    try refuses(.value("input_ids", found: -1, limit: 30), TokenBatch(ids: -ids, mask: ids))
    try refuses(.value("attention_mask", found: 2, limit: 2), TokenBatch(ids: ids, mask: ids * 2))
    try refuses(.value("token_type_ids", found: 2, limit: 2), TokenBatch(ids: ids, mask: ids, types: ids * 2))
    try refuses(
      .shape("attention_mask", expected: "[2, 3], as input_ids", found: [2, 2]),
      TokenBatch(ids: ids, mask: .ones([2, 2], .int64)))
    let distilled = try freshBert(layers: 1, form: .distilbert)
    #expect(throws: TokenBatchError.noTokenTypes) {
      try distilled.validate(TokenBatch(ids: ids, mask: ids, types: ids))
    }
    #expect(throws: (any Error).self) { try network.forward(TokenBatch(ids: .ones([3]), mask: .ones([3]))) }
  }
}
