import ArgumentParser
import Foundation
import Models
import RunModel
import Torch

/// `kdtop encode`.
struct EncodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Compute what a BERT model makes of tokens from a file.",
    discussion: """
      DIR is a model as Hugging Face lays it out: config.json and model.safetensors, of BERT or DistilBERT. The tokens are \
      safetensors with input_ids and, if there is padding or a second sentence, attention_mask and token_type_ids, each \
      [batch, length]. Written are hidden.0 (the embeddings) to hidden.N, last_hidden, attention_probabilities.0 to N − 1, the \
      head's logits, and what --tap names (queries.0, keys.0, values.0, attentions.0: scores before mask and softmax; pooled).

      Example:
        kdtop encode model --tensors tokens.safetensors --out states.safetensors
      """)

  @Argument(help: ArgumentHelp("The model's directory.", valueName: "dir"), completion: .directory)
  var directory: String
  @Option(help: ArgumentHelp("Safetensors with input_ids.", valueName: "file"), completion: .file())
  var tensors: String
  @Option(help: ArgumentHelp("Where to write the results, as safetensors.", valueName: "file"), completion: .file())
  var out: String
  @Option(help: ArgumentHelp("Write this as well; may be given several times.", valueName: "name"))
  var tap: [String] = []

  func run() throws {
    let model = try HuggingFaceDirectory(path: directory)
    guard FileManager.default.fileExists(atPath: tensors) else {
      throw InputMissing(what: "there is no file \(tensors); --tensors takes safetensors with input_ids")
    }
    let file = try SafetensorsFile(path: tensors)
    let network = try model.read(weights: RandomGenerator(seed: 0), dropout: RandomGenerator(seed: 0)).network
    network.training = false
    if let unknown = tap.first(where: { !network.tapNames.contains($0) }) {
      throw UsageError(
        description: "the model has no \(unknown)" + (near(unknown, network.tapNames))
          + "; hidden states, queries, keys, values, attentions and attention_probabilities are followed by a dot and a layer"
      )
    }
    let ids = try whole(file, "input_ids")
    let mask = file.entries.contains { $0.name == "attention_mask" } ? try whole(file, "attention_mask") : nil
    let types = file.entries.contains { $0.name == "token_type_ids" } ? try whole(file, "token_type_ids") : nil
    let batch = TokenBatch(ids: ids, mask: try mask ?? .ones(ids.shape, .int64), types: types)
    try withoutGradients {
      try network.validate(batch)
      // Types that are all 0 are no news, and a model without token types takes no others.
      let read = network.config.tokenTypes == 0 ? TokenBatch(ids: batch.ids, mask: batch.mask) : batch
      let standard = network.tapNames.filter { $0.hasPrefix("hidden.") || $0.hasPrefix("attention_probabilities.") }
      let output = try network.forward(read, LanguageRequest(taps: Set(standard + tap)))
      var results = output.taps
      results["last_hidden"] = output.lastHidden
      if let logits = output.logits { results["logits"] = logits }
      try SafetensorsWriter.write(results, to: out)
    }
  }

  private func whole(_ file: SafetensorsFile, _ name: String) throws -> Tensor {
    guard file.entries.contains(where: { $0.name == name }) else {
      throw SafetensorsError(file: tensors, tensor: name, .noSuchTensor)
    }
    let tensor = try file.tensor(name)
    return tensor.dtype == .uint8 || tensor.dtype == .bool ? try tensor.to(.int64) : tensor
  }

  private func near(_ name: String, _ known: [String]) -> String {
    nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
  }
}
