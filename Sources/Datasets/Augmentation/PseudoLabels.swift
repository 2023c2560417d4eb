/// The examples without labels that a student trains on, chosen by what a teacher thinks of them: confident ones, as many
/// of each class. Of a class with too many the most confident stay, of one with too few they repeat.
///
/// Source: Q. Xie, M.-T. Luong, E. Hovy, Q. V. Le, "Self-training with Noisy Student improves ImageNet classification",
/// CVPR 2020, section 3.1: confidence above 0.3, 130,000 images a class.
public struct PseudoLabels: Sendable, Equatable {
  /// Rows of the probabilities, with repetitions: class by class, in each the most confident first and, where they
  /// repeat, in the same order again. Equally confident ones by row.
  public let indices: [Int]
  /// The predicted class of each of `indices`.
  public let labels: [Int]
  public let report: PseudoLabelReport

  /// The largest number of indices.
  static let limit = 1 << 28

  /// - Parameters:
  ///   - probabilities: `[examples, classes]`, the teacher's, each row adding up to 1. A row's prediction is its largest
  ///     value, the first of equal ones; a row whose largest value is no number is left out.
  ///   - threshold: An example stays when its largest probability is above it; by default 0.3.
  ///   - perClass: How many of each class; nil: the mean number of confident examples, over classes that have any,
  ///     rounded. Classes without any stay empty.
  ///   - isBalanced: Whether classes get as many examples; otherwise each has its confident ones, once.
  /// - Throws: `DatasetError` (`impossibleRequest`): probabilities that are not a whole number of rows, `perClass` below
  ///   1, more than 2²⁸ examples asked for, a threshold that is no number.
  public init(
    probabilities: [Float], classes: Int, threshold: Double = 0.3, perClass: Int? = nil, isBalanced: Bool = true
  ) throws(DatasetError) {
    guard classes >= 1, probabilities.count % classes == 0 else {
      throw DatasetError(
        .impossibleRequest("\(probabilities.count) probabilities are not those of \(classes) classes for each example"))
    }
    guard !threshold.isNaN else {
      throw DatasetError(.impossibleRequest("the confidence threshold is not a number"))
    }
    let confident = PseudoLabels.confident(probabilities, classes: classes, threshold: threshold)
    let counts = confident.map(\.count)
    let occupied = counts.count { $0 > 0 }
    let kept = counts.reduce(0, +)
    let perClass = perClass ?? max(1, (2 * kept + occupied) / max(1, 2 * occupied))
    guard perClass >= 1, perClass <= PseudoLabels.limit / max(1, occupied) else {
      throw DatasetError(
        .impossibleRequest(
          "\(perClass) pseudo-labelled examples of each of \(occupied) classes; expected at least 1 of each, and at most "
            + "\(PseudoLabels.limit) in all"))
    }
    var indices: [Int] = []
    var labels: [Int] = []
    indices.reserveCapacity(perClass * occupied)
    labels.reserveCapacity(perClass * occupied)
    for (label, rows) in confident.enumerated() where !rows.isEmpty {
      let count = isBalanced ? perClass : rows.count
      for place in 0..<count { indices.append(rows[place % rows.count]) }
      labels += repeatElement(label, count: count)
    }
    self.indices = indices
    self.labels = labels
    report = PseudoLabelReport(
      threshold: threshold, perClass: perClass, examples: probabilities.count / classes, confident: counts,
      isBalanced: isBalanced)
  }

  /// For each class the rows predicted to be of it with enough confidence, the most confident first.
  private static func confident(_ probabilities: [Float], classes: Int, threshold: Double) -> [[Int]] {
    var members = [[(row: Int, confidence: Float)]](repeating: [], count: classes)
    for row in 0..<probabilities.count / classes {
      var (label, confidence) = (0, -Float.infinity)
      var isNumber = true
      for column in 0..<classes {
        let value = probabilities[row * classes + column]
        isNumber = isNumber && !value.isNaN
        if value > confidence { (label, confidence) = (column, value) }
      }
      if isNumber && Double(confidence) > threshold { members[label].append((row, confidence)) }
    }
    return members.map { rows in
      rows.sorted { ($1.confidence, $0.row) < ($0.confidence, $1.row) }.map(\.row)
    }
  }
}

/// What `PseudoLabels` found and made, class by class, to be logged.
public struct PseudoLabelReport: Sendable, Hashable, Codable {
  public let threshold: Double
  /// Examples of each class that has any, after balancing.
  public let perClass: Int
  /// Examples that the teacher was asked about.
  public let examples: Int
  /// `[classes]`: examples above the threshold, by predicted class.
  public let confident: [Int]
  /// Whether classes were given as many examples.
  public let isBalanced: Bool

  /// All examples above the threshold.
  public var kept: Int { confident.reduce(0, +) }
  /// `[classes]`: how many there are after balancing, repetitions counted.
  public var balanced: [Int] { isBalanced ? confident.map { $0 > 0 ? perClass : 0 } : confident }
  /// `[classes]`: how many different ones these are.
  public var distinct: [Int] { isBalanced ? confident.map { min($0, perClass) } : confident }
  /// Classes without a confident example; the student sees them in the labelled data only.
  public var emptyClasses: Int { confident.count { $0 == 0 } }
}
