/// Which items of a data set are for training, for validation and for the final test. The three never overlap and
/// together are all items; each list is ascending. The same data, fractions and seed always give the same split.
public struct Split: Sendable, Equatable {
  public let training: [Int]
  public let validation: [Int]
  public let test: [Int]

  /// Splits `labels.count` items, every class in proportion (stratified).
  ///
  /// With a `testRange` those items are the test set and `validationFraction` of the rest becomes validation.
  /// Without, `testFraction` and `validationFraction` of all items are taken. Counts are rounded, at least 1 each.
  ///
  /// - Parameters:
  ///   - validationFraction: Above 0, below 1.
  ///   - testFraction: Above 0, below 1; not used with a `testRange`.
  /// - Throws: `DatasetError` (`impossibleRequest`) when a fraction is out of range or too few items are left to
  ///   train on.
  public init(
    labels: [Int64], testRange: Range<Int>?, validationFraction: Double, testFraction: Double = 0.15, seed: UInt64
  ) throws(DatasetError) {
    for (name, fraction) in [("validation", validationFraction), ("test", testFraction)] {
      guard fraction > 0, fraction < 1 else {
        throw DatasetError(.impossibleRequest("the \(name) fraction is \(fraction), expected above 0 and below 1"))
      }
    }
    let fixedTest = testRange.map { $0.clamped(to: labels.indices) } ?? 0..<0
    let rest = labels.indices.filter { !fixedTest.contains($0) }
    let validationCount = Split.share(validationFraction, of: rest.count)
    let testCount = testRange == nil ? Split.share(testFraction, of: rest.count) : 0
    guard validationCount + testCount < rest.count else {
      throw DatasetError(
        .impossibleRequest(
          "\(rest.count) examples are too few: \(validationCount) for validation and \(testCount) for the test "
            + "leave none to train on"))
    }
    var generator = SplitMix64(seed: seed, purpose: "split")
    let order = StratifiedOrder.order(rest, labels: labels, using: &generator)
    test = testRange == nil ? order[..<testCount].sorted() : Array(fixedTest)
    validation = order[testCount..<testCount + validationCount].sorted()
    training = order[(testCount + validationCount)...].sorted()
  }

  /// The usual split: a data set with a test set of its own keeps it and gives 10 % of the rest to validation;
  /// any other is cut 70 / 15 / 15.
  ///
  /// - Throws: `DatasetError` (`impossibleRequest`) when there are too few items.
  public init(_ dataset: some LabelledItems, seed: UInt64) throws(DatasetError) {
    try self.init(
      labels: dataset.labels, testRange: dataset.testRange,
      validationFraction: dataset.testRange == nil ? 0.15 : 0.1, seed: seed)
  }

  /// `count` of the training items, every class in proportion, ascending: what `--student-examples` trains on.
  /// For one seed a smaller subset is always part of a larger one. A class much rarer than the others may have no
  /// item in a small subset.
  ///
  /// - Parameter labels: Of the whole data set, as given when splitting.
  /// - Throws: `DatasetError` (`impossibleRequest`) when `count` is below 1 or more than there are.
  public func trainingSubset(_ count: Int, labels: [Int64], seed: UInt64) throws(DatasetError) -> [Int] {
    guard count >= 1 else {
      throw DatasetError(.impossibleRequest("\(count) student examples asked for, expected at least 1"))
    }
    guard count <= training.count else {
      throw DatasetError(
        .impossibleRequest("\(count) student examples asked for, the training split has \(training.count)"))
    }
    var generator = SplitMix64(seed: seed, purpose: "student examples")
    return StratifiedOrder.order(training, labels: labels, using: &generator)[..<count].sorted()
  }

  private static func share(_ fraction: Double, of count: Int) -> Int {
    max(1, Int((Double(count) * fraction).rounded()))
  }
}
