import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of variational information distillation (Ahn et al. 2019).
@Suite struct VariationalTests {
  private let mean: Tensor
  private let teacher: Tensor

  init() throws {
    let generator = try RandomGenerator(seed: 5)
    mean = try generator.normal([4, 3, 2, 2], .float64)
    teacher = try generator.normal([4, 3, 2, 2], deviation: 2, .float64)
  }

  private func loss(_ scale: Tensor) throws -> Tensor {
    try method("vid").loss(
      NamedTensors(["student.mean.0": mean, "teacher.features.0": teacher, "log_scale.0": scale]), knobs: KnobValues(),
      phase: "transfer"
    ).total()
  }

  private func learned(_ numbers: [Double]) throws -> Tensor {
    let tensor = try Tensor(numbers)
    try tensor.setRequiresGradient()
    return tensor
  }

  @Test func theBestVarianceIsTheMeanSquaredError() throws {
    let errors = try (teacher - mean).square().mean([0, 2, 3]).doubles()
    // softplus(α) + ε = the error.
    let best = errors.map { log(exp($0 - 1e-5) - 1) }
    let scale = try learned(best)
    let value = try loss(scale)
    try value.backward()
    #expect(norm(try #require(try scale.gradient()).doubles()) < 1e-12)
    // There ½(log σ² + 1), on average over channels of one size.
    #expect(abs(try value.item() - Plain.mean(errors.map { (log($0) + 1) / 2 })) < 1e-12)
    for channel in 0..<3 {
      for delta in [-0.1, 0.1] {
        var moved = best
        moved[channel] += delta
        #expect(try loss(Tensor(moved)).item() > value.item())
      }
    }
  }

  @Test func everyScaleReceivesAGradient() throws {
    let scale = try learned([-2, 0, 3])
    try loss(scale).backward()
    #expect(try #require(try scale.gradient()).doubles().allSatisfy { abs($0) > 1e-4 })
  }

  @Test func theVarianceIsNeverNothing() throws {
    let scale = try learned([-1000, -1000, -1000])
    let value = try loss(scale)
    #expect(try value.item().isFinite)
    try value.backward()
    #expect(try #require(try scale.gradient()).isFinite())
  }

  /// Two pairs: maps of different size, and layers without places.
  @Test func theBridgeIsThreeConvolutionsAndAScale() throws {
    let method = try method("vid")
    let pairs = [
      FeaturePair(student: FeatureShape("group1", [2, 4, 4]), teacher: FeatureShape("group1", [3, 2, 2])),
      FeaturePair(student: FeatureShape("1", [5]), teacher: FeatureShape("1", [6])),
    ]
    #expect(method.objection(to: pairs) == nil)
    let adapter = try #require(try method.adapter(for: pairs, weights: RandomGenerator(seed: 1)))
    let named = Dictionary(uniqueKeysWithValues: adapter.namedParameters.map { ($0.name, $0.tensor) })
    #expect(
      Set(named.keys) == [
        "mean.0.0.weight", "mean.0.1.weight", "mean.0.2.weight", "log_scale.0", "mean.1.0.weight", "mean.1.1.weight",
        "mean.1.2.weight", "log_scale.1",
      ])
    for (name, tensor) in named { #expect(tensor.requiresGradient, "\(name)") }
    // σ² is 5 at first.
    for number in 0..<2 {
      let variance = try (try #require(named["log_scale.\(number)"]).softplus() + 1e-5).doubles()
      #expect(variance.count == [3, 6][number])
      #expect(variance.allSatisfy { abs($0 - 5) < 1e-5 })
    }

    let generator = try RandomGenerator(seed: 2)
    let inputs = NamedTensors([
      "student.features.0": try generator.normal([2, 2, 4, 4]),
      "teacher.features.0": try generator.normal([2, 3, 2, 2]),
      "student.features.1": try generator.normal([2, 5]), "teacher.features.1": try generator.normal([2, 6]),
    ])
    let own = try adapter.tensors(inputs)
    var mean = try #require(inputs.tensors["student.features.0"]).averagePool2d(2)
    for layer in 0..<3 {
      mean = try mean.conv2d(#require(named["mean.0.\(layer).weight"]))
      if layer < 2 { mean = try mean.relu() }
    }
    #expect(distance(try #require(own["student.mean.0"]).doubles(), try mean.doubles()) < 1e-6)
    #expect(own["student.mean.1"]?.shape == [2, 6, 1, 1])

    let all = NamedTensors(inputs.tensors.merging(own) { $1 })
    try method.loss(all, knobs: KnobValues(), phase: "transfer").total().backward()
    for (name, tensor) in named { #expect(norm(try #require(try tensor.gradient()).doubles()) > 0, "\(name)") }
  }

  @Test func layersOfTwoKindsAreRefused() throws {
    let pair = FeaturePair(student: FeatureShape("group1", [2, 4, 4]), teacher: FeatureShape("1", [6]))
    #expect(try method("vid").objection(to: [pair]) == "one has places and the other has none")
  }
}
