/// Short names for things that are known by paths.
public enum ShortNames {
  /// The last parts of each path, as many for all as it takes to tell them apart; whole paths where that is never so.
  ///
  ///     of([["runs", "a"], ["runs", "b"]])  // a, b
  ///     of([["x", "a"], ["y", "a"]])        // x/a, y/a
  public static func of(_ paths: [[String]]) -> [String] {
    let longest = paths.map(\.count).max() ?? 0
    var names: [String] = []
    for count in stride(from: 1, through: max(longest, 1), by: 1) {
      names = paths.map { $0.suffix(count).joined(separator: "/") }
      if Set(names).count == Set(paths).count { break }
    }
    return names
  }
}
