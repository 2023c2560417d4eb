import Distillation
import Foundation
import RunModel
import Torch

/// What a student's layer tells of a teacher's: the variational distribution q(t|s) of VID (Ahn et al. 2019, arXiv
/// 1904.05835), fitted to two networks that stay as they are. So a student of any method can be measured, and students of
/// different methods alike.
///
/// The means μ learn by Adam; the variances follow in closed form, σ_c² = mean (t − μ(s))² of channel c, where VID's loss is
/// smallest. (From VID's first value, 5, they would need thousands of steps.)
public final class LikelihoodFit {
  private let method: VariationalInformation
  private let bridge: any MethodAdapter
  /// Steps of Adam taken so far.
  public private(set) var steps = 0
  private let optimizer: Adam
  /// α of every channel: σ² = softplus(α) + ε.
  private let scale: Tensor
  /// Running mean of (t − μ)², `[channels]`.
  private var variance: Tensor?

  /// - Parameter pair: the layers, both with places.
  /// - Throws: `EngineError`; `LayerError` for layers that cannot be bridged.
  public init(_ pair: FeaturePair, weights: RandomGenerator, learningRate: Double = 3e-3) throws {
    method = VariationalInformation(MethodSettings())
    if let reason = method.objection(to: [pair]) {
      throw LayerError.mismatch(method: "vid", pairs: [pair], reason: reason, fitting: [])
    }
    guard let bridge = try method.adapter(for: [pair], weights: weights) else {
      throw LayerError.mismatch(method: "vid", pairs: [pair], reason: "there is nothing between them", fitting: [])
    }
    guard let scale = bridge.namedParameters.first(where: { $0.name == "log_scale.0" })?.tensor else {
      throw LossError.missing("log_scale.0", known: bridge.namedParameters.map(\.name))
    }
    (self.bridge, self.scale) = (bridge, scale)
    optimizer = Adam(
      bridge.namedParameters.filter { $0.name != "log_scale.0" }, learningRate: learningRate)
  }

  /// One step on features of the same images, `[batch, channels, height, width]`.
  /// - Returns: the mean of −log q(t|s) before the step, without its constant ½·log 2π.
  @discardableResult
  public func step(student: Tensor, teacher: Tensor) throws -> Double {
    try optimizer.zeroGradients()
    let given = try inputs(student, teacher)
    try withoutGradients { try follow(given) }
    let loss = try method.loss(given, knobs: KnobValues(), phase: "transfer").total()
    try loss.backward()
    try optimizer.step()
    steps += 1
    return try loss.item()
  }

  /// log q(t|s) at every place, the mean over the teacher's channels, in nats.
  /// - Returns: `[batch, height, width]`, of the smaller of the two maps.
  public func maps(student: Tensor, teacher: Tensor) throws -> Tensor {
    try withoutGradients {
      let given = try inputs(student, teacher)
      let (mean, target) = (try given.tensor("student.mean.0"), try given.tensor("teacher.features.0"))
      let variance = try (given.tensor("log_scale.0").softplus() + LikelihoodFit.epsilon).reshape([
        1, mean.size(1), 1, 1,
      ])
      let squares = try (target - mean).square() / variance
      return try ((squares + variance.log() + Foundation.log(2 * Double.pi)) * -0.5).mean([1])
    }
  }

  /// Puts the variances where the loss is smallest, by the last few dozen batches.
  private func follow(_ given: NamedTensors) throws {
    let error = try given.tensor("teacher.features.0") - given.tensor("student.mean.0")
    let now = try error.square().mean([0, 2, 3])
    let mean = try variance.map { try $0 * 0.95 + now * 0.05 } ?? now
    variance = mean
    // softplus⁻¹(v) = v + log(1 − e⁻ᵛ).
    let least = try (mean - LikelihoodFit.epsilon).clamped(to: 1e-6 ... .infinity)
    try scale.copy(from: least + (1 - (-least).exp()).log())
  }

  /// VID's least variance of a channel.
  private static let epsilon = 1e-5

  private func inputs(_ student: Tensor, _ teacher: Tensor) throws -> NamedTensors {
    let plain = NamedTensors(["student.features.0": student, "teacher.features.0": teacher])
    return NamedTensors(try bridge.tensors(plain))
  }
}
