import Foundation
import RunModel
import Testing
import Torch

@testable import Distillation

/// What is known of FitNets (Romero et al. 2015).
@Suite struct HintTests {
  private let method: any DistillationMethod

  init() throws { method = try DistillationTests.method("fitnets") }

  private func pair(_ student: [Int], _ teacher: [Int]) -> FeaturePair {
    FeaturePair(student: FeatureShape("group1", student), teacher: FeatureShape("group2", teacher))
  }

  @Test(arguments: [
    ([3, 8, 8], [5, 8, 8], [5, 3, 1, 1]), ([3, 8, 8], [5, 5, 5], [5, 3, 4, 4]), ([7], [9], [9, 7, 1, 1]),
  ])
  func theRegressorFitsBothLayers(student: [Int], teacher: [Int], weight: [Int]) throws {
    let pair = pair(student, teacher)
    #expect(method.objection(to: [pair]) == nil)
    let adapter = try #require(try method.adapter(for: [pair], weights: RandomGenerator(seed: 1)))
    #expect(adapter.namedParameters.map(\.name) == ["regressor.weight", "regressor.bias"])
    #expect(adapter.namedParameters.map(\.tensor.shape) == [weight, [teacher[0]]])
    let features = try RandomGenerator(seed: 2).normal([4] + student)
    let inputs = NamedTensors(["student.features.0": features, "teacher.features.0": try .zeros([4] + teacher)])
    let all = NamedTensors(try inputs.tensors.merging(adapter.tensors(inputs)) { $1 })
    let loss = try method.loss(all, knobs: KnobValues(), phase: "hint")
    #expect(loss.terms.map(\.name) == ["hint"])
    try loss.total().backward()
    for (name, tensor) in adapter.namedParameters { #expect(try tensor.gradient() != nil, "\(name)") }
  }

  @Test func theHintIsAMeanSquare() throws {
    // r(v) = 2v + 1 at two places: 3, 5 against 1, 1.
    let loss = try method.loss(
      NamedTensors([
        "student.features.0": Tensor([1.0, 2], shape: [1, 1, 1, 2]),
        "teacher.features.0": Tensor([1.0, 1], shape: [1, 1, 1, 2]),
        "regressor.weight": Tensor([2.0], shape: [1, 1, 1, 1]), "regressor.bias": Tensor([1.0]),
      ]), knobs: KnobValues(), phase: "hint")
    #expect(try loss.total().item() == 10)
  }

  @Test func layersThatCannotBeComparedSayWhy() {
    func objection(_ student: [Int], _ teacher: [Int]) -> String {
      method.objection(to: [pair(student, teacher)]) ?? ""
    }
    #expect(objection([3, 8, 8], [9]).contains("has none"))
    #expect(objection([3, 4, 4], [3, 8, 8]).contains("as large as the teacher's"))
    #expect(objection([3, 8, 6], [3, 6, 6]).contains("kernel is square"))
    let one = pair([3, 8, 8], [3, 8, 8])
    #expect(method.objection(to: [one, one])?.contains("one layer") == true)
  }

  @Test(arguments: [1.0, 3])
  func theSecondStageHasNoSquareOfTheTemperature(temperature: Double) throws {
    let batch = try Batch()
    let loss = try method.loss(
      batch.inputs, knobs: KnobValues(["temperature": temperature, "lambda": 2.5]), phase: "distil")
    let soft = Plain.mean(
      zip(try Plain.rows(batch.teacher), try Plain.rows(batch.student)).map {
        Plain.crossEntropy(Plain.softmax($0, temperature), Plain.softmax($1, temperature))
      })
    #expect(abs(try loss.value("soft") - soft) < 1e-12)
    #expect(try loss.weight("hard") == 1 && loss.weight("soft") == 2.5)
  }

  @Test func lambdaFallsOverTheStage() {
    func moves(_ phase: String, _ step: Int, of steps: Int = 200) -> [KnobMove] {
      var memory: [String: Double] = [:]
      return method.moves(
        at: TrainingMoment(phase: phase, step: step, steps: steps, stepsPerEpoch: 10), knobs: KnobValues(),
        memory: &memory)
    }
    for (step, value) in [(0, 4.0), (50, 3.25), (100, 2.5), (200, 1), (250, 1)] {
      #expect(moves("distil", step) == [KnobMove(FitNets.lambda, to: value)])
    }
    #expect(moves("hint", 50) == [])
    #expect(moves("distil", 0, of: 0) == [])
  }
}
