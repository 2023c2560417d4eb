import Foundation
import Testing
import Torch

@testable import Distillation

/// Methods with several teachers: You et al. 2017, Bucilă et al. 2006.
@Suite struct SeveralTeachersTests {
  private func loss(_ tensors: [String: Tensor], knobs: [String: Double] = [:], margin: String = "0.1") throws -> Loss {
    try method("multi-teacher", ["margin": margin]).loss(
      NamedTensors(tensors), knobs: KnobValues(knobs), phase: "distil")
  }

  @Test(arguments: [1.0, 4])
  func probabilitiesAreAveragedAndNotLogits(temperature: Double) throws {
    let (batch, other) = (try Batch(), try Batch(seed: 2))
    let tensors = [
      "student.logits": batch.student, "labels": batch.labels, "teachers.0.logits": batch.teacher,
      "teachers.1.logits": other.teacher,
    ]
    let found = try loss(tensors, knobs: ["temperature": temperature, "alpha": 0.7])
    let means = zip(try Plain.rows(batch.teacher), try Plain.rows(other.teacher)).map { one, two in
      zip(Plain.softmax(one, temperature), Plain.softmax(two, temperature)).map { ($0 + $1) / 2 }
    }
    let wanted =
      temperature * temperature
      * Plain.mean(
        zip(means, try Plain.rows(batch.student)).map { Plain.divergence($0, Plain.softmax($1, temperature)) })
    #expect(abs(try found.value("soft") - wanted) < 1e-12)
    #expect([try found.weight("hard"), try found.weight("soft")] == [1 - 0.7, 0.7])
    let ofLogits = try softDivergence(
      from: (batch.teacher + other.teacher) / 2, to: batch.student, temperature: temperature
    ).item()
    #expect(abs(wanted - ofLogits) > 1e-3)
  }

  @Test func oneTeacherIsPlainDistillation() throws {
    let batch = try Batch()
    let knobs = ["temperature": 3, "alpha": 0.8]
    let one = try loss(
      ["student.logits": batch.student, "labels": batch.labels, "teachers.0.logits": batch.teacher], knobs: knobs)
    let plain = try method("kd").loss(batch.inputs, knobs: KnobValues(knobs), phase: "distil")
    #expect(one.terms.map(\.name) == plain.terms.map(\.name))
    for (mine, its) in zip(one.terms, plain.terms) {
      #expect(abs(try mine.value.item() - its.value.item()) < 1e-12)
      #expect(mine.weight == its.weight)
    }
  }

  // MARK: - The order of distances

  /// Three examples on a line: the student's distances to the next one are ½, 1, 1½ of the mean, to the one after it 1½, ½, 1.
  private func relation(_ teachers: [[Double]], student: [Double] = [0, 1, 3], margin: String = "0.1") throws -> Double
  {
    let batch = try Batch(rows: student.count, classes: 2)
    var tensors = [
      "student.logits": batch.student, "labels": batch.labels,
      "student.features.0": try Tensor(student, shape: [student.count, 1]),
    ]
    for (number, features) in teachers.enumerated() {
      tensors["teachers.\(number).logits"] = batch.teacher
      tensors["teachers.\(number).features.0"] = try Tensor(features, shape: [features.count, 1])
    }
    return try loss(tensors, knobs: ["beta": 2], margin: margin).value("relation")
  }

  @Test func anAgreedOrderCostsTheMarginAlone() throws {
    // By −1, ½ and ½ the student's distances differ, all as voted.
    #expect(try relation([[0, 10, 30]]) == 0)
    #expect(abs(try relation([[0, 10, 30]], margin: "0.8") - (0.3 + 0.3) / 3) < 1e-9)
  }

  @Test func theMajorityDecides() throws {
    // The second order is the first one's contrary.
    let (same, contrary) = ([0.0, 1, 3], [0.0, 3, 1])
    #expect(try relation([same, contrary, same]) == 0)
    #expect(abs(try relation([same, contrary, contrary]) - (1.1 + 0.6 + 0.6) / 3) < 1e-9)
    #expect(try relation([same, contrary]) == 0, "a tie asks for nothing")
  }

  @Test func theSizeOfFeaturesDoesNotMatter() throws {
    let plain = try relation([[0, 3, 1]])
    #expect(abs(try relation([[0, 300, 100]], student: [0, 0.01, 0.03]) - plain) < 1e-9)
  }

  @Test func twoExamplesMakeNoTriplet() throws {
    #expect(try relation([[0, 1]], student: [0, 2]) == 0)
  }

  @Test func featuresAreAskedForWhileBetaIsOn() throws {
    let method = try method("multi-teacher")
    let phase = try #require(method.phases.first)
    #expect(method.reads(phase, knobs: KnobValues()) == [.student, .teacher])
    #expect(method.reads(phase, knobs: KnobValues(["beta": 0.1])) == [.student, .teacher, .features])
    let batch = try Batch()
    let found = try loss(["student.logits": batch.student, "labels": batch.labels, "teachers.0.logits": batch.teacher])
    #expect(found.terms.map(\.name) == ["hard", "soft"])
  }

  // MARK: - Model compression

  private func compress(_ tensors: [String: Tensor]) throws -> Double {
    try method("compress").loss(NamedTensors(tensors), knobs: KnobValues(), phase: "compress").total().item()
  }

  @Test func compressionIsRegressionOfMeanLogits() throws {
    let student = try Tensor([1.0, 2, 3, 4], shape: [2, 2])
    let one = try Tensor([1.0, 0, 0, 0], shape: [2, 2])
    let two = try Tensor([1.0, 4, 2, 0], shape: [2, 2])
    // Means 1, 2, 1, 0: differences 0, 0, 2, 4.
    #expect(try compress(["student.logits": student, "teachers.0.logits": one, "teachers.1.logits": two]) == 5)
    #expect(try compress(["student.logits": student, "teacher.logits": (one + two) / 2]) == 5)
  }

  /// Broadcasting would make a number of them.
  @Test func shapesHaveToAgree() throws {
    let (batch, thin) = (try Batch(), try Tensor.zeros([4, 1], .float64))
    #expect(throws: LossError.self) { try compress(["student.logits": batch.student, "teachers.0.logits": thin]) }
    #expect(throws: LossError.self) { try compress(["student.logits": batch.student, "teacher.logits": thin]) }
    #expect(throws: LossError.self) {
      try loss(["student.logits": batch.student, "labels": batch.labels, "teachers.0.logits": thin])
    }
  }
}
