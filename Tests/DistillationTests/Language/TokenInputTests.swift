import Testing
import Torch

@testable import Distillation

/// Tensors of language models that are missing or do not fit: the error says which, its shape, and what is needed.
@Suite struct TokenInputTests {
  private func message(
    _ method: String, _ phase: String, _ change: (inout [String: Tensor]) throws -> Void
  ) throws -> String {
    let example = try #require(LossCase.language.first { $0.method == method && $0.phase == phase })
    var tensors = try example.drawn()
    try change(&tensors)
    let error = #expect(throws: LossError.self) { try example.loss(tensors) }
    return try #require(error).description
  }

  @Test(arguments: [("distilbert", "distil"), ("tinybert", "general"), ("minilm", "distil")])
  func theMask(method: String, phase: String) throws {
    #expect(
      try message(method, phase) { $0["attention_mask"] = nil }.hasPrefix(
        "there is no tensor attention_mask; there are"))
    #expect(
      try message(method, phase) { $0["attention_mask"] = try .ones([2], .int64) }
        == "attention_mask has shape [2], but [batch, length] is needed")
    #expect(
      try message(method, phase) { $0["attention_mask"] = try .ones([2, 3]) }
        == "attention_mask holds float32, but int64 is needed")
    #expect(
      try message(method, phase) { $0["attention_mask"] = try .zeros([2, 3], .int64) }
        == "these tensors do not make a loss: attention_mask is 1 nowhere, so there is no token")
    #expect(try message(method, phase) { $0["attention_mask"] = try .zeros([0, 3], .int64) }.contains("no token"))
    #expect(
      try message(method, phase) { $0["attention_mask"] = try .ones([2, 4], .int64) }
        .hasSuffix("with batch and length of attention_mask, is needed"))
  }

  @Test func logitsAndLabels() throws {
    func text(_ change: (inout [String: Tensor]) throws -> Void) throws -> String {
      try message("distilbert", "distil", change)
    }
    #expect(
      try text { $0["student.logits"] = try .ones([2, 4]) }
        == "student.logits has shape [2, 4], but [2, 3, vocabulary], with batch and length of attention_mask, is needed"
    )
    #expect(
      try text { $0["teacher.logits"] = try .ones([2, 3, 7]) }
        == "teacher.logits has shape [2, 3, 7], but the other network's [2, 3, 4] is needed")
    #expect(
      try text { $0["labels"] = try .zeros([2], .int64) }
        == "labels has shape [2], but [2, 3], one for each position, is needed")
    #expect(try text { $0["labels"] = try .zeros([2, 3]) } == "labels holds float32, but int64 is needed")
    #expect(try text { $0["student.logits"] = try .zeros([2, 3, 4], .int64) }.hasPrefix("student.logits holds int64"))
    #expect(try text { $0["labels"] = nil }.hasPrefix("there is no tensor labels; "))
    #expect(
      try text { $0["student.hidden.1"] = try .ones([2, 3, 4]) }
        == "student.hidden.1 has shape [2, 3, 4], but as wide a state as the teacher's teacher.hidden.0 [2, 3, 5] is needed"
    )
  }

  @Test func aTokenThatIsNoneIsAnEngineError() throws {
    let example = try #require(LossCase.language.first { $0.method == "distilbert" })
    var tensors = try example.drawn()
    for stray in [4, -1] as [Int64] {
      tensors["labels"] = try Tensor([stray, 3, -100, 0, -100, -100], shape: [2, 3])
      #expect(throws: EngineError.self) { try example.loss(tensors) }
    }
  }

  @Test func layers() throws {
    func text(_ change: (inout [String: Tensor]) throws -> Void) throws -> String {
      try message("tinybert", "general", change)
    }
    for name in ["student.hidden.2", "teacher.hidden.4", "teacher.hidden.0", "projection.hidden.weight"] {
      #expect(try text { $0[name] = nil }.hasPrefix("there is no tensor \(name); "))
    }
    for name in ["student", "teacher"] {
      #expect(
        try text { tensors in
          for number in 0...3 { tensors["\(name).attentions.\(number)"] = nil }
        }.hasPrefix("there is no tensor \(name).attentions.0; "))
    }
    #expect(
      try text { $0["teacher.attentions.3"] = nil }
        == "these tensors do not make a loss: teacher.attentions.N has 3 of the 4 layers that teacher.hidden.N has")
    #expect(
      try text { ($0["teacher.attentions.3"], $0["teacher.hidden.4"]) = (nil, nil) }
        == "these tensors do not make a loss: 3 layers of the teacher (teacher.attentions.N) cannot be spread over 2 of the "
        + "student (student.attentions.N): they are no multiple")
    #expect(
      try text { $0["student.attentions.1"] = try .ones([2, 2, 3, 2]) }
        == "student.attentions.1 has shape [2, 2, 3, 2], but [2, heads, 3, 3], with batch and length of attention_mask, is "
        + "needed")
    #expect(
      try text { $0["student.attentions.1"] = try .ones([2, 5, 3, 3]) }
        == "student.attentions.1 has shape [2, 5, 3, 3], but as many heads as in the teacher's teacher.attentions.3 "
        + "[2, 2, 3, 3] is needed")
    #expect(
      try text { $0["projection.embedding.weight"] = try .ones([2, 3], .float64) }
        == "projection.embedding.weight has shape [2, 3], but [3, 2], from the student's width to the teacher's, is needed"
    )
    #expect(try text { $0["student.hidden.1"] = try .ones([2, 3]) }.hasPrefix("student.hidden.1 has shape [2, 3]"))
  }

  @Test func relations() throws {
    func text(_ change: (inout [String: Tensor]) throws -> Void) throws -> String {
      try message("minilm", "distil", change)
    }
    #expect(
      try text { $0["student.keys.0"] = try .ones([2, 2, 3, 7]) }
        == "student.keys.0 has shape [2, 2, 3, 7], but that of student.queries.0, [2, 2, 3, 2], is needed")
    #expect(
      try text { $0["teacher.values.0"] = try .ones([2, 4, 3, 3], .float64) }
        == "student.values.0 has shape [2, 2, 3, 2], but as many heads as in the teacher's teacher.values.0 [2, 4, 3, 3] is "
        + "needed")
    #expect(
      try text { $0["student.queries.0"] = try .ones([2, 3, 2]) }
        == "student.queries.0 has shape [2, 3, 2], but [2, heads, 3, size], with batch and length of attention_mask, is needed"
    )
    #expect(try text { $0["teacher.keys.0"] = nil }.hasPrefix("there is no tensor teacher.keys.0; "))
  }
}
