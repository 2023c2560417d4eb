import Torch

/// Which tensor of a file is which parameter, over the spellings of several years.
///
/// Understood: a `module.`, `0.auto_model.`, `bert.` or `distilbert.` in front or not, layer norms' `gamma` and `beta` for
/// `weight` and `bias`, a head's bias under `cls.predictions.decoder.bias`. Left out: `position_ids`, which only counts, the tied
/// weights of the head, and heads that nobody asked for.
struct BertNames {
  /// Name in the file by name without prefix.
  private(set) var sources: [String: String] = [:]
  /// Names in the file that were passed over.
  private(set) var ignored: [String] = []
  private(set) var problems: [String] = []

  init(_ saved: [String]) {
    for name in saved.sorted() {
      let plain = BertNames.plain(name)
      if BertNames.isNeverNeeded(plain) {
        ignored.append(name)
      } else if let first = sources[plain] {
        problems.append("\(first) and \(name) are the same tensor")
      } else {
        sources[plain] = name
      }
    }
    let (bias, other) = ("cls.predictions.bias", "cls.predictions.decoder.bias")
    // Older files hold the head's bias twice, or under the second name alone.
    if let source = sources.removeValue(forKey: other) {
      if sources[bias] == nil { sources[bias] = source } else { ignored.append(source) }
    }
  }

  /// Takes the tensors for `parameters` out of those of a file.
  ///
  /// - Parameter optional: Whether a missing parameter is no problem.
  /// - Returns: The file's names by key.
  mutating func match(
    _ parameters: [BertParameter], shape: (String) -> [Int], optional: (BertParameter) -> Bool
  ) -> [String: String] {
    var result: [String: String] = [:]
    for parameter in parameters {
      guard let source = sources.removeValue(forKey: parameter.name) else {
        if !optional(parameter) { problems.append("\(parameter.name) of shape \(parameter.shape) is missing") }
        continue
      }
      let found = shape(source)
      if found == parameter.shape {
        result[parameter.key] = source
      } else {
        problems.append("\(source) has shape \(found), expected \(parameter.shape)")
      }
    }
    for (plain, source) in sources.sorted(by: { $0.key < $1.key }) {
      if BertNames.isOfAHead(plain) { ignored.append(source) } else { problems.append("\(source) is unknown") }
    }
    return result
  }

  func has(_ plain: String) -> Bool { sources[plain] != nil }

  private static func plain(_ name: String) -> String {
    var name = Substring(name)
    for prefix in ["module.", "0.auto_model.", "bert.", "distilbert."] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
    }
    for (old, new) in [(".gamma", ".weight"), (".beta", ".bias")] where name.hasSuffix(old) {
      return name.dropLast(old.count) + new
    }
    return String(name)
  }

  private static func isNeverNeeded(_ plain: String) -> Bool {
    [
      "embeddings.position_ids", "embeddings.token_type_ids", "cls.predictions.decoder.weight",
      "vocab_projector.weight",
    ].contains(plain) || plain.hasPrefix("cls.seq_relationship.")
  }

  private static func isOfAHead(_ plain: String) -> Bool {
    ["cls.", "pooler.", "classifier.", "pre_classifier.", "vocab_", "qa_outputs."].contains { plain.hasPrefix($0) }
  }
}
