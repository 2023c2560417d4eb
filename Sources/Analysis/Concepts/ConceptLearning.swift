/// How a network came to its concepts, from what it held at several epochs (Cheng et al. 2020, section 3.3 and 3.4).
public struct ConceptLearning: Sendable, Equatable {
  /// D_mean: the mean weight distance at which an image's concepts are most; small when they are learned early.
  public let meanDistance: Double
  /// D_std: its standard deviation over the images; small when they are learned at once.
  public let distanceDeviation: Double
  /// ρ: the final network's share of all concepts there have been; large when few were learned in vain. Nil without concepts.
  public let keptShare: Double?
  /// m of every image: the place of the epoch with the most concepts on the object, the first of several.
  public let fullest: [Int]

  /// Nil without epochs or images, or when lengths differ.
  /// - Parameters:
  ///   - epochs: the concepts of every image, epoch by epoch; the last one is the final network.
  ///   - distances: the weight distance at each of the epochs.
  public init?(epochs: [[VisualConcepts]], distances: [Double]) {
    guard let last = epochs.last, !last.isEmpty, epochs.count == distances.count,
      epochs.allSatisfy({ $0.count == last.count })
    else { return nil }
    fullest = last.indices.map { image in
      epochs.indices.max {
        let (a, b) = (epochs[$0][image].foreground, epochs[$1][image].foreground)
        return a != b ? a < b : $0 > $1
      } ?? 0
    }
    let reached = fullest.map { distances[$0] }
    let mean = reached.reduce(0, +) / Double(reached.count)
    meanDistance = mean
    distanceDeviation =
      (reached.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(reached.count)).squareRoot()
    let shares = last.indices.compactMap { image -> Double? in
      let ever = epochs.reduce(into: Set<Int>()) { $0.formUnion($1[image].places) }
      return ever.isEmpty ? nil : Double(last[image].places.count) / Double(ever.count)
    }
    keptShare = shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
  }
}
