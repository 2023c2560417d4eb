import TerminalUI

/// Why a person's configuration cannot be used: where, and what to do about it.
public enum UserConfigurationError: Error, CustomStringConvertible {
  case unreadable(file: String, reason: String)
  case notTOML(file: String, line: Int, reason: String)
  /// A key that means nothing. `nearest` are those that look most like it, best first.
  case unknown(key: String, file: String, line: Int?, nearest: [String])
  /// A value that is not what its key takes.
  case badValue(key: String, file: String, line: Int?, expected: String)
  /// Two actions that are to have the same key in the same place.
  case conflict(key: String, one: (name: String, line: Int), other: (name: String, line: Int), file: String)
  /// A key that is needed for something that cannot be bound otherwise.
  case reserved(key: String, name: String, line: Int, purpose: String, file: String)

  static func conflict(_ key: KeyEvent, _ one: KeyChoice, _ other: KeyChoice, file: String) -> UserConfigurationError {
    let (first, second) = one.line <= other.line ? (one, other) : (other, one)
    return .conflict(
      key: KeyName.configured(key), one: (first.action.name, first.line), other: (second.action.name, second.line),
      file: file)
  }

  static func reserved(_ key: KeyEvent, _ choice: KeyChoice, for purpose: String, file: String)
    -> UserConfigurationError
  {
    .reserved(
      key: KeyName.configured(key), name: choice.action.name, line: choice.line, purpose: purpose, file: file)
  }

  public var description: String {
    func place(_ file: String, _ line: Int?) -> String { line.map { "\(file):\($0)" } ?? file }
    switch self {
    case .unreadable(let file, let reason): return "\(file): \(reason)"
    case .notTOML(let file, let line, let reason): return "\(file):\(line): not TOML: \(reason)"
    case .unknown(let key, let file, let line, let nearest):
      let hint = nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: " or "))?"
      return "\(place(file, line)): unknown key '\(Text.sanitized(key))'\(hint)"
    case .badValue(let key, let file, let line, let expected):
      return "\(place(file, line)): '\(Text.sanitized(key))' should be \(expected)"
    case .conflict(let key, let one, let other, let file):
      return "\(file):\(other.line): \(key) is to be \(other.name) here, and \(one.name) in line \(one.line)"
    case .reserved(let key, let name, let line, let purpose, let file):
      return "\(file):\(line): \(key) cannot be \(name): it is needed to \(purpose)"
    }
  }
}
