import Testing

@testable import Datasets

@Suite struct ImageDatasetTests {
  /// Three images of two channels, 1×2 pixels.
  private func dataset(rule: NormalizationRule = .measured) throws -> ImageDataset {
    try ImageDataset(
      name: "small", shape: ImageShape(channels: 2, height: 1, width: 2),
      pixels: [0, 10, 50, 50, 20, 30, 50, 50, 200, 200, 100, 100], labels: [0, 1, 1], classNames: ["a", "b"],
      pixelMaximum: 100, normalizationRule: rule)
  }

  @Test func pixelsComeInTheOrderAskedFor() throws {
    let data = try dataset()
    let identity = Normalization.identity(channels: 2)
    #expect(data.normalizedPixels(at: [2, 0], identity) == [2, 2, 1, 1, 0, 0.1, 0.5, 0.5])
    #expect(data.normalizedPixels(at: [1, 1], identity).count == 2 * data.shape.count)
    #expect(data.normalizedPixels(at: [], identity).isEmpty)
    #expect(data.labels(at: [2, 0, 1]) == [1, 0, 1])
  }

  @Test func normalizationIsMeasuredOnTheGivenItemsOnly() throws {
    let data = try dataset()
    let normalization = data.normalization(training: [0, 1])
    // 0, .1, .2, .3: mean .15, variance .0125. The second channel never varies.
    #expect(abs(normalization.mean[0] - 0.15) < 1e-6)
    #expect(abs(normalization.deviation[0] - 0.111_803_4) < 1e-6)
    #expect(normalization.mean[1] == 0.5)
    #expect(normalization.deviation[1] == 1)
    let pixels = data.normalizedPixels(at: [0, 1], normalization)
    let first = [pixels[0], pixels[1], pixels[4], pixels[5]]
    #expect(abs(first.reduce(0, +)) < 1e-5)
    #expect(abs(first.reduce(0) { $0 + $1 * $1 } / 4 - 1) < 1e-5)
    #expect([pixels[2], pixels[3], pixels[6], pixels[7]] == [0, 0, 0, 0])
    #expect(data.normalization(training: []) == .identity(channels: 2))
  }

  @Test func fixedNormalizationIsTaken() throws {
    let fixed = Normalization(mean: [0.5, 0.25], deviation: [0.5, 2])
    let data = try dataset(rule: .fixed(fixed))
    #expect(data.normalization(training: [0]) == fixed)
    #expect(data.normalizedPixels(at: [0], fixed) == [-1, -0.8, 0.125, 0.125])
  }

  @Test func deviationsThatCannotDivideBecomeOne() {
    #expect(Normalization(mean: [0, 0, 0], deviation: [0, -.nan]).deviation == [1, 1, 1])
  }

  @Test func inconsistentPartsAreRefused() {
    func make(
      pixels: Int = 8, labels: [Int64] = [0, 1], maximum: UInt8 = 255, test: Range<Int>? = nil, height: Int = 2
    ) -> DatasetError.Problem? {
      problem {
        try ImageDataset(
          name: "x", shape: ImageShape(channels: 1, height: height, width: 2),
          pixels: [UInt8](repeating: 0, count: pixels), labels: labels, classNames: ["a", "b"], pixelMaximum: maximum,
          testRange: test)
      }
    }
    #expect(make() == nil)
    #expect(make(labels: []) == .empty)
    #expect(make(pixels: 12) == .countMismatch(images: 3, labels: 2, labelFile: "the list of labels"))
    #expect(make(labels: [0, 2]) == .labelOutOfRange(item: 1, value: 2, classes: 2))
    #expect(make(labels: [-1, 0]) == .labelOutOfRange(item: 0, value: -1, classes: 2))
    #expect(make(height: 0) == .badDimensions([1, 0, 2], limit: 4 << 30))
    for problem in [make(maximum: 0), make(test: 1..<3), make(test: -1..<1)] {
      guard case .impossibleRequest = problem else {
        Issue.record("expected impossibleRequest, got \(String(describing: problem))")
        continue
      }
    }
  }
}
