import Foundation
import TestSupport
import Testing
import Torch

@testable import Analysis

/// Networks whose sensitivity to every pixel is known.
struct EntropyFitTests {
  /// f(x) = W·x of images `[1, height, width]`; column j of W is a random direction of a chosen length.
  private struct LinearNetwork {
    /// `[features, pixels]`.
    var weights: Tensor
    /// ‖W_j‖ of every pixel.
    var sensitivities: [Double]

    init(sensitivities: [Double], features: Int, seed: UInt64) throws {
      let generator = try RandomGenerator(seed: seed)
      let random = try generator.normal([features, sensitivities.count])
      let lengths = try random.norm([0], keep: true)
      weights = try random / lengths * Tensor(sensitivities.map(Float.init), shape: [1, sensitivities.count])
      self.sensitivities = sensitivities
    }

    func callAsFunction(_ images: Tensor) throws -> Tensor { try images.flatten(from: 1).linear(weights) }
  }

  /// σ_j = √(share·var/n) / ‖W_j‖ minimises the loss of a linear network exactly: see `EntropyFit`.
  @Test func recoversTheDeviationsOfALinearNetwork() throws {
    try withEngineThreads {
      let (height, width) = (6, 6)
      let chosen = (0..<height * width).map { 0.25 * pow(2, Double($0 % 6)) }
      let network = try LinearNetwork(sensitivities: chosen, features: 48, seed: 3)
      let images = try RandomGenerator(seed: 4).normal([3, 1, height, width])
      let (share, variance) = (0.2, 7.5)
      let fit = EntropyFit(share: share, iterations: 400, draws: 8)
      let found = try fit.deviations(
        images: images, variance: variance, generator: RandomGenerator(seed: 5), features: network.callAsFunction)
      #expect(found.shape == [3, 1, height, width])
      let sigma = try found.doubles()
      for (place, value) in sigma.enumerated() {
        let pixel = place % chosen.count
        let exact = (share * variance / Double(chosen.count)).squareRoot() / chosen[pixel]
        #expect(abs(value / exact - 1) < 0.1, "image \(place / chosen.count), pixel \(pixel): \(value), exact \(exact)")
      }
    }
  }

  /// A cell of pixels is as sensitive as the root of the sum of their squares.
  @Test func recoversTheDeviationsOfCells() throws {
    try withEngineThreads {
      let (height, width) = (8, 4)
      let chosen = (0..<height * width).map { 0.5 + Double($0 / width) }
      let network = try LinearNetwork(sensitivities: chosen, features: 64, seed: 13)
      let images = try RandomGenerator(seed: 14).normal([2, 1, height, width])
      let fit = EntropyFit(cell: 2, share: 0.1, iterations: 300, draws: 8)
      let found = try fit.deviations(
        images: images, variance: 2, generator: RandomGenerator(seed: 15), features: network.callAsFunction)
      #expect(found.shape == [2, 1, 4, 2])
      for (place, value) in try found.doubles().enumerated() {
        let cell = place % 8
        let (row, column) = (cell / 2 * 2, cell % 2 * 2)
        let squares = (0..<4).reduce(0.0) {
          $0 + pow(chosen[(row + $1 / 2) * width + column + $1 % 2], 2)
        }
        let exact = (0.1 * 2 / 8 / squares).squareRoot()
        #expect(abs(value / exact - 1) < 0.1, "cell \(cell): \(value), exact \(exact)")
      }
    }
  }

  @Test func colourChannelsShareTheDeviationOfTheirPixel() throws {
    try withEngineThreads {
      // Three channels of 2×2 pixels; the network looks at each channel with another weight.
      let weights: [Float] = [1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0]
      let network = try Tensor(weights, shape: [1, 12])
      let images = try RandomGenerator(seed: 1).normal([1, 3, 2, 2])
      let fit = EntropyFit(share: 0.1, iterations: 300, draws: 32)
      let sigma = try fit.deviations(images: images, variance: 1, generator: RandomGenerator(seed: 2)) {
        try $0.flatten(from: 1).linear(network)
      }.doubles()
      // ‖W_0‖² = 1 + 4 + 4 for the first pixel; the others change nothing and are held at the limit.
      #expect(abs(sigma[0] / ((0.1 / 4).squareRoot() / 3) - 1) < 0.1)
      for other in sigma.dropFirst() { #expect(other > 3 && other <= 10.001) }
    }
  }

  @Test func entropyIsThatOfANormalDistribution() {
    let entropies = EntropyFit.entropies(of: [1, 2])
    #expect(abs(entropies[0] - 1.4189385332046727) < 1e-12)
    #expect(abs(entropies[1] - entropies[0] - log(2)) < 1e-12)
  }

  @Test func featureVarianceIsThatOfAllElements() throws {
    // Columns have the variances 1 (of 0, 2) and 4 (of 1, 5).
    let features = try Tensor([0, 1, 2, 5] as [Float], shape: [2, 2, 1, 1])
    #expect(abs(try EntropyFit.featureVariance(features) - 5) < 1e-6)
  }

  @Test func usualCellsMakeAtMostSixteen() {
    #expect(EntropyFit.usualCell(height: 28, width: 28) == 2)
    #expect(EntropyFit.usualCell(height: 8, width: 8) == 1)
    #expect(EntropyFit.usualCell(height: 32, width: 32) == 2)
    #expect(EntropyFit.usualCell(height: 17, width: 17) == 17)
  }
}
