/// Why a theme cannot be used.
public enum ThemeError: Error, Hashable, CustomStringConvertible {
  /// No file has this name. `nearest` are the names that look most like it, best first.
  case unknownTheme(String, nearest: [String])
  /// The file cannot be read.
  case unreadable(file: String, reason: String)
  /// The file is not TOML.
  case notTOML(file: String, line: Int, reason: String)
  /// A key that no meaning has. `nearest` are the keys that look most like it.
  case unknownKey(String, file: String, line: Int?, nearest: [String])
  /// A value that is not what its key takes.
  case badValue(key: String, file: String, line: Int?, expected: String)
  /// Themes that inherit from each other in a circle.
  case circle(file: String, names: [String])

  public var description: String {
    switch self {
    case .unknownTheme(let name, let nearest):
      return "no theme is called '\(Text.sanitized(name))'" + ThemeError.hint(nearest)
    case .unreadable(let file, let reason):
      return "\(file): \(reason)"
    case .notTOML(let file, let line, let reason):
      return "\(file):\(line): not TOML: \(reason)"
    case .unknownKey(let key, let file, let line, let nearest):
      return "\(ThemeError.place(file, line)): unknown key '\(Text.sanitized(key))'" + ThemeError.hint(nearest)
    case .badValue(let key, let file, let line, let expected):
      return "\(ThemeError.place(file, line)): '\(Text.sanitized(key))' should be \(expected)"
    case .circle(let file, let names):
      return "\(file): themes inherit in a circle: \(names.joined(separator: " → "))"
    }
  }

  private static func place(_ file: String, _ line: Int?) -> String {
    line.map { "\(file):\($0)" } ?? file
  }

  private static func hint(_ nearest: [String]) -> String {
    nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: " or "))?"
  }
}

extension Text {
  /// The words most like `word`, best first; those that have hardly anything in common with it are left out.
  public static func nearest(to word: String, among words: [String]) -> [String] {
    TerminalUI.nearest(to: word, among: words)
  }
}

/// The `count` words most like `word`, best first, by how many letters have to change; words that have hardly anything
/// in common with it are left out.
func nearest(to word: String, among words: [String], count: Int = 3) -> [String] {
  let wanted = Array(word.lowercased())
  return
    words
    .map { (word: $0, distance: editDistance(wanted, Array($0.lowercased()), partOf: $0.contains(word))) }
    .filter { $0.distance <= max(2, $0.word.count / 2) }
    .sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }
    .prefix(count).map(\.word)
}

/// Levenshtein's distance; 1 when one word is known to contain the other. O(a·b).
private func editDistance(_ a: [Character], _ b: [Character], partOf: Bool) -> Int {
  if partOf, !a.isEmpty { return 1 }
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let changed = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
