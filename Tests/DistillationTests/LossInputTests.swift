import Testing
import Torch

@testable import Distillation

/// Tensors that are missing or do not fit: the error says which tensor and which shapes.
@Suite struct LossInputTests {
  private func message(_ change: (inout [String: Tensor]) throws -> Void) throws -> String {
    var tensors = try Batch(rows: 4, classes: 5).inputs.tensors
    try change(&tensors)
    let error = #expect(throws: LossError.self) {
      try KnowledgeDistillation(MethodSettings()).loss(NamedTensors(tensors), knobs: KnobValues(), phase: "distil")
    }
    return try #require(error).description
  }

  @Test(arguments: ["student.logits", "teacher.logits", "labels"])
  func missing(name: String) throws {
    let text = try message { $0[name] = nil }
    #expect(text.hasPrefix("there is no tensor \(name); there are "))
    for other in ["student.logits", "teacher.logits", "labels"] where other != name { #expect(text.contains(other)) }
  }

  @Test func shapes() throws {
    #expect(
      try message { $0["student.logits"] = try .zeros([4]) }
        == "student.logits has shape [4], but [batch, classes] is needed")
    #expect(
      try message { $0["student.logits"] = try .zeros([0, 5]) }
        == "student.logits has shape [0, 5], but [batch, classes] is needed")
    #expect(
      try message { $0["teacher.logits"] = try .zeros([4, 6]) }
        == "teacher.logits has shape [4, 6], but the other network's [4, 5] is needed")
    #expect(
      try message { $0["labels"] = try .zeros([3], .int64) }
        == "labels has shape [3], but [4], one for each row of the logits is needed")
    #expect(try message { $0["labels"] = try .zeros([4, 1], .int64) }.hasPrefix("labels has shape [4, 1]"))
  }

  @Test func noTensorsAtAllReadsAsASentence() throws {
    let text = try message { $0 = [:] }
    #expect(text == "there is no tensor student.logits; there are none")
  }

  @Test func labelsAreIntegers() throws {
    #expect(try message { $0["labels"] = try Tensor([0.0, 1, 2, 3]) } == "labels holds float64, but int64 is needed")
  }

  @Test(arguments: [[0, 1, 2, 5], [0, 1, 2, -1]] as [[Int64]])
  func labelsOutOfRangeAreEngineErrors(labels: [Int64]) throws {
    var tensors = try Batch(rows: 4, classes: 5).inputs.tensors
    tensors["labels"] = try Tensor(labels)
    #expect(throws: EngineError.self) {
      try KnowledgeDistillation(MethodSettings()).loss(NamedTensors(tensors), knobs: KnobValues(), phase: "distil")
    }
  }
}
