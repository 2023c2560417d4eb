import Testing
import Torch

@testable import Models

/// The same models in `transformers` see the same. `Fixtures/bert/make.py` made the values but tiny-mlm's.
@Suite struct BertGoldenTests {
  static let names = ["tiny-mlm", "bert-classifier", "bert-pooler", "distilbert-mlm", "distilbert-classifier"]

  @Test(arguments: names) func everyOutput(name: String) throws {
    let network = try savedBert(name)
    let (values, batch) = try outputs(of: name)
    let output = try withoutGradients { try network.forward(batch, LanguageRequest(taps: Set(network.tapNames))) }
    var compared = 0
    for (key, expected) in values where !["input_ids", "attention_mask", "token_type_ids", "gradient"].contains(key) {
      try expectClose(key == "logits" ? output.logits : output.taps[key], expected, 1e-5, key)
      compared += 1
    }
    #expect(compared == 2 * network.layerCount + 2)
    try expectClose(output.lastHidden, values["hidden.\(network.layerCount)"], 1e-5, "last hidden")
  }

  @Test(arguments: names.dropFirst()) func gradientOfTheFirstQuery(name: String) throws {
    let network = try savedBert(name)
    let (values, batch) = try outputs(of: name)
    let output = try network.forward(batch, LanguageRequest(taps: ["pooled"]))
    let result = try #require(output.logits ?? output.taps["pooled"])
    try result.square().sum().backward()
    try expectClose(network.tensor("layer.0.query.weight")?.gradient(), values["gradient"], 1e-4, "gradient")
  }

  /// All of a file's tensors have the names under which we would save them.
  @Test(arguments: names) func namesAreTheFiles(name: String) throws {
    let file = try SafetensorsFile(path: modelPath(name) + "/model.safetensors")
    #expect(try Set(savedBert(name).namedParameters.map(\.name)) == Set(file.entries.map(\.name)))
  }

  /// Evaluated alone, a padded sequence says what it says in a batch.
  @Test func paddingChangesNothing() throws {
    let network = try savedBert("tiny-mlm")
    let ids = try Tensor([5, 6, 7, 8], shape: [1, 4])
    let alone = try network.forward(TokenBatch(ids: ids, mask: .ones([1, 4], .int64))).lastHidden
    let padded = TokenBatch(
      ids: try Tensor([5, 6, 7, 8, 0, 0], shape: [1, 6]), mask: try Tensor([1, 1, 1, 1, 0, 0], shape: [1, 6]))
    try expectClose(network.forward(padded).lastHidden.narrow(1, from: 0, length: 4), alone, 1e-5, "hidden")
  }
}
