import Foundation

/// A BERT of random weights in Hugging Face's layout, and random sentences of one length: what a step takes does not depend on
/// what is said. The sizes are those of `torch_kd.py`'s case `bert`; dropout is 0 there.
enum RandomBert {
  private static let vocabulary = 30_522
  private static let hidden = 384
  private static let layers = 6
  private static let heads = 12
  private static let positions = 512
  /// Tokens of a sentence, the two special ones included.
  private static let length = 64
  private static let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  /// Writes the model into `model` and tables of labelled sentences into `data`, the same ones every time.
  static func write(model: String, data: String) throws {
    for folder in [model, data] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    let config: [String: Any] = [
      "architectures": ["BertModel"], "model_type": "bert", "vocab_size": vocabulary, "hidden_size": hidden,
      "num_hidden_layers": layers, "num_attention_heads": heads, "intermediate_size": 4 * hidden, "hidden_act": "gelu",
      "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0, "max_position_embeddings": positions,
      "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
    ]
    try JSONSerialization.data(withJSONObject: config).write(to: URL(fileURLWithPath: model + "/config.json"))
    let words = (0..<vocabulary - special.count).map { "w\($0)" }
    try (special + words).joined(separator: "\n").write(toFile: model + "/vocab.txt", atomically: true, encoding: .utf8)
    var numbers = Numbers()
    try weights(&numbers).write(to: URL(fileURLWithPath: model + "/model.safetensors"))
    for (name, count) in [("train", 640), ("dev", 64)] {
      let lines = (0..<count).map { line in
        let sentence = (0..<length - 2).map { _ in words[numbers.next(below: words.count)] }.joined(separator: " ")
        return "\(sentence)\t\(line % 2)"
      }
      try (["sentence\tlabel"] + lines).joined(separator: "\n").write(
        toFile: data + "/\(name).tsv", atomically: true, encoding: .utf8)
    }
  }

  /// All parameters by name, as safetensors.
  private static func weights(_ numbers: inout Numbers) throws -> Data {
    var tensors: [(name: String, shape: [Int])] = [
      ("embeddings.word_embeddings.weight", [vocabulary, hidden]),
      ("embeddings.position_embeddings.weight", [positions, hidden]),
      ("embeddings.token_type_embeddings.weight", [2, hidden]),
    ]
    func linear(_ name: String, _ outputs: Int, _ inputs: Int) {
      tensors += [(name + ".weight", [outputs, inputs]), (name + ".bias", [outputs])]
    }
    func norm(_ name: String) { tensors += [(name + ".weight", [hidden]), (name + ".bias", [hidden])] }
    norm("embeddings.LayerNorm")
    for layer in 0..<layers {
      let place = "encoder.layer.\(layer)."
      for part in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
        linear(place + part, hidden, hidden)
      }
      norm(place + "attention.output.LayerNorm")
      linear(place + "intermediate.dense", 4 * hidden, hidden)
      linear(place + "output.dense", hidden, 4 * hidden)
      norm(place + "output.LayerNorm")
    }
    linear("pooler.dense", hidden, hidden)
    var header: [String: Any] = [:]
    var end = 0
    for (name, shape) in tensors {
      let size = 4 * shape.reduce(1, *)
      header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [end, end + size]]
      end += size
    }
    var json = try JSONSerialization.data(withJSONObject: header)
    json.append(Data(repeating: 0x20, count: (8 - json.count % 8) % 8))
    var file = Data(capacity: 8 + json.count + end)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { file.append(contentsOf: $0) }
    file.append(json)
    for (name, shape) in tensors {
      let scale: Float = name.hasSuffix("LayerNorm.weight") ? 0 : 0.07
      let base: Float = name.hasSuffix("LayerNorm.weight") ? 1 : 0
      let values = (0..<shape.reduce(1, *)).map { _ in base + scale * (numbers.nextUnit() - 0.5) }
      values.withUnsafeBytes { file.append(contentsOf: $0) }
    }
    return file
  }

  /// Linear congruential numbers, as `RandomPictures` has them.
  private struct Numbers {
    private var state: UInt64 = 1

    private mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }

    mutating func next(below count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func nextUnit() -> Float { Float(next()) / Float(1 << 31) }
  }
}
