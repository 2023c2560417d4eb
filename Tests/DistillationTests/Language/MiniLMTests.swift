import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of MiniLM (Wang et al. 2020).
@Suite struct MiniLMTests {
  private func loss(_ tensors: [String: Tensor]) throws -> Loss {
    try method("minilm").loss(NamedTensors(tensors), knobs: KnobValues(), phase: "distil")
  }

  private func drawn(student size: Int = 3) throws -> [String: Tensor] {
    try LossCase.relations(student: size)(.init(generator: RandomGenerator(seed: 11)))
  }

  @Test func identicalQueriesAndKeysAreZero() throws {
    var tensors = try drawn()
    for kind in ["queries", "keys"] { tensors["student.\(kind).0"] = tensors["teacher.\(kind).0"] }
    let loss = try loss(tensors)
    #expect(abs(try loss.value("attention")) < 1e-15)
    #expect(try loss.value("value") > 0.01)
  }

  @Test func anOrthogonalTurnOfTheValuesChangesNothing() throws {
    var tensors = try drawn()
    let before = try loss(tensors).value("value")
    // About the third axis, then about the first.
    let (c, s) = (cos(0.7), sin(0.7))
    let turn = try Tensor([c, -s, 0, s, c, 0, 0, 0, 1], shape: [3, 3])
      .matmul(Tensor([1, 0, 0, 0, c, -s, 0, s, c], shape: [3, 3]))
    for network in ["student", "teacher"] {
      tensors["\(network).values.0"] = try #require(tensors["\(network).values.0"]).matmul(turn)
      #expect(abs(try loss(tensors).value("value") - before) < 1e-12)
    }
    tensors["student.values.0"] = try #require(tensors["teacher.values.0"]).matmul(turn)
    #expect(abs(try loss(tensors).value("value")) < 1e-12)
  }

  /// One head, two tokens and one of padding; the student's queries are 0, so it looks everywhere alike.
  private func example() throws -> [String: Tensor] {
    func vectors(_ numbers: [Double], _ size: Int) throws -> Tensor { try Tensor(numbers, shape: [1, 1, 3, size]) }
    return [
      "attention_mask": try Tensor([1, 1, 0] as [Int64], shape: [1, 3]),
      "student.queries.0": try vectors([0, 0, 9], 1), "student.keys.0": try vectors([1, 2, 9], 1),
      "student.values.0": try vectors([0, 0, 9], 1),
      // 2·log 3 / √4 = log 3: weights of 3/4 and 1/4.
      "teacher.queries.0": try vectors([2 * log(3.0), 0, 0, 0] + [0, 0, 0, 0] + [9, 9, 9, 9], 4),
      "teacher.keys.0": try vectors([1, 0, 0, 0] + [0, 0, 0, 0] + [9, 9, 9, 9], 4),
      // √(2·log 7): the first token's weights are 7/8 and 1/8, the second's equal.
      "teacher.values.0": try vectors([(2 * log(7.0)).squareRoot(), 0, 0, 0] + [0, 0, 0, 0] + [9, 9, 9, 9], 4),
    ]
  }

  @Test func aSmallCaseByHand() throws {
    let loss = try loss(example())
    #expect(abs(try loss.value("attention") - (0.75 * log(1.5) + 0.25 * log(0.5)) / 2) < 1e-12)
    let value = 0.875 * log(0.875 / 0.5) + 0.125 * log(0.125 / 0.5)
    #expect(abs(try loss.value("value") - value / 2) < 1e-12)
    #expect(loss.terms.map(\.weight) == [1, 1])
  }

  @Test func divergenceIsNotSymmetric() throws {
    var turned: [String: Tensor] = [:]
    for (name, tensor) in try example() {
      let (student, teacher) = ("student.", "teacher.")
      turned[
        name.hasPrefix(student) ? name.replacing(student, with: teacher) : name.replacing(teacher, with: student)] =
        tensor
    }
    #expect(abs(try loss(turned).value("attention") - (0.5 * log(0.5 / 0.75) + 0.5 * log(0.5 / 0.25)) / 2) < 1e-12)
  }

  @Test func sizesMayDifferAndTheLastLayerCounts() throws {
    var tensors = try drawn(student: 5)
    let before = try loss(tensors).total().item()
    for kind in ["queries", "keys", "values"] {
      tensors["teacher.\(kind).1"] = tensors["teacher.\(kind).0"]
      tensors["teacher.\(kind).0"] = try .ones([2, 2, 3, 3], .float64)
    }
    #expect(try loss(tensors).total().item() == before)
  }

  @Test func everyHeadAndTokenCountsAlike() throws {
    let tensors = try drawn(student: 2)
    // Of each head alone; both have as many tokens.
    let heads = try (0..<2).map { head in
      try loss(
        tensors.mapValues { $0.rank == 4 ? try $0.narrow(1, from: head, length: 1) : $0 })
    }
    for term in ["attention", "value"] {
      let mean = Plain.mean(try heads.map { try $0.value(term) })
      #expect(abs(try loss(tensors).value(term) - mean) < 1e-12)
    }
  }

  @Test func anAssistantMayComeBetween() throws {
    #expect(try method("minilm").phases.map(\.name) == ["distil", "task"])
    let phases = try method("minilm", ["assistant": "on"]).phases
    #expect(phases.map(\.name) == ["assistant", "distil", "task"])
    #expect(phases.map(\.learner) == [.assistant, .student, .student])
    #expect(phases.map(\.opening) == [.goesOn, .newGeneration, .goesOn])
    let tensors = try drawn()
    let assisted = try method("minilm", ["assistant": "on"]).loss(
      NamedTensors(tensors), knobs: KnobValues(), phase: "assistant")
    #expect(try assisted.total().item() == loss(tensors).total().item())
  }

  @Test func modelsHaveToFit() throws {
    let teacher = LanguageShape(layers: 12, heads: 12, width: 768, vocabulary: 30522)
    var student = LanguageShape(layers: 5, heads: 12, width: 384, vocabulary: 100)
    #expect(try method("minilm").objection(student: student, teacher: teacher) == nil)
    student.heads = 6
    #expect(try method("minilm").objection(student: student, teacher: teacher)?.contains("6 of them") == true)
    #expect(
      try Recipe(MiniLM.self).adapter(student: student, teacher: teacher, weights: RandomGenerator(seed: 1)) == nil)
  }
}
