/// What concepts a network holds and how it came to them, as means over images: a row of the table.
public struct ConceptSummary: Sendable, Equatable, Codable {
  public var images: Int
  /// N_fg.
  public var foreground: Double
  /// N_bg.
  public var background: Double
  /// λ, the mean of N_fg/(N_fg + N_bg) over the images that have concepts; nil when none has.
  public var ratio: Double?
  /// D_mean; nil where only the final network is known.
  public var meanDistance: Double?
  /// D_std.
  public var distanceDeviation: Double?
  /// ρ.
  public var keptShare: Double?

  enum CodingKeys: String, CodingKey {
    case images, foreground, background, ratio
    case meanDistance = "distance_mean"
    case distanceDeviation = "distance_deviation"
    case keptShare = "kept_share"
  }

  public init(_ concepts: [VisualConcepts], learning: ConceptLearning? = nil) {
    images = concepts.count
    let count = Double(max(1, concepts.count))
    foreground = Double(concepts.reduce(0) { $0 + $1.foreground }) / count
    background = Double(concepts.reduce(0) { $0 + $1.background }) / count
    let ratios = concepts.compactMap(\.ratio)
    ratio = ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
    meanDistance = learning?.meanDistance
    distanceDeviation = learning?.distanceDeviation
    keptShare = learning?.keptShare
  }
}
