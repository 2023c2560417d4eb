import Testing
import Torch

@testable import Distillation

/// Features that do not fit: the error says which tensor, its shape, and what is needed.
@Suite struct FeatureInputTests {
  private func message(_ method: String, _ phase: String, _ tensors: [String: Tensor]) throws -> String {
    let error = #expect(throws: LossError.self) {
      try DistillationTests.method(method).loss(NamedTensors(tensors), knobs: KnobValues(), phase: phase)
    }
    return try #require(error).description
  }

  private func pair(_ student: [Int], _ teacher: [Int]) throws -> [String: Tensor] {
    ["student.features.0": try .ones(student), "teacher.features.0": try .ones(teacher)]
  }

  @Test(arguments: [("at", "transfer"), ("sp", "transfer"), ("fitnets", "hint"), ("fsp", "fsp")])
  func missingAndMisshapen(method: String, phase: String) throws {
    #expect(try message(method, phase, [:]) == "there is no tensor student.features.0; there are none")
    #expect(
      try message(method, phase, ["student.features.0": .ones([2, 3, 4, 4])])
        == "there is no tensor teacher.features.0; there are student.features.0")
    #expect(
      try message(method, phase, pair([2, 3, 4], [2, 3, 4, 4]))
        == "student.features.0 has shape [2, 3, 4], but [batch, channels, height, width] or [batch, width] is needed")
    #expect(try message(method, phase, pair([0, 3], [0, 3])).hasPrefix("student.features.0 has shape [0, 3]"))
    #expect(
      try message(method, phase, pair([2, 3, 4, 4], [5, 3, 4, 4]))
        == "teacher.features.0 has shape [5, 3, 4, 4], but a batch of 2, as the student's, is needed")
    var integers = try pair([2, 3, 4, 4], [2, 3, 4, 4])
    integers["teacher.features.0"] = try .zeros([2, 3, 4, 4], .int64)
    #expect(
      try message(method, phase, integers) == "teacher.features.0 holds int64, but float32 or float64 is needed")
  }

  @Test func attentionNeedsPlaces() throws {
    #expect(
      try message("at", "transfer", pair([2, 3, 4, 4], [2, 3]))
        == "teacher.features.0 has shape [2, 3], but [batch, channels, height, width] is needed")
    var two = try pair([2, 3, 4, 4], [2, 3, 4, 4])
    two["student.features.1"] = try .ones([2, 3])
    two["teacher.features.1"] = try .ones([2, 3])
    #expect(try message("at", "transfer", two).hasPrefix("student.features.1 has shape [2, 3]"))
  }

  @Test func theFlowNeedsTwoLayersWithEqualChannels() throws {
    let one = try pair([2, 3, 4, 4], [2, 3, 4, 4])
    #expect(try message("fsp", "fsp", one).hasPrefix("there is no tensor student.features.1"))
    var two = one
    two["student.features.1"] = try .ones([2, 3, 4, 4])
    two["teacher.features.1"] = try .ones([2, 5, 4, 4])
    #expect(
      try message("fsp", "fsp", two)
        == "student.features.1 has shape [2, 3, 4, 4], but maps with as many channels as the teacher's [2, 5, 4, 4] is needed"
    )
  }

  @Test func theRegressorHasToReachTheHint() throws {
    var tensors = try pair([2, 3, 4, 4], [2, 5, 4, 4])
    #expect(try message("fitnets", "hint", tensors).hasPrefix("there is no tensor regressor.weight"))
    tensors["regressor.weight"] = try .ones([5, 3, 2, 2])
    tensors["regressor.bias"] = try .ones([5])
    #expect(
      try message("fitnets", "hint", tensors)
        == "teacher.features.0 has shape [2, 5, 4, 4], but the regressor's [2, 5, 3, 3] is needed")
  }

  @Test func meanTeacherAndScaleGoTogether() throws {
    var tensors = ["student.mean.0": try Tensor.ones([2, 3, 4, 4]), "teacher.features.0": try .ones([2, 3, 2, 2])]
    #expect(
      try message("vid", "transfer", tensors)
        == "teacher.features.0 has shape [2, 3, 2, 2], but that of the mean, [2, 3, 4, 4], is needed")
    tensors["teacher.features.0"] = try .ones([2, 3, 4, 4])
    #expect(try message("vid", "transfer", tensors).hasPrefix("there is no tensor log_scale.0"))
    tensors["log_scale.0"] = try .ones([4])
    #expect(
      try message("vid", "transfer", tensors)
        == "log_scale.0 has shape [4], but [3], one a channel, is needed")
  }

  @Test func teachersFeaturesAreOfTheSameBatch() throws {
    let batch = try Batch()
    let tensors = [
      "student.logits": batch.student, "labels": batch.labels, "teachers.0.logits": batch.teacher,
      "student.features.0": try Tensor.ones([4, 3]), "teachers.0.features.0": try .ones([3, 3]),
    ]
    let error = #expect(throws: LossError.self) {
      try method("multi-teacher").loss(NamedTensors(tensors), knobs: KnobValues(["beta": 1]), phase: "distil")
    }
    #expect(try #require(error).description.hasPrefix("teachers.0.features.0 has shape [3, 3], but a batch of 4"))
  }
}
