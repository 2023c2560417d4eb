import Foundation
import Testing
import Torch

@testable import Distillation

/// What is known of DistilBERT (Sanh et al. 2019).
@Suite struct DistilBERTTests {
  private let method: any DistillationMethod

  init() throws { method = try DistillationTests.method("distilbert") }

  /// Two tokens and one of padding, a vocabulary of two.
  private func example() throws -> [String: Tensor] {
    [
      "attention_mask": try Tensor([1, 1, 0] as [Int64], shape: [1, 3]),
      "labels": try Tensor([0, -100, 1] as [Int64], shape: [1, 3]),
      "student.logits": try Tensor([0.0, 0, 0, 0, 7, 0], shape: [1, 3, 2]),
      "teacher.logits": try Tensor([2 * log(3.0), 0, 0, 0, 0, 9], shape: [1, 3, 2]),
      "student.hidden.0": try Tensor([1.0, 0, 0, 2, 5, 5], shape: [1, 3, 2]),
      "teacher.hidden.0": try Tensor([3.0, 3, 0, -1, 1, 0], shape: [1, 3, 2]),
    ]
  }

  private func loss(_ tensors: [String: Tensor], _ knobs: [String: Double] = [:]) throws -> Loss {
    try method.loss(NamedTensors(tensors), knobs: KnobValues(knobs), phase: "distil")
  }

  @Test func aSmallCaseByHand() throws {
    let loss = try loss(example())
    // At T = 2 the teacher says 3/4 and 1/4 of the first token and the student 1/2; of the second they agree.
    #expect(abs(try loss.value("soft") - 4 * (0.75 * log(1.5) + 0.25 * log(0.5)) / 2) < 1e-12)
    #expect(abs(try loss.value("mlm") - log(2.0)) < 1e-12)
    // 45° apart, and opposite.
    #expect(abs(try loss.value("cosine") - (1 - 0.5.squareRoot() + 2) / 2) < 1e-12)
    #expect(loss.terms.map(\.weight) == [5, 2, 1])
  }

  @Test func divergenceIsNotSymmetric() throws {
    var turned = try example()
    (turned["student.logits"], turned["teacher.logits"]) = (turned["teacher.logits"], turned["student.logits"])
    let wanted = 4 * (0.5 * log(0.5 / 0.75) + 0.5 * log(0.5 / 0.25)) / 2
    #expect(abs(try loss(turned).value("soft") - wanted) < 1e-12)
  }

  @Test(arguments: [1.0, 2, 8])
  func theSoftTermIsThatOfTheTokens(temperature: Double) throws {
    let generator = try RandomGenerator(seed: 3)
    var tensors = try example()
    tensors["student.logits"] = try generator.normal([1, 3, 6], .float64)
    tensors["teacher.logits"] = try generator.normal([1, 3, 6], .float64)
    func tokens(_ name: String) throws -> Tensor {
      try #require(tensors[name]).select(0, 0).narrow(0, from: 0, length: 2)
    }
    let plain = try Plain.divergence(from: tokens("teacher.logits"), to: tokens("student.logits"), temperature)
    let soft = try loss(tensors, ["temperature": temperature]).value("soft")
    #expect(abs(soft - temperature * temperature * plain) < 1e-12)
  }

  @Test func labelsThatAreIgnoredCountForNothing() throws {
    var tensors = try example()
    let before = try loss(tensors).value("mlm")
    // A second masked token, which the student thinks less likely: the mean moves.
    tensors["student.logits"] = try Tensor([0.0, 0, 3, 0, 7, 0], shape: [1, 3, 2])
    #expect(try loss(tensors).value("mlm") == before)
    tensors["labels"] = try Tensor([0, 1, 1] as [Int64], shape: [1, 3])
    #expect(abs(try loss(tensors).value("mlm") - (log(2.0) + log(1 + exp(3.0))) / 2) < 1e-12)
  }

  @Test func noMaskedTokenIsZeroAndStillLearns() throws {
    var tensors = try example()
    tensors["labels"] = try Tensor([-100, -100, 1] as [Int64], shape: [1, 3])
    let student = try #require(tensors["student.logits"])
    try student.setRequiresGradient()
    let loss = try loss(tensors, ["soft": 0, "cosine": 0])
    #expect(try loss.value("mlm") == 0)
    try loss.total().backward()
    #expect(try #require(try student.gradient()).doubles().allSatisfy { $0 == 0 })
  }

  @Test func statesAreComparedInDirectionAlone() throws {
    var tensors = try example()
    let before = try loss(tensors).value("cosine")
    tensors["student.hidden.0"] = try #require(tensors["student.hidden.0"]) * 17
    #expect(abs(try loss(tensors).value("cosine") - before) < 1e-12)
    // The last of each network counts, however many there are.
    tensors["teacher.hidden.1"] = tensors["student.hidden.0"]
    #expect(abs(try loss(tensors).value("cosine")) < 1e-12)
    let zeros = try Tensor.zeros([1, 3, 2], .float64)
    try zeros.setRequiresGradient()
    tensors["student.hidden.0"] = zeros
    let still = try loss(tensors)
    #expect(try still.value("cosine") == 1)
    try still.total().backward()
    #expect(try #require(try zeros.gradient()).isFinite())
  }

  @Test func aStudentBeginsWithSomeOfItsTeachersLayers() {
    #expect(DistilBERT.firstLayers(student: 6, teacher: 12) == [0, 2, 4, 7, 9, 11])
    #expect(DistilBERT.firstLayers(student: 2, teacher: 4) == [0, 2])
    #expect(DistilBERT.firstLayers(student: 3, teacher: 3) == [0, 1, 2])
    #expect(DistilBERT.firstLayers(student: 4, teacher: 3) == nil)
    #expect(DistilBERT.firstLayers(student: 0, teacher: 3) == nil)
  }

  @Test func modelsHaveToFit() {
    let teacher = LanguageShape(layers: 12, heads: 12, width: 768, vocabulary: 30522)
    func objection(_ change: (inout LanguageShape) -> Void) -> String? {
      var student = teacher
      change(&student)
      return method.objection(student: student, teacher: teacher)
    }
    #expect(objection { ($0.layers, $0.heads) = (6, 6) } == nil)
    #expect(objection { $0.width = 384 }?.contains("384") == true)
    #expect(objection { $0.vocabulary = 100 }?.contains("100 tokens") == true)
  }
}
