import Foundation
import RunModel
import Torch

/// Ahn, Hu, Damianou, Lawrence, Dai: Variational information distillation for knowledge transfer, CVPR 2019, arXiv 1904.05835.
///
/// `vid` = Σ over pairs of the mean over all elements of ½[log σ_c² + (t − μ(s))²/σ_c²], σ_c² = softplus(α_c) + ε per channel,
/// learned; μ three 1×1 convolutions with ReLU between (equations 5 and 6). Total = CE + λ·`vid`.
public struct VariationalInformation: DistillationMethod {
  public static let weight = Knob(
    name: "weight", symbol: "λ", range: 0...100, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of how well the student's layers predict the teacher's")
  public static let epsilon = MethodOption(
    "epsilon", .number(0...1), standard: "1e-05", help: "the least variance of a channel")

  public static let declaration = MethodDeclaration(
    name: "vid", title: "Variational information distillation",
    paper: "Ahn, Hu, Damianou, Lawrence, Dai 2019, arXiv 1904.05835",
    summary: "the student's layers share as much information as they can with the teacher's",
    knobs: [weight], options: [epsilon], guides: .teacher, layers: .groups(atLeast: 1),
    phases: [.init("transfer", terms: ["hard", "vid"], reads: [.student, .features])], canBeAdded: true,
    preferences: .init(networks: .convolutional))

  private let settings: MethodSettings

  public init(_ settings: MethodSettings) { self.settings = settings }

  /// `student.mean.N` μ(s) and `teacher.features.N` of one shape, `[batch, channels, height, width]` or `[batch, channels]`;
  /// `log_scale.N` α `[channels]`.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    var loss = Loss()
    try inputs.addHard(to: &loss)
    var (sum, number): (Tensor?, Int) = (nil, 0)
    repeat {
      let mean = try inputs.features("student.mean.\(number)")
      let teacher = try inputs.features("teacher.features.\(number)").detached()
      guard mean.shape == teacher.shape else {
        throw LossError.shape(
          tensor: "teacher.features.\(number)", shape: teacher.shape, expected: "that of the mean, \(mean.shape),")
      }
      let scale = try inputs.tensor("log_scale.\(number)")
      guard scale.shape == [mean.size(1)] else {
        throw LossError.shape(
          tensor: "log_scale.\(number)", shape: scale.shape, expected: "[\(mean.size(1))], one a channel,")
      }
      let variance = try (scale.softplus() + settings.number(Self.epsilon))
        .reshape([1, mean.size(1)] + [Int](repeating: 1, count: mean.rank - 2))
      let term = try ((teacher - mean).square() / variance + variance.log()).mean() * 0.5
      sum = try sum.map { try $0 + term } ?? term
      number += 1
    } while inputs.has("student.mean.\(number)")
    if let sum { loss.add("vid", sum, weight: knobs[Self.weight]) }
    return loss
  }

  public func objection(to pairs: [FeaturePair]) -> String? {
    pairs.contains { $0.student.isImage != $0.teacher.isImage }
      ? "one has places and the other has none" : nil
  }

  public func adapter(for pairs: [FeaturePair], weights: RandomGenerator) throws -> (any MethodAdapter)? {
    try VariationalBridge(pairs, epsilon: settings.number(Self.epsilon), weights)
  }
}

/// μ and α of every pair.
final class VariationalBridge: MethodAdapter {
  private struct Bridge {
    var layers: [Conv2d]
    var scale: Tensor
    /// Both maps are pooled to this height and width.
    var size: [Int]
  }

  private let bridges: [Bridge]
  var training = true
  /// σ² at first.
  private static let firstVariance = 5.0

  init(_ pairs: [FeaturePair], epsilon: Double, _ weights: RandomGenerator) throws {
    // softplus(α) + ε = 5.
    let first = log(exp(max(Self.firstVariance - epsilon, 1e-3)) - 1)
    bridges = try pairs.map { pair in
      let (from, to) = (pair.student.channels, pair.teacher.channels)
      let scale = try Tensor.full([to], first)
      try scale.setRequiresGradient()
      return Bridge(
        layers: [
          try Conv2d(from, to, kernel: 1, bias: false, weights), try Conv2d(to, to, kernel: 1, bias: false, weights),
          try Conv2d(to, to, kernel: 1, bias: false, weights),
        ], scale: scale,
        size: [min(pair.student.height, pair.teacher.height), min(pair.student.width, pair.teacher.width)])
    }
  }

  var namedParameters: [(name: String, tensor: Tensor)] {
    bridges.enumerated().flatMap { number, bridge in
      bridge.layers.enumerated().flatMap { prefixed("mean.\(number).\($0.offset)", $0.element.namedParameters) }
        + [("log_scale.\(number)", bridge.scale)]
    }
  }

  func tensors(_ inputs: any LossInputs) throws -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (number, bridge) in bridges.enumerated() {
      var mean = try places(inputs.features("student.features.\(number)"), bridge.size)
      let teacher = try places(inputs.features("teacher.features.\(number)").detached(), bridge.size)
      for (index, layer) in bridge.layers.enumerated() {
        mean = try layer(mean)
        if index < bridge.layers.count - 1 { mean = try mean.relu() }
      }
      result["student.mean.\(number)"] = mean
      result["teacher.features.\(number)"] = teacher
      result["log_scale.\(number)"] = bridge.scale
    }
    return result
  }

  /// `[batch, channels, size…]`: a layer without places has one.
  private func places(_ features: Tensor, _ size: [Int]) throws -> Tensor {
    let maps = features.rank == 2 ? try features.reshape(features.shape + [1, 1]) : features
    return Array(maps.shape.dropFirst(2)) == size ? maps : try maps.adaptiveAveragePool2d(size[0], size[1])
  }
}
