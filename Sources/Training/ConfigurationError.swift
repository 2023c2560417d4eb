import RunModel

/// Something asked for that cannot be done, found before anything is started.
public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
  case badSetting(String)
  case badKnobValue(knob: String, value: String)
  case knob(KnobError)
  /// A file that is not TOML; the parser's message has line and column.
  case notTOML(file: String, message: String)
  case unknownKey(file: String, key: String, known: [String])
  case wrongType(file: String, key: String, expected: String)
  case outOfRange(option: String, value: String, expected: String)
  case conflict(String)
  /// A method for language models, and a data set of images.
  case needsText(method: String, dataset: String)
  /// A method that needs more of its data than texts can give; `reason` says what.
  case needsImages(method: String, dataset: String, reason: String)
  /// A run on text without the directory of a language model.
  case needsModel(dataset: String)
  case unreadable(file: String, reason: String)

  public var description: String {
    switch self {
    case .badSetting(let text): "--set takes KNOB=VALUE, for example temperature=4, not “\(text)”"
    case .badKnobValue(let knob, let value): "\(knob) takes a number, not “\(value)”"
    case .knob(let error): error.description
    case .notTOML(let file, let message): "\(file) is not valid TOML: \(message)"
    case .unknownKey(let file, let key, let known):
      "\(file): unknown key “\(key)”"
        + (nearestName(to: key, among: known).map { "; did you mean \($0)?" }
          ?? " (keys: \(known.joined(separator: ", ")))")
    case .wrongType(let file, let key, let expected): "\(file): \(key) must be \(expected)"
    case .outOfRange(let option, let value, let expected): "\(option) is \(value); it takes \(expected)"
    case .conflict(let message): message
    case .needsText(let method, let dataset):
      "\(method) learns from text, and \(dataset) holds images; give --dataset text --data-dir DIR"
    case .needsImages(let method, let dataset, let reason): "\(method) cannot learn from \(dataset): \(reason)"
    case .needsModel(let dataset):
      "\(dataset) is read by a language model: give --teacher DIR, a directory with its config.json, model.safetensors and "
        + "vocab.txt (a student that learns alone takes sizes and vocabulary from there)"
    case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
    }
  }
}
