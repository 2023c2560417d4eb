/// Parts of a path's text. Foundation's own way (`NSString.deletingLastPathComponent`) stops the program at a name of one
/// letter.
package enum FilePath {
  /// What is before the last name: empty for a name alone, `/` for what lies in the root.
  package static func directory(of path: String) -> String {
    let parts = trimmed(path)
    guard let slash = parts.lastIndex(of: "/") else { return "" }
    let parent = trimmed(String(parts[..<slash]))
    return parent.isEmpty ? "/" : parent
  }

  /// The last name; the whole path where it has no other.
  package static func name(of path: String) -> String {
    let parts = trimmed(path)
    return parts.lastIndex(of: "/").map { String(parts[parts.index(after: $0)...]) } ?? parts
  }

  private static func trimmed(_ path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    return path == "/" ? "" : String(path)
  }
}
