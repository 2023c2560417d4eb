import Torch

/// A parameter of an encoder or its head: what the code calls it, what a file calls it, and its shape.
struct BertParameter {
  /// Which of a layer's numbers, such as `layer.0.query.weight`.
  var key: String
  /// Hugging Face's name without the prefix of the encoder.
  var name: String
  var shape: [Int]
  var initial: Initial
  /// Whether it belongs to what every head shares, whose names have the prefix `bert.` where there is a head.
  var isEncoder: Bool

  /// What is in a file together or not at all.
  enum Part { case encoder, pooler, head }

  var part: Part { isEncoder ? (key.hasPrefix("pooler.") ? .pooler : .encoder) : .head }

  /// What fresh ones are.
  enum Initial {
    /// Normal, with the configuration's deviation.
    case normal
    /// As `normal`, but for the row of the padding token, which is 0.
    case words
    case zero, one
  }
}

extension BertConfig {
  /// All parameters in a fixed order, input to output.
  func parameters(_ head: BertHead) -> [BertParameter] {
    var list = BertParameterList(form: form)
    list.vectors("embeddings.word", [vocabulary, hidden], .words)
    list.vectors("embeddings.position", [positions, hidden], .normal)
    if tokenTypes > 0 { list.vectors("embeddings.type", [tokenTypes, hidden], .normal) }
    list.norm("embeddings.norm", hidden)
    for layer in 0..<layers {
      for part in ["query", "key", "value", "output"] { list.linear("layer.\(layer).\(part)", hidden, hidden) }
      list.norm("layer.\(layer).attentionNorm", hidden)
      list.linear("layer.\(layer).inner", hidden, intermediate)
      list.linear("layer.\(layer).outer", intermediate, hidden)
      list.norm("layer.\(layer).norm", hidden)
    }
    switch head {
    case .none: break
    case .pooler: list.linear("pooler", hidden, hidden)
    case .maskedLanguage:
      list.isEncoder = false
      list.linear("transform", hidden, hidden)
      list.norm("transformNorm", hidden)
      list.add("decoder.bias", [vocabulary], .zero)
    case .classification(let labels):
      if form == .bert { list.linear("pooler", hidden, hidden) }
      list.isEncoder = false
      if form == .distilbert { list.linear("preClassifier", hidden, hidden) }
      list.linear("classifier", hidden, labels)
    }
    return list.parameters
  }

  /// What stands before the encoder's names in a file of a model with this head: nothing where there is none.
  func prefix(_ head: BertHead) -> String {
    switch head {
    case .none, .pooler: ""
    case .maskedLanguage, .classification: form.rawValue + "."
    }
  }

  /// The name of a parameter in a file that `transformers` opens.
  func savedName(_ parameter: BertParameter, _ head: BertHead) -> String {
    (parameter.isEncoder ? prefix(head) : "") + parameter.name
  }
}

/// Collects parameters and gives them Hugging Face's names.
private struct BertParameterList {
  let form: BertConfig.Form
  var isEncoder = true
  var parameters: [BertParameter] = []

  init(form: BertConfig.Form) { self.form = form }

  mutating func vectors(_ key: String, _ shape: [Int], _ initial: BertParameter.Initial) {
    add(key + ".weight", shape, initial)
  }

  mutating func linear(_ key: String, _ inputs: Int, _ outputs: Int) {
    add(key + ".weight", [outputs, inputs], .normal)
    add(key + ".bias", [outputs], .zero)
  }

  mutating func norm(_ key: String, _ size: Int) {
    add(key + ".weight", [size], .one)
    add(key + ".bias", [size], .zero)
  }

  mutating func add(_ key: String, _ shape: [Int], _ initial: BertParameter.Initial) {
    parameters.append(
      BertParameter(key: key, name: name(key), shape: shape, initial: initial, isEncoder: isEncoder))
  }

  private func name(_ key: String) -> String {
    var parts = key.split(separator: ".").map(String.init)
    let last = parts.removeLast()
    if key == "decoder.bias" { return form == .bert ? "cls.predictions.bias" : "vocab_projector.bias" }
    if parts.count == 3, parts[0] == "layer" {
      let stack = form == .bert ? "encoder.layer" : "transformer.layer"
      return "\(stack).\(parts[1]).\(Self.layerNames[form]?[parts[2]] ?? parts[2]).\(last)"
    }
    let part = parts.joined(separator: ".")
    return "\(Self.otherNames[form]?[part] ?? part).\(last)"
  }

  private static let layerNames: [BertConfig.Form: [String: String]] = [
    .bert: [
      "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
      "output": "attention.output.dense", "attentionNorm": "attention.output.LayerNorm", "inner": "intermediate.dense",
      "outer": "output.dense", "norm": "output.LayerNorm",
    ],
    .distilbert: [
      "query": "attention.q_lin", "key": "attention.k_lin", "value": "attention.v_lin", "output": "attention.out_lin",
      "attentionNorm": "sa_layer_norm", "inner": "ffn.lin1", "outer": "ffn.lin2", "norm": "output_layer_norm",
    ],
  ]
  private static let embeddingNames = [
    "embeddings.word": "embeddings.word_embeddings", "embeddings.position": "embeddings.position_embeddings",
    "embeddings.type": "embeddings.token_type_embeddings", "embeddings.norm": "embeddings.LayerNorm",
  ]
  private static let otherNames: [BertConfig.Form: [String: String]] = [
    .bert: embeddingNames.merging(
      [
        "pooler": "pooler.dense", "transform": "cls.predictions.transform.dense",
        "transformNorm": "cls.predictions.transform.LayerNorm",
      ], uniquingKeysWith: { $1 }),
    .distilbert: embeddingNames.merging(
      ["preClassifier": "pre_classifier", "transform": "vocab_transform", "transformNorm": "vocab_layer_norm"],
      uniquingKeysWith: { $1 }),
  ]
}

/// The numbers a network is built from, by key.
struct BertWeights {
  var tensors: [String: Tensor] = [:]

  /// Fresh ones for all of `parameters` that there are none of yet.
  ///
  /// Source: BERT's code draws from a normal distribution cut off at two deviations, `transformers` from a whole one; so do we.
  mutating func fill(_ parameters: [BertParameter], _ config: BertConfig, _ generator: RandomGenerator)
    throws(EngineError)
  {
    for parameter in parameters where tensors[parameter.key] == nil {
      let tensor: Tensor
      switch parameter.initial {
      case .zero: tensor = try .zeros(parameter.shape)
      case .one: tensor = try .ones(parameter.shape)
      case .normal: tensor = try generator.normal(parameter.shape, deviation: config.initializerRange)
      case .words:
        tensor = try generator.normal(parameter.shape, deviation: config.initializerRange)
        if let padding = config.padding { try tensor.select(0, padding).fill(0) }
      }
      tensors[parameter.key] = tensor
    }
  }

  func tensor(_ key: String) throws(ModuleError) -> Tensor {
    guard let tensor = tensors[key] else { throw .missing(key) }
    return tensor
  }

  func linear(_ key: String) throws -> Linear {
    try Linear(weight: tensor(key + ".weight"), bias: tensor(key + ".bias"))
  }

  func norm(_ key: String, epsilon: Double) throws -> LayerNorm {
    try LayerNorm(weight: tensor(key + ".weight"), bias: tensor(key + ".bias"), epsilon: epsilon)
  }
}
