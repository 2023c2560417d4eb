extension Split {
  /// A few validation items of each class, to watch soft targets on: `[classCount]` lists of at most `perClass`
  /// indices, ascending, drawn by the seed. A class without validation items has an empty list. More per class
  /// keeps those of fewer per class.
  ///
  /// - Parameter labels: Of the whole data set, as given when splitting.
  public func probes(perClass: Int, classCount: Int, labels: [Int64], seed: UInt64) -> [[Int]] {
    var members = [[Int]](repeating: [], count: max(0, classCount))
    for index in validation where members.indices.contains(Int(labels[index])) {
      members[Int(labels[index])].append(index)
    }
    for label in members.indices {
      var generator = SplitMix64(seed: seed, purpose: "probes \(label)")
      generator.shuffle(&members[label])
      members[label] = members[label].prefix(max(0, perClass)).sorted()
    }
    return members
  }
}
