import Foundation
import RunModel
import Testing
import Torch

@testable import Distillation

/// Tolerant teachers, several exits, noisy students: hand-made cases.
@Suite struct ResponseTests {
  // MARK: - Tolerant teacher (Yang et al. 2019)

  private func tolerant(_ k: Double, eta: Double = 0.6, _ logits: Tensor) throws -> Loss {
    try method("tolerant").loss(
      NamedTensors(["teacher.logits": logits, "labels": Tensor([0])]), knobs: KnobValues(["k": k, "eta": eta]),
      phase: "teacher")
  }

  @Test func theGapIsTheFirstScoreLessTheMeanOfTheNext() throws {
    let logits = try Tensor([log(0.2), log(0.5), log(0.3)], shape: [1, 3])
    #expect(abs(try tolerant(2, logits).value("gap") - 0.2) < 1e-12)
    #expect(abs(try tolerant(3, logits).value("gap") - 0.25) < 1e-12)
    // No more classes than there are.
    #expect(abs(try tolerant(5, logits).value("gap") - 0.25) < 1e-12)
    #expect(abs(try tolerant(100, logits).value("gap") - 0.25) < 1e-12)
    let loss = try tolerant(3, eta: 0.9, logits)
    #expect(abs(try loss.value("hard") + log(0.2)) < 1e-12)
    #expect(abs(try loss.total().item() - (-0.9 * log(0.2) + 0.1 * 0.25)) < 1e-12)
  }

  @Test func oneClassHasNoRunnersUp() throws {
    let error = #expect(throws: LossError.self) { try tolerant(5, Tensor([1.0], shape: [1, 1])) }
    #expect(try #require(error).description.contains("two classes or more"))
  }

  @Test func generationsAreDistilled() throws {
    let method = try method("tolerant", ["generations": "3"])
    #expect(method.phases.map(\.name) == ["generation-1", "generation-2", "generation-3"])
    #expect(method.phases.map(\.opening) == [.goesOn, .newGeneration, .newGeneration])
    let batch = try Batch()
    let found = try method.loss(batch.inputs, knobs: knobs(temperature: 3, alpha: 0.8), phase: "generation-3").total()
    let plain = try DistillationTests.method("kd").loss(
      batch.inputs, knobs: knobs(temperature: 3, alpha: 0.8), phase: "distil"
    ).total()
    #expect(try found.item() == plain.item())
  }

  // MARK: - Several exits (Phuong, Lampert 2019)

  private func exits(_ exits: [Tensor], _ labels: Tensor, temperature: Double = 1) throws -> Loss {
    var tensors = ["labels": labels]
    for (number, exit) in exits.enumerated() { tensors["exits.\(number).logits"] = exit }
    return try method("multi-exit").loss(
      NamedTensors(tensors), knobs: KnobValues(["temperature": temperature]), phase: "train")
  }

  @Test(arguments: [1.0, 3])
  func theLastExitTeachesTheOthers(temperature: Double) throws {
    let (one, two) = (try Batch(), try Batch(seed: 2))
    let all = [one.student, two.student, one.teacher]
    let loss = try exits(all, one.labels, temperature: temperature)
    let hard = try all.map { try Plain.hard($0, one.labels) }.reduce(0, +)
    #expect(abs(try loss.value("hard") - hard) < 1e-12)
    let targets = try Plain.rows(one.teacher).map { Plain.softmax($0, temperature) }
    let soft = try all.dropLast().map { exit in
      Plain.mean(
        zip(targets, try Plain.rows(exit)).map { Plain.crossEntropy($0, Plain.softmax($1, temperature)) })
    }
    #expect(abs(try loss.value("soft") - temperature * temperature * soft.reduce(0, +)) < 1e-12)
    #expect(try loss.weight("hard") == 0.5 && loss.weight("soft") == 0.5)
    let top = try #require(loss.measurements.first { $0.name == "top_probability" }).value.item()
    #expect(abs(top - Plain.mean(targets.compactMap { $0.max() })) < 1e-12)
  }

  @Test func theLastExitLearnsFromTheLabelsAlone() throws {
    let (one, two) = (try Batch(), try Batch(seed: 2))
    let last = try one.teacher.clone()
    try last.setRequiresGradient()
    try exits([one.student, two.student, last], one.labels).total().backward()
    let alone = try one.teacher.clone()
    try alone.setRequiresGradient()
    try (alone.crossEntropy(labels: one.labels) * 0.5).backward()
    #expect(distance(try #require(try last.gradient()).doubles(), try #require(try alone.gradient()).doubles()) < 1e-12)
  }

  @Test func theTemperatureGrowsWhileTheLastExitIsSure() throws {
    let method = try method("multi-exit")
    func moves(_ top: Double?, at temperature: Double) -> [KnobMove] {
      var memory: [String: Double] = [:]
      let moment = TrainingMoment(
        phase: "train", step: top == nil ? 0 : 5, steps: 10, stepsPerEpoch: 2,
        values: top.map { ["top_probability": $0] } ?? [:])
      return method.moves(at: moment, knobs: KnobValues(["temperature": temperature]), memory: &memory)
    }
    #expect(moves(nil, at: 1) == [])
    #expect(moves(0.5, at: 2) == [])
    #expect(moves(.nan, at: 2) == [])
    #expect(moves(0.51, at: 2) == [KnobMove(MultiExit.temperature, to: 2.1)])
    #expect(moves(0.99, at: 19.9) == [KnobMove(MultiExit.temperature, to: 20)])
    #expect(moves(0.99, at: 20) == [])
  }

  // MARK: - Noisy student (Xie et al. 2020)

  @Test func pseudoLabelsAreSoftTargets() throws {
    let batch = try Batch(rows: 1, classes: 2)
    let targets = try Tensor([0.75, 0.25, 0, 1], shape: [2, 2])
    let unlabelled = try Tensor([0.0, 0, log(3), 0], shape: [2, 2])
    try targets.setRequiresGradient()
    let loss = try method("noisy-student").loss(
      NamedTensors([
        "student.logits": batch.student, "labels": batch.labels, "student.unlabelled.logits": unlabelled,
        "pseudo.targets": targets,
      ]), knobs: KnobValues(["ratio": 2]), phase: "round-1")
    // −(¾ + ¼)·log ½ and −log ¼, on average.
    #expect(abs(try loss.value("pseudo") - (log(2) + log(4)) / 2) < 1e-12)
    #expect(abs(try loss.value("hard") - Plain.hard(batch.student, batch.labels)) < 1e-12)
    #expect(try loss.weight("hard") == 1 && loss.weight("pseudo") == 2)
    try loss.total().backward()
    #expect(try targets.gradient() == nil)
  }

  @Test func aBatchMayHaveNoPseudoLabels() throws {
    let batch = try Batch()
    let loss = try method("noisy-student").loss(
      NamedTensors(["student.logits": batch.student, "labels": batch.labels]), knobs: KnobValues(), phase: "round-1")
    #expect(loss.terms.map(\.name) == ["hard", "pseudo"])
    #expect(try loss.total().item() == loss.value("hard"))
    // One without the other is a mistake.
    #expect(throws: LossError.self) {
      try method("noisy-student").loss(
        NamedTensors(["student.logits": batch.student, "labels": batch.labels, "pseudo.targets": batch.teacher]),
        knobs: KnobValues(), phase: "round-1")
    }
  }

  @Test func everyRoundAfterTheFirstHasANewStudent() throws {
    let phases = try method("noisy-student", ["rounds": "4"]).phases
    #expect(phases.map(\.name) == ["round-1", "round-2", "round-3", "round-4"])
    #expect(phases.map(\.opening) == [.goesOn, .newGeneration, .newGeneration, .newGeneration])
    #expect(phases.allSatisfy { $0.material == .pseudoLabelled && $0.noise != nil })
  }
}
