import Foundation
import Testing
import Torch

@testable import Models

@Suite struct HuggingFaceDirectoryTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ config: String, _ tensors: [String: Tensor]) throws {
    try config.write(toFile: scratch.path + "/config.json", atomically: true, encoding: .utf8)
    try SafetensorsWriter.write(tensors, to: scratch.path + "/model.safetensors")
  }

  private func config(_ name: String) throws -> String {
    try String(contentsOfFile: modelPath(name) + "/config.json", encoding: .utf8)
  }

  private func weights(_ name: String) throws -> [String: Tensor] {
    try SafetensorsFile(path: modelPath(name) + "/model.safetensors").tensors()
  }

  private func read(head: BertHead? = nil) throws -> HuggingFaceDirectory.Reading {
    try HuggingFaceDirectory(path: scratch.path).read(
      head: head, weights: RandomGenerator(seed: 1), dropout: RandomGenerator(seed: 2))
  }

  @Test(arguments: BertGoldenTests.names) func whatIsWrittenIsRead(name: String) throws {
    let network = try savedBert(name)
    try HuggingFaceDirectory.write(network, to: scratch.path, tokenizerFrom: modelPath(name))
    let reading = try read()
    #expect(reading.fresh.isEmpty && reading.ignored.isEmpty)
    #expect(reading.network.head == network.head)
    var expected = network.config
    expected.labels = reading.network.config.labels
    #expect(reading.network.config == expected)
    #expect(try reading.network.state.mapValues { try $0.floats() } == network.state.mapValues { try $0.floats() })
  }

  /// Files of several years: no prefix, gamma and beta, position_ids, the head's tied weights and its bias twice.
  @Test func olderNames() throws {
    var old: [String: Tensor] = [:]
    for (name, tensor) in try weights("tiny-mlm") {
      var plain = name.hasPrefix("bert.") ? String(name.dropFirst(5)) : name
      if plain.contains("LayerNorm") {
        plain = plain.replacing("LayerNorm.weight", with: "LayerNorm.gamma").replacing(
          "LayerNorm.bias", with: "LayerNorm.beta")
      }
      old[plain] = tensor
    }
    old["embeddings.position_ids"] = try .range(40).reshape([1, 40])
    old["cls.predictions.decoder.weight"] = old["embeddings.word_embeddings.weight"]
    old["cls.predictions.decoder.bias"] = old["cls.predictions.bias"]
    old["cls.seq_relationship.weight"] = try .ones([2, 32])
    try write(config("tiny-mlm"), old)
    let reading = try read()
    #expect(reading.fresh.isEmpty)
    #expect(reading.ignored.count == 4)
    let (values, batch) = try outputs(of: "tiny-mlm")
    reading.network.training = false
    try expectClose(reading.network.forward(batch).logits, values["logits"], 1e-5, "logits")
  }

  @Test func anotherHeadIsDrawnAnewAndTheFilesIsSaidToBeIgnored() throws {
    try write(config("tiny-mlm"), weights("tiny-mlm"))
    let reading = try read(head: .classification(labels: 4))
    #expect(
      reading.fresh == ["bert.pooler.dense.weight", "bert.pooler.dense.bias", "classifier.weight", "classifier.bias"])
    #expect(reading.ignored.count == 5)
    #expect(try reading.network.tensor("classifier.bias")?.floats() == [0, 0, 0, 0])
    #expect(try read(head: BertHead.none).fresh.isEmpty)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    var tensors = try weights("tiny-mlm")
    tensors["bert.encoder.layer.0.output.dense.bias"] = nil
    tensors["bert.encoder.layer.1.output.dense.bias"] = try .zeros([31])
    tensors["bert.encoder.layer.4.output.dense.bias"] = try .zeros([32])
    try write(config("tiny-mlm"), tensors)
    let error = #expect(throws: PretrainedError.self) { try read() }
    let text = error?.description ?? ""
    #expect(text.contains("encoder.layer.0.output.dense.bias of shape [32] is missing"), "\(text)")
    #expect(text.contains("bert.encoder.layer.1.output.dense.bias has shape [31], expected [32]"), "\(text)")
    #expect(text.contains("bert.encoder.layer.4.output.dense.bias is unknown"), "\(text)")
  }

  /// Half a head would give logits that are half chance.
  @Test(arguments: [nil, BertHead.maskedLanguage]) func aHeadIsWholeOrNew(head: BertHead?) throws {
    var tensors = try weights("tiny-mlm")
    tensors["cls.predictions.transform.dense.bias"] = nil
    try write(config("tiny-mlm"), tensors)
    let error = #expect(throws: PretrainedError.self) { try read(head: head) }
    #expect(error?.description.contains("cls.predictions.transform.dense.bias of shape [32] is missing") == true)
  }

  /// Older sentence-transformers put the encoder into a folder of its own.
  @Test func theLayoutOfSentenceTransformers() throws {
    try FileManager.default.copyItem(atPath: modelPath("bert-pooler"), toPath: scratch.path + "/0_Transformer")
    #expect(try read().network.head == .pooler)
  }

  @Test func whatIsNotThereIsNamed() throws {
    func message() -> String {
      do { _ = try HuggingFaceDirectory(path: scratch.path) } catch { return "\(error)" }
      return ""
    }
    #expect(message().contains("config.json"))
    try write(config("tiny-mlm"), [:])
    try FileManager.default.removeItem(atPath: scratch.path + "/model.safetensors")
    #expect(message().contains("no model.safetensors"))
    try Data([0x80]).write(to: URL(fileURLWithPath: scratch.path + "/pytorch_model.bin"))
    #expect(message().contains("pickle"))
    #expect(throws: PretrainedError.self) { try HuggingFaceDirectory(path: scratch.path + "/nowhere") }
  }

  @Test func configurationsThatCannotBe() throws {
    func refused(_ change: (String, String), says: String) throws {
      let text = try config("tiny-mlm").replacing(change.0, with: change.1)
      let error = #expect(throws: BertConfigError.self) { try BertConfig(json: Array(text.utf8), file: "config.json") }
      let said = error?.description ?? ""
      #expect(said.contains(says) && said.contains("config.json"), "\(said)")
    }
    try refused((#""hidden_size": 32,"#, ""), says: "hidden_size")
    try refused((#""hidden_size": 32"#, #""hidden_size": 30"#), says: "28 or 32")
    try refused((#""hidden_size": 32"#, #""hidden_size": "32""#), says: "whole number")
    try refused((#""num_hidden_layers": 4"#, #""num_hidden_layers": 4000000000"#), says: "1 to 1000")
    try refused((#""vocab_size": 60"#, #""vocab_size": 99999999999999999999"#), says: "whole number")
    try refused((#""vocab_size": 60"#, #""vocab_size": 0"#), says: "vocab_size")
    try refused((#""hidden_act": "gelu""#, #""hidden_act": "swish""#), says: "gelu or relu")
    try refused((#""model_type": "bert""#, #""model_type": "gpt2""#), says: "bert or distilbert")
    try refused((#""pad_token_id": 0"#, #""pad_token_id": 60"#), says: "0 to 59")
    try refused((#""is_decoder": false"#, #""is_decoder": true"#), says: "is_decoder")
    try refused((#""hidden_dropout_prob": 0.1"#, #""hidden_dropout_prob": 1.5"#), says: "0 to 0.99")
    try refused(("{", "["), says: "not a JSON object")
  }

  @Test func distilBERTsOwnNames() throws {
    let network = try savedBert("distilbert-classifier")
    #expect(network.config.form == .distilbert && network.config.hidden == 8 && network.config.tokenTypes == 0)
    #expect(network.config.labels == ["LABEL_0", "LABEL_1", "LABEL_2"] && network.config.classifierDropout == 0.2)
  }
}
