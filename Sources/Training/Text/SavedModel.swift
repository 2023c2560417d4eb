import Models
import RunModel
import Torch

/// A language model out of a run's checkpoint, as a directory that `transformers` opens.
public struct SavedModel {
  private let weights: SavedWeights
  private let options: RunOptions

  /// Nil for a run on anything but text.
  public init?(_ weights: SavedWeights, of run: RecordedRun) {
    guard run.options.dataset == "text" else { return nil }
    (self.weights, options) = (weights, run.options)
  }

  /// Writes the network with its classifier, and the tokenizer of the model it was made from.
  /// - Returns: how many tensors there are.
  /// - Throws: what `HuggingFaceDirectory` throws, `BertSpecError`, `ConfigurationError`.
  public func write(to path: String) throws -> Int {
    guard let model = options.teacher, case .directory(let place) = try LanguageSpec(model) else {
      throw ConfigurationError.needsModel(dataset: "text")
    }
    let directory = try HuggingFaceDirectory(path: place)
    var config = directory.config
    if !weights.role.hasPrefix("teacher"), let text = options.student {
      let all = text.split(separator: "+").map(String.init)
      // The first is the student's own, `peer-2` the second.
      let number = Int(weights.role.drop { !$0.isNumber }).map { $0 - 1 } ?? 0
      let spec = try LanguageSpec(all.indices.contains(number) ? all[number] : all.first ?? text)
      config = try RunConfiguration.config(of: .language(spec), teacher: directory.config)
      if weights.role == SessionNetworks.assistantRole {
        var assistant = BertSpec()
        assistant.layers = config.layers
        config = try BertStudent.config(assistant, teacher: directory.config)
      }
    }
    let file = try SafetensorsFile(path: weights.file)
    let classifier = try file.entry("classifier.weight")
    if config.labels.count != classifier.shape.first { config.labels = [] }
    return try HuggingFaceDirectory.write(
      config, head: .classification(labels: classifier.shape.first ?? 0), weights: file, to: path,
      tokenizerFrom: directory.path)
  }
}
