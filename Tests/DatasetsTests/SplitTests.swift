import Testing

@testable import Datasets

@Suite struct SplitTests {
  /// 1,000 items of four classes with 400, 300, 200 and 100 of them, mixed.
  private let labels: [Int64] = (0..<1000).map { [0, 1, 2, 0, 1, 3, 0, 1, 2, 0][$0 % 10] }

  private func counts(_ indices: [Int], _ labels: [Int64], classes: Int = 4) -> [Int] {
    (0..<classes).map { label in indices.count { labels[$0] == label } }
  }

  @Test func partsAreDisjointAndCoverAll() throws {
    for seed in [0, 1, UInt64.max] {
      for testRange in [nil, 800..<1000, 0..<100] as [Range<Int>?] {
        let split = try Split(labels: labels, testRange: testRange, validationFraction: 0.1, seed: seed)
        #expect((split.training + split.validation + split.test).sorted() == Array(0..<1000))
        for part in [split.training, split.validation, split.test] { #expect(part == part.sorted()) }
        if let testRange { #expect(split.test == Array(testRange)) }
      }
    }
  }

  @Test func classesKeepTheirProportions() throws {
    let split = try Split(labels: labels, testRange: nil, validationFraction: 0.15, testFraction: 0.15, seed: 4)
    #expect(counts(split.training, labels) == [280, 210, 140, 70])
    #expect(counts(split.validation, labels) == [60, 45, 30, 15])
    #expect(counts(split.test, labels) == [60, 45, 30, 15])
  }

  @Test func sameSeedSameSplit() throws {
    func split(_ seed: UInt64) throws -> Split {
      try Split(labels: labels, testRange: 800..<1000, validationFraction: 0.1, seed: seed)
    }
    #expect(try split(3) == split(3))
    #expect(try split(3).validation != split(4).validation)
  }

  /// Worked out by a Python program from the description of the algorithm. Should this fail, runs made by earlier
  /// versions would be resumed on other data.
  @Test func theSplitNeverChanges() throws {
    let few = Array(labels[..<30])
    let split = try Split(labels: few, testRange: nil, validationFraction: 0.15, seed: 1)
    #expect(split.test == [5, 6, 10, 11, 22])
    #expect(split.validation == [1, 12, 19, 26, 27])
    #expect(try split.trainingSubset(5, labels: few, seed: 1) == [2, 4, 16, 20, 21])
    var order = try BatchOrder(indices: Array(0..<10), batchSize: 10, seed: 1)
    #expect(order.next() == [8, 4, 0, 6, 1, 7, 5, 9, 2, 3])
  }

  @Test func digitsAndFashion() throws {
    let digits = try Digits().load(directory: nil)
    let split = try Split(digits, seed: 0)
    #expect([split.training.count, split.validation.count, split.test.count] == [1257, 270, 270])
    for part in [split.validation, split.test] {
      #expect(counts(part, digits.labels, classes: 10).allSatisfy { (26...28).contains($0) })
    }
    let fashion = try FashionMNIST().load(directory: nil)
    let large = try Split(fashion, seed: 0)
    #expect(counts(large.training, fashion.labels, classes: 10) == [Int](repeating: 5400, count: 10))
    #expect(counts(large.validation, fashion.labels, classes: 10) == [Int](repeating: 600, count: 10))
    #expect(large.test == Array(60_000..<70_000))
  }

  @Test func subsetsNestAndKeepProportions() throws {
    let split = try Split(labels: labels, testRange: 800..<1000, validationFraction: 0.1, seed: 9)
    var smaller: Set<Int> = []
    for count in 1...split.training.count {
      let subset = try split.trainingSubset(count, labels: labels, seed: 9)
      #expect(subset.count == count)
      #expect(smaller.isSubset(of: subset))
      smaller = Set(subset)
      for (label, found) in counts(subset, labels).enumerated() {
        #expect(abs(Double(found) - Double(count) * [0.4, 0.3, 0.2, 0.1][label]) <= 1)
      }
    }
    #expect(smaller == Set(split.training))
  }

  @Test func balancedClassesGiveEqualSubsets() throws {
    let balanced = (0..<1000).map { Int64($0 / 100) }
    let split = try Split(labels: balanced, testRange: nil, validationFraction: 0.1, testFraction: 0.1, seed: 2)
    let subset = try split.trainingSubset(50, labels: balanced, seed: 2)
    #expect(counts(subset, balanced, classes: 10) == [Int](repeating: 5, count: 10))
  }

  @Test func tooManyOrTooFewExamplesSaysHowManyThereAre() throws {
    let split = try Split(labels: labels, testRange: 800..<1000, validationFraction: 0.1, seed: 0)
    let error = #expect(throws: DatasetError.self) { try split.trainingSubset(721, labels: labels, seed: 0) }
    #expect(error?.description == "721 student examples asked for, the training split has 720")
    #expect(error?.category == .usage)
    #expect(throws: DatasetError.self) { try split.trainingSubset(0, labels: labels, seed: 0) }
    #expect(throws: DatasetError.self) { try split.trainingSubset(-1, labels: labels, seed: 0) }
  }

  @Test(arguments: [0, -0.5, 1, 1.5, Double.nan, Double.infinity])
  func fractionsOutOfRangeAreRefused(fraction: Double) {
    #expect(throws: DatasetError.self) {
      try Split(labels: labels, testRange: nil, validationFraction: fraction, seed: 0)
    }
    #expect(throws: DatasetError.self) {
      try Split(labels: labels, testRange: nil, validationFraction: 0.1, testFraction: fraction, seed: 0)
    }
  }

  @Test func tinySetsKeepOneOfEachOrAreRefused() throws {
    let split = try Split(labels: [0, 1, 0], testRange: nil, validationFraction: 0.15, seed: 0)
    #expect([split.training.count, split.validation.count, split.test.count] == [1, 1, 1])
    #expect(throws: DatasetError.self) {
      try Split(labels: [0, 1], testRange: nil, validationFraction: 0.15, seed: 0)
    }
    #expect(throws: DatasetError.self) { try Split(labels: [], testRange: nil, validationFraction: 0.15, seed: 0) }
    #expect(throws: DatasetError.self) {
      try Split(labels: [0, 1, 1], testRange: 0..<3, validationFraction: 0.15, seed: 0)
    }
  }

  @Test func probesAreOfTheirClassAndOfValidation() throws {
    let split = try Split(labels: labels, testRange: 800..<1000, validationFraction: 0.1, seed: 5)
    let three = split.probes(perClass: 3, classCount: 5, labels: labels, seed: 5)
    let one = split.probes(perClass: 1, classCount: 5, labels: labels, seed: 5)
    #expect(three.map(\.count) == [3, 3, 3, 3, 0])
    for label in 0..<5 {
      #expect(three[label].allSatisfy { labels[$0] == label && split.validation.contains($0) })
      #expect(Set(one[label]).isSubset(of: three[label]))
    }
    #expect(split.probes(perClass: 1000, classCount: 4, labels: labels, seed: 5).flatMap(\.self).count == 80)
    #expect(split.probes(perClass: -1, classCount: 4, labels: labels, seed: 5) == [[], [], [], []])
  }
}
