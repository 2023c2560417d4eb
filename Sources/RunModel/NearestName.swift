/// The known name closest to a mistyped one, for “did you mean”; nil when none is near (more than a third of its
/// letters differ). Hyphens and underscores count as the same letter.
public func nearestName(to name: String, among known: [String]) -> String? {
  let typed = Array(name.lowercased().replacing("-", with: "_").prefix(100))
  var best: (name: String, distance: Int)?
  for candidate in known {
    let distance = editDistance(typed, Array(candidate.lowercased().replacing("-", with: "_").prefix(100)))
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  guard let best, best.distance <= max(2, best.name.count / 3) else { return nil }
  return best.name
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in b.indices {
      row[j + 1] = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        row[j + 1] = min(row[j + 1], beforePrevious[j - 1] + 1)
      }
    }
    (beforePrevious, previous) = (previous, row)
  }
  return previous[b.count]
}
