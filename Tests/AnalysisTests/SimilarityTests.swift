import Foundation
import TestSupport
import Testing
import Torch

@testable import Analysis

struct SimilarityTests {
  @Test func matrixIsSortedByClassAndNormalisedByRow() throws {
    let features = try Tensor([1, 0, 0, 2, 3, 0] as [Float], shape: [3, 2])
    let matrix = try SimilarityMatrix(features: features, labels: [1, 0, 1])
    #expect(matrix.labels == [0, 1, 1])
    // Rows 1 (0, 2), 0 (1, 0), 2 (3, 0): products [[4,0,0],[0,1,3],[0,3,9]], rows divided by 4, √10, √90.
    let root = 10.0.squareRoot()
    let expected = [1, 0, 0, 0, 1 / root, 3 / root, 0, 1 / root, 3 / root]
    for (a, b) in zip(matrix.values, expected) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func contrastIsOneOfBlocksAndNoneOfAnEvenMatrix() throws {
    let even = SimilarityMatrix(values: [Double](repeating: 0.5, count: 16), labels: [0, 0, 1, 1])
    #expect(even.blockContrast == 0)
    // Within 0.6 (4 entries), between 0.2 (8): the mean is 1/3.
    let blocks = (0..<16).map { place -> Double in
      let (row, column) = (place / 4, place % 4)
      return row == column ? 9 : row / 2 == column / 2 ? 0.6 : 0.2
    }
    let contrast = try #require(SimilarityMatrix(values: blocks, labels: [0, 0, 1, 1]).blockContrast)
    #expect(abs(contrast - 0.4 / (1.0 / 3)) < 1e-12)
    #expect(SimilarityMatrix(values: [1, 1, 1, 1], labels: [0, 1]).blockContrast == nil)
  }

  @Test func alignmentKnowsTurnsAndScales() throws {
    try withEngineThreads {
      let generator = try RandomGenerator(seed: 1)
      let features = try generator.normal([40, 2], .float64)
      let turn = try Tensor([0.6, -0.8, 0.8, 0.6] as [Double], shape: [2, 2])
      let turned = try features.matmul(turn) * 3 + 5
      let other = try generator.normal([40, 7], .float64)
      let matrix = try KernelAlignment([features, other], [turned, features]).matrix()
      #expect(abs(matrix[0][0] - 1) < 1e-9)
      #expect(abs(matrix[0][1] - 1) < 1e-9)
      #expect(matrix[1][0] < 0.5 && matrix[1][0] >= 0)
    }
  }

  /// CKA of two columns is the square of their correlation.
  @Test func alignmentOfColumnsIsTheSquaredCorrelation() throws {
    let a = try Tensor([1, 2, 3, 4] as [Double], shape: [4, 1])
    let b = try Tensor([1, 3, 2, 4] as [Double], shape: [4, 1])
    // Correlation 0.8.
    #expect(abs(try KernelAlignment([a], [b]).matrix()[0][0] - 0.64) < 1e-12)
  }

  @Test func attentionIsTheNormalisedSumOfSquares() throws {
    // Two channels of 1×2 places: sums of squares 9 + 0 and 0 + 16… as 3-4-5.
    let features = try Tensor([3, 0, 0, 4] as [Float], shape: [1, 2, 1, 2])
    let map = try AttentionMap.maps(of: features)
    #expect(map.shape == [1, 1, 2])
    let length = (81.0 + 256).squareRoot()
    for (a, b) in zip(try map.doubles(), [9 / length, 16 / length]) { #expect(abs(a - b) < 1e-6) }
  }
}
