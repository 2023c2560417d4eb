import Foundation
import Torch

/// A BERT or DistilBERT model as Hugging Face's `transformers` and `sentence-transformers` lay it out: `config.json`,
/// `model.safetensors`, and `vocab.txt` for the tokenizer.
public struct HuggingFaceDirectory {
  /// Where the files are: the directory given, or its `0_Transformer` (older sentence-transformers).
  public let path: String
  public let config: BertConfig
  private let weights: SafetensorsFile

  static let configName = "config.json"
  static let weightsName = "model.safetensors"
  static let vocabularyName = "vocab.txt"
  /// What belongs to the tokenizer and goes along with a model that is saved.
  static let tokenizerNames = [vocabularyName, "tokenizer_config.json", "special_tokens_map.json", "tokenizer.json"]

  /// Reads the configuration and the header of the weights, no numbers yet.
  ///
  /// - Throws: `PretrainedError` for what is not there, `BertConfigError`, `SafetensorsError`.
  public init(path: String) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      throw PretrainedError(
        path: path,
        problem: .missing("such directory", advice: "give the directory of a BERT model, with config.json in it"))
    }
    let older = path + "/0_Transformer"
    let folder =
      !files.fileExists(atPath: "\(path)/\(Self.configName)") && files.fileExists(atPath: "\(older)/\(Self.configName)")
      ? older : path
    func need(_ name: String, _ advice: String) throws(PretrainedError) {
      guard !files.fileExists(atPath: "\(folder)/\(name)") else { return }
      throw PretrainedError(path: folder, problem: .missing(name, advice: advice))
    }
    try need(Self.configName, "a model's directory has one beside its weights")
    let hasOther = files.fileExists(atPath: folder + "/pytorch_model.bin")
    try need(
      Self.weightsName,
      hasOther
        ? "pytorch_model.bin is a pickle, which kdtop does not open: save the model with safe_serialization=True"
        : "it holds the weights")
    self.path = folder
    config = try BertConfig(path: "\(folder)/\(Self.configName)")
    weights = try SafetensorsFile(path: "\(folder)/\(Self.weightsName)")
  }

  /// The vocabulary; nil when there is none.
  public var vocabularyPath: String? {
    let file = "\(path)/\(Self.vocabularyName)"
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }

  /// The head whose weights the file holds.
  public var savedHead: BertHead {
    let names = BertNames(weights.entries.map(\.name))
    if names.has("cls.predictions.transform.dense.weight") || names.has("vocab_transform.weight") {
      return .maskedLanguage
    }
    if names.has("classifier.weight"), let labels = labelCount(names) { return .classification(labels: labels) }
    return names.has("pooler.dense.weight") && config.form == .bert ? .pooler : .none
  }

  private func labelCount(_ names: BertNames) -> Int? {
    guard let source = names.sources["classifier.weight"], let entry = try? weights.entry(source) else { return nil }
    return entry.shape.first
  }

  /// What was read, and what was not in the file or not needed from it.
  public struct Reading {
    public let network: Bert
    /// Parameters that the file does not hold and that were drawn anew: a head's that was asked for.
    public let fresh: [String]
    /// Tensors of the file that the network has no use for, such as another head's.
    public let ignored: [String]
  }

  /// Reads the network, in training mode.
  ///
  /// - Parameters:
  ///   - head: What to put on the encoder; nil takes what the file holds. Its weights are drawn anew where the file has none.
  ///   - weights: Draws those.
  /// - Throws: `PretrainedError` for missing, unknown or misshapen tensors, `SafetensorsError`, `EngineError`.
  public func read(
    head: BertHead? = nil, weights generator: RandomGenerator, dropout: RandomGenerator
  ) throws -> Reading {
    let asked = head
    let head = asked ?? savedHead
    let file = "\(path)/\(Self.weightsName)"
    if head == .pooler, config.form == .distilbert {
      throw PretrainedError(path: file, problem: .head("DistilBERT has no pooler; read it without a head"))
    }
    let parameters = config.parameters(head)
    var names = BertNames(weights.entries.map(\.name))
    let known = weights
    // The encoder must be whole, and a head that the file holds too; one that it does not hold at all may be asked for.
    let held = Set(parameters.filter { names.has($0.name) }.map(\.part))
    let sources = names.match(
      parameters, shape: { (try? known.entry($0).shape) ?? [] },
      optional: { asked != nil && $0.part != .encoder && !held.contains($0.part) })
    guard names.problems.isEmpty else {
      throw PretrainedError(
        path: file, problem: .weights(Array(names.problems.prefix(5)), count: names.problems.count))
    }
    var given = BertWeights()
    for (key, source) in sources {
      let tensor = try weights.tensor(source)
      given.tensors[key] = tensor.dtype == .float32 ? tensor : try tensor.to(.float32)
    }
    let network = try Bert(config, head: head, given, fresh: generator, dropout: dropout)
    return Reading(
      network: network, fresh: parameters.filter { sources[$0.key] == nil }.map { config.savedName($0, head) },
      ignored: names.ignored.sorted())
  }

  /// Writes a network so that `transformers` opens it: `config.json`, `model.safetensors`, and the tokenizer's files out of
  /// another directory. What is there under these names is replaced.
  ///
  /// - Throws: `PretrainedError`, `SafetensorsError`, `EngineError`.
  public static func write(_ network: Bert, to path: String, tokenizerFrom source: String? = nil) throws {
    try write(network.config, head: network.head, to: path, tokenizerFrom: source)
    try SafetensorsWriter.write(
      Dictionary(network.namedParameters.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first }),
      metadata: ["format": "pt"], to: "\(path)/\(weightsName)")
  }

  /// The same of weights that are in a file already, with the names they have there; for this no engine is needed. Of the
  /// file's tensors those are written that a model with this head has.
  ///
  /// - Returns: How many tensors were written.
  /// - Throws: `PretrainedError`, also for a tensor that the file lacks; `SafetensorsError`.
  public static func write(
    _ config: BertConfig, head: BertHead, weights file: SafetensorsFile, to path: String, tokenizerFrom source: String?
  ) throws -> Int {
    let items = try config.parameters(head).map { parameter in
      let name = config.savedName(parameter, head)
      guard let entry = file.entries.first(where: { $0.name == name }), entry.shape == parameter.shape else {
        throw PretrainedError(
          path: file.name, problem: .weights(["there is no \(name) of the shape \(parameter.shape)"], count: 1))
      }
      return SafetensorsWriter.Item(name: name, type: entry.type, shape: entry.shape, bytes: try file.bytes(name))
    }
    try write(config, head: head, to: path, tokenizerFrom: source)
    try SafetensorsWriter.write(items, metadata: ["format": "pt"], to: "\(path)/\(weightsName)")
    return items.count
  }

  /// All but the weights.
  private static func write(
    _ config: BertConfig, head: BertHead, to path: String, tokenizerFrom source: String?
  ) throws {
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
      try config.json(head: head).write(
        toFile: "\(path)/\(configName)", atomically: true, encoding: .utf8)
      for name in tokenizerNames {
        // A model need not have all of them; one that is there and cannot be read is an error.
        guard let source, source != path, files.fileExists(atPath: "\(source)/\(name)") else { continue }
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(source)/\(name)"))
        try data.write(to: URL(fileURLWithPath: "\(path)/\(name)"), options: .atomic)
      }
    } catch {
      throw PretrainedError(path: path, problem: .cannotWrite(error.localizedDescription))
    }
  }
}
