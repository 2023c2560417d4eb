import Datasets
import Foundation
import Testing
import Torch

@testable import Analysis

/// Counts, distances and shares against numbers worked out by hand.
struct ConceptTests {
  @Test func conceptsAreWhatLiesBelowTheBackground() throws {
    // Background: 2, 2, 2, 1.6 with mean 1.9; b = 0.2: what is below 1.7 counts.
    let entropies: [Double] = [2, 2, 1.69, 1.71, 0, 1.6, 2]
    let mask = [false, false, true, true, true, false, false]
    let concepts = try #require(VisualConcepts(entropies: entropies, mask: mask, threshold: 0.2))
    #expect(concepts.foreground == 2)
    #expect(concepts.background == 1)
    #expect(concepts.places == [2, 4])
    #expect(concepts.ratio == 2.0 / 3)
    #expect(VisualConcepts(entropies: [1, 2], mask: [true, true]) == nil)
    #expect(VisualConcepts(entropies: [1, 2], mask: [true]) == nil)
    #expect(VisualConcepts(entropies: [1, 1], mask: [true, false])?.ratio == nil)
  }

  @Test func weightDistanceFollowsTheWay() throws {
    // ‖w_0‖ = 5; there and back again is twice the way.
    var distance = try WeightDistance(from: ["a": Tensor([3.0]), "b": Tensor([4.0])])
    try distance.add(["a": Tensor([3.0]), "b": Tensor([6.0])])
    try distance.add(["a": Tensor([3.0]), "b": Tensor([4.0])])
    try distance.add(["a": Tensor([6.0]), "b": Tensor([8.0])])
    #expect(distance.values.map { ($0 * 1e9).rounded() / 1e9 } == [0.4, 0.8, 1.8])
  }

  @Test func weightDistanceKeepsWhatIsWrittenOver() throws {
    // As optimisers do.
    let weights = try Tensor([3.0, 4.0])
    var distance = try WeightDistance(from: ["a": weights])
    try weights.copy(from: Tensor([3.0, 6.0]))
    try distance.add(["a": weights])
    try weights.copy(from: Tensor([3.0, 4.0]))
    try distance.add(["a": weights])
    #expect(distance.values == [0.4, 0.8])
  }

  private func concepts(_ places: [Int], of pixels: Int = 4) throws -> VisualConcepts {
    // One background pixel of entropy 1, so that exactly `places` are concepts.
    let entropies = (0..<pixels).map { places.contains($0) ? 0.0 : 1 } + [1]
    let mask = [Bool](repeating: true, count: pixels) + [false]
    return try #require(VisualConcepts(entropies: entropies, mask: mask))
  }

  @Test func learningIsMeasuredWhereConceptsAreMost() throws {
    let epochs = try [
      [concepts([0]), concepts([0, 1])],
      [concepts([0, 1, 2]), concepts([2])],
      [concepts([1, 3]), concepts([0, 1])],
    ]
    let learning = try #require(ConceptLearning(epochs: epochs, distances: [0.5, 1.5, 2]))
    // The second image has two concepts in the first and in the last epoch: the first counts.
    #expect(learning.fullest == [1, 0])
    #expect(learning.meanDistance == 1)
    #expect(learning.distanceDeviation == 0.5)
    // {1, 3} of {0, 1, 2, 3}; {0, 1} of {0, 1, 2}.
    #expect(learning.keptShare == (0.5 + 2.0 / 3) / 2)
    #expect(ConceptLearning(epochs: epochs, distances: [1, 2]) == nil)
    #expect(ConceptLearning(epochs: [], distances: []) == nil)
    let none = try concepts([])
    #expect(ConceptLearning(epochs: [[none]], distances: [1])?.keptShare == nil)
  }

  @Test func summariesAreMeansOverImages() throws {
    let summary = try ConceptSummary([concepts([0, 1]), concepts([])])
    #expect(summary.images == 2)
    #expect(summary.foreground == 1)
    #expect(summary.background == 0)
    #expect(summary.ratio == 1)
    #expect(summary.keptShare == nil)
  }

  @Test func hypothesesHaveADirection() {
    func summary(_ foreground: Double, ratio: Double, mean: Double, deviation: Double, kept: Double) -> ConceptSummary {
      var summary = ConceptSummary([])
      (summary.foreground, summary.ratio) = (foreground, ratio)
      (summary.meanDistance, summary.distanceDeviation, summary.keptShare) = (mean, deviation, kept)
      return summary
    }
    let distilled = summary(30, ratio: 0.6, mean: 2, deviation: 0.5, kept: 0.7)
    let baseline = summary(20, ratio: 0.6, mean: 3, deviation: 0.4, kept: 0.6)
    let all = ConceptHypothesis.all(distilled: distilled, baseline: baseline)
    #expect(all.map(\.kind) == [.more, .atOnce, .direct])
    #expect(all.map { $0.evidence.map(\.quantity) } == [["N_fg", "λ"], ["D_mean", "D_std"], ["ρ"]])
    // Equal shares of the foreground support nothing.
    #expect(all.map { $0.evidence.map(\.agrees) } == [[true, false], [true, false], [true]])
    var final = baseline
    (final.meanDistance, final.distanceDeviation, final.keptShare) = (nil, nil, nil)
    #expect(ConceptHypothesis.all(distilled: distilled, baseline: final).map(\.kind) == [.more])
  }
}

struct ForegroundMaskTests {
  private func dataset(_ pixels: [UInt8], channels: Int = 1, height: Int = 2, width: Int = 2) throws -> ImageDataset {
    let shape = ImageShape(channels: channels, height: height, width: width)
    return try ImageDataset(
      name: "test", shape: shape, pixels: pixels,
      labels: [Int64](repeating: 0, count: pixels.count / shape.count), classNames: ["a"])
  }

  @Test func thresholdTakesTheBrightestChannel() throws {
    let data = try dataset([0, 30, 255, 0, 0, 0, 0, 26], channels: 2)
    #expect(ForegroundMask.threshold(0.1).pixels(of: 0, in: data) == [false, true, true, true])
    #expect(ForegroundMask.threshold(0.2).pixels(of: 0, in: data) == [false, false, true, false])
  }

  @Test func boxLiesInTheMiddle() throws {
    let data = try dataset([UInt8](repeating: 0, count: 24), height: 4, width: 6)
    let mask = try #require(ForegroundMask.box(0.5).pixels(of: 0, in: data))
    let rows = (0..<4).map { row in String(mask[row * 6..<row * 6 + 6].map { $0 ? "#" : "." }) }
    #expect(rows == ["......", "..##..", "..##..", "......"])
  }

  @Test func cellsAreTheObjectsWhereHalfOfThemIs() {
    let mask = [true, true, false, false, false, false, false, true].map { $0 }
    // Two rows of four: the left cell has two of four, the right one one.
    #expect(ForegroundMask.cells(mask, width: 4, cell: 2) == [true, false])
    #expect(ForegroundMask.cells(mask, width: 4, cell: 1) == mask)
  }

  @Test func masksAreSpelled() throws {
    #expect(try ForegroundMask("threshold") == .threshold(0.1))
    #expect(try ForegroundMask("threshold=0.3") == .threshold(0.3))
    #expect(try ForegroundMask("box=0.6") == .box(0.6))
    #expect(try ForegroundMask("masks.safetensors") == .file("masks.safetensors"))
    for text in ["", "box=0", "box=1", "threshold=x", "threshold=-1", "circle"] {
      #expect(throws: ConceptError.badMask(text)) { try ForegroundMask(text) }
    }
  }

  @Test func fileHoldsOneMaskOrOneForEveryItem() throws {
    let data = try dataset([UInt8](repeating: 0, count: 8))
    let path = NSTemporaryDirectory() + "kdtop-mask-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    func write(_ name: String, _ shape: [Int], _ bytes: [UInt8]) throws {
      try SafetensorsWriter.write(
        [SafetensorsWriter.Item(name: name, type: .uint8, shape: shape, bytes: Data(bytes))], to: path)
    }
    try write("mask", [2, 2, 2], [1, 0, 0, 0, 0, 0, 0, 1])
    let each = try MaskFile(contentsOf: path, for: data)
    #expect(each.pixels(of: 0) == [true, false, false, false])
    #expect(each.pixels(of: 1) == [false, false, false, true])
    try write("mask", [2, 2], [0, 1, 1, 0])
    #expect(try MaskFile(contentsOf: path, for: data).pixels(of: 1) == [false, true, true, false])
    try write("mask", [3, 2], [0, 1, 1, 0, 0, 0])
    #expect(throws: ConceptError.self) { try MaskFile(contentsOf: path, for: data) }
    try write("other", [2, 2], [0, 1, 1, 0])
    #expect(throws: ConceptError.self) { try MaskFile(contentsOf: path, for: data) }
  }
}
