import Foundation
import Torch

/// How much noise each pixel of an image stands before the features of a network change: Cheng, Rao, Chen, Zhang:
/// Explaining knowledge distillation by quantifying the knowledge, CVPR 2020, arXiv 2003.03622, section 3.1.
///
/// For an image x of n pixels the deviations σ minimise ‖f(x + σδ) − f(x)‖² / var(f) − λ·ΣH_i over standard normal δ, with
/// H_i = log σ_i + ½·log(2πe). A pixel the features do not depend on stands much noise: its entropy is high, what it
/// says is thrown away. λ is chosen as 2·`share`/n: the noise of a linear network then comes to `share` of the features'
/// variance, whatever their number and size. As in the authors' code the pixels of a square cell may share their σ: n is the
/// number of cells then.
public struct EntropyFit: Sendable, Equatable {
  /// Pixels along a side of the cells that share a σ; 1 gives every pixel its own. It divides height and width.
  public var cell: Int
  /// Share of the features' variance that the noise may take, above 0.
  public var share: Double
  /// Steps of Adam; what comes out is the mean of log σ over the last half of them.
  public var iterations: Int
  /// Noises drawn for every image and step.
  public var draws: Int
  /// Of log σ, at first; it falls linearly to a tenth.
  public var learningRate: Double
  /// σ of every pixel at first, in units of the normalised image.
  public var firstDeviation: Double
  /// What σ is held within: a pixel that changes nothing would grow for ever.
  public var limits: ClosedRange<Double>

  public init(
    cell: Int = 1, share: Double = 0.1, iterations: Int = 200, draws: Int = 4, learningRate: Double = 0.1,
    firstDeviation: Double = 0.1, limits: ClosedRange<Double> = 1e-4...10
  ) {
    self.cell = cell
    self.share = share
    self.iterations = iterations
    self.draws = draws
    self.learningRate = learningRate
    self.firstDeviation = firstDeviation
    self.limits = limits
  }

  /// The side of cells that makes at most 16 of them along a side, as in the authors' code, and divides both extents.
  public static func usualCell(height: Int, width: Int) -> Int {
    let longest = max(height, width)
    return (1...longest).first { height % $0 == 0 && width % $0 == 0 && longest / $0 <= 16 } ?? 1
  }

  /// The deviation of every cell, the same for all channels.
  ///
  /// - Parameters:
  ///   - images: `[batch, channels, height, width]`, normalised.
  ///   - variance: of the features over many images, see `featureVariance`; above 0.
  ///   - start: where to begin, as it is returned, such as the fit of an earlier epoch; nil is `firstDeviation`.
  ///   - features: `[batch, …]` of images, each row depending on its own image alone.
  ///   - progress: told how many steps are done.
  /// - Returns: `[batch, 1, height / cell, width / cell]`.
  /// - Precondition: `cell` divides height and width.
  /// - Throws: `EngineError`, and what the two closures throw.
  public func deviations(
    images: Tensor, variance: Double, start: Tensor? = nil, generator: RandomGenerator,
    progress: (Int) throws -> Void = { _ in }, features: (Tensor) throws -> Tensor
  ) throws -> Tensor {
    let (batch, height, width) = (images.size(0), images.size(2), images.size(3))
    precondition(cell > 0 && height % cell == 0 && width % cell == 0, "cells do not fill the image")
    let cells = [batch, 1, height / cell, width / cell]
    let plain = try withoutGradients { try features(images).flatten(from: 1).detached() }
    let logarithm = try (start ?? .full(cells, firstDeviation)).log().clone().detached()
    try logarithm.setRequiresGradient()
    let optimizer = Adam([("log_sigma", logarithm)], learningRate: learningRate, beta2: 0.99)
    let weight = 2 * share / Double(cells[2] * cells[3])
    let bounds = Foundation.log(limits.lowerBound)...Foundation.log(limits.upperBound)
    let (sum, averaged) = (try Tensor.zeros(cells), max(1, iterations / 2))
    for step in 0..<iterations {
      optimizer.learningRate = learningRate * (1 - 0.9 * Double(step) / Double(iterations))
      try optimizer.zeroGradients()
      let sigma = try spread(logarithm.exp())
      for _ in 0..<draws {
        let noise = try generator.normal(images.shape)
        let change = try features(images + sigma * noise).flatten(from: 1) - plain
        // The entropies need counting once; the noise is averaged.
        let distortion = try change.square().sum() / (variance * Double(draws))
        try distortion.backward(keepGraph: draws > 1)
      }
      try (-(weight * logarithm.sum())).backward()
      try optimizer.step()
      try withoutGradients {
        try logarithm.copy(from: logarithm.clamped(to: bounds))
        if step >= iterations - averaged { try sum.add(inPlace: logarithm, scale: 1 / Double(averaged)) }
      }
      try progress(step + 1)
    }
    return try withoutGradients { try sum.exp() }
  }

  /// Cells as pixels: `[batch, 1, h, w]` to `[batch, 1, h·cell, w·cell]`.
  private func spread(_ cells: Tensor) throws(EngineError) -> Tensor {
    guard cell > 1 else { return cells }
    let (batch, height, width) = (cells.size(0), cells.size(2), cells.size(3))
    return try cells.reshape([batch, 1, height, 1, width, 1]).expand([batch, 1, height, cell, width, cell])
      .reshape([batch, 1, height * cell, width * cell])
  }

  /// E‖f − E f‖²: the variance of features `[examples, …]` over the examples, summed over all their elements.
  /// - Throws: `EngineError`.
  public static func featureVariance(_ features: Tensor) throws(EngineError) -> Double {
    try features.flatten(from: 1).variance([0], unbiased: false).sum().item()
  }

  /// H = log σ + ½·log(2πe) of every deviation, in nats.
  public static func entropies(of deviations: [Double]) -> [Double] {
    let constant = 0.5 * Foundation.log(2 * Double.pi * M_E)
    return deviations.map { Foundation.log($0) + constant }
  }
}
