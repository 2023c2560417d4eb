import Foundation
import Testing

@testable import Datasets

@Suite struct PseudoLabelsTests {
  /// Three classes; worked out by hand.
  private let probabilities: [Float] = [
    0.50, 0.30, 0.20,  // 0: class 0
    0.90, 0.05, 0.05,  // 1: class 0
    0.10, 0.80, 0.10,  // 2: class 1
    0.34, 0.33, 0.33,  // 3: class 0, barely
    0.90, 0.05, 0.05,  // 4: class 0, as sure as row 1
    0.05, 0.25, 0.70,  // 5: class 2
    0.20, 0.60, 0.20,  // 6: class 1
    0.70, 0.20, 0.10,  // 7: class 0
  ]

  @Test func classesAreCappedAndFilledUp() throws {
    let made = try PseudoLabels(probabilities: probabilities, classes: 3, threshold: 0.4, perClass: 3)
    #expect(made.indices == [1, 4, 7, 2, 6, 2, 5, 5, 5])
    #expect(made.labels == [0, 0, 0, 1, 1, 1, 2, 2, 2])
    #expect(made.report.confident == [4, 2, 1])
    #expect(made.report.balanced == [3, 3, 3])
    #expect(made.report.distinct == [3, 2, 1])
    #expect(made.report.kept == 7 && made.report.examples == 8)
    #expect(try JSONDecoder().decode(PseudoLabelReport.self, from: JSONEncoder().encode(made.report)) == made.report)
  }

  @Test func theMeanIsTheStandardNumber() throws {
    // 5 + 2 + 1 above 0.3: 8 / 3 is nearer to 3.
    let made = try PseudoLabels(probabilities: probabilities, classes: 3)
    #expect(made.report.threshold == 0.3 && made.report.perClass == 3)
    #expect(made.report.confident == [5, 2, 1])
    // 2 + 1 above 0.75, none of class 2: 3 / 2 rounded up.
    let few = try PseudoLabels(probabilities: probabilities, classes: 3, threshold: 0.75)
    #expect(few.report.perClass == 2 && few.report.emptyClasses == 1)
    #expect(few.indices == [1, 4, 2, 2])
    #expect(few.report.balanced == [2, 2, 0])
  }

  @Test func theThresholdItselfIsNotEnough() throws {
    let made = try PseudoLabels(probabilities: [0.5, 0.5, 0.25, 0.75], classes: 2, threshold: 0.5)
    #expect(made.indices == [1] && made.labels == [1])
  }

  @Test func nothingIsConfident() throws {
    let none = try PseudoLabels(probabilities: probabilities, classes: 3, threshold: 1)
    #expect(none.indices.isEmpty && none.labels.isEmpty && none.report.emptyClasses == 3)
    #expect(try PseudoLabels(probabilities: [], classes: 3, perClass: 5).indices.isEmpty)
  }

  @Test func rowsThatAreNoNumbersAreLeftOut() throws {
    let made = try PseudoLabels(probabilities: [.nan, 0.9, 0.9, .nan, .nan, .nan, 0.2, 0.8], classes: 2)
    #expect(made.indices == [3])
  }

  @Test func whatCannotBeIsRefused() {
    for make in [
      { try PseudoLabels(probabilities: [0.5, 0.5, 0.1], classes: 2) },
      { try PseudoLabels(probabilities: [0.5], classes: 0) },
      { try PseudoLabels(probabilities: [0.5, 0.5], classes: 2, threshold: .nan) },
      { try PseudoLabels(probabilities: [0.5, 0.5], classes: 2, perClass: 0) },
      { try PseudoLabels(probabilities: [0.5, 0.5], classes: 2, perClass: .max) },
    ] {
      let error = #expect(throws: DatasetError.self) { _ = try make() }
      #expect(error?.category == .usage)
    }
  }
}
