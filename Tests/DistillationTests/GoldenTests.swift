import Testing
import Torch

@testable import Distillation

/// Against values PyTorch computed in double precision (Fixtures/golden).
@Suite struct GoldenTests {
  @Test(arguments: [Tensor.DType.float32, .float64])
  func knowledgeDistillation(type: Tensor.DType) throws {
    let expected = try GoldenLoss("kd.json")
    let file = try SafetensorsFile(path: golden("kd.safetensors"))
    let student = try file.tensor("student.logits").to(type).clone()
    try student.setRequiresGradient()
    let inputs = NamedTensors([
      "student.logits": student, "teacher.logits": try file.tensor("teacher.logits").to(type),
      "labels": try file.tensor("labels"),
    ])
    let loss = try KnowledgeDistillation(MethodSettings()).loss(
      inputs, knobs: KnobValues(expected.params), phase: "distil")
    // The inputs are stored in single precision, so doubles agree to the last digits.
    let tolerance = type == .float64 ? 1e-12 : 2e-6
    #expect(loss.terms.map(\.name) == ["hard", "soft"])
    for term in loss.terms {
      let wanted = try #require(expected.terms[term.name])
      #expect(abs(try term.value.item() - wanted) <= tolerance * abs(wanted), "\(term.name)")
    }
    let total = try loss.total()
    #expect(abs(try total.item() - expected.total) <= tolerance * expected.total)

    try total.backward()
    let found = try #require(try student.gradient()).doubles()
    let wanted = try SafetensorsFile(path: golden("kd.grads.safetensors")).tensor("student.logits").doubles()
    // The reference gradients are stored in single precision.
    #expect(distance(found, wanted) <= 1e-6)
  }

  @Test func scratchIsTheHardTermAlone() throws {
    let expected = try GoldenLoss("kd.json")
    var tensors = try SafetensorsFile(path: golden("kd.safetensors")).tensors()
    tensors["teacher.logits"] = nil
    let loss = try Scratch(MethodSettings()).loss(NamedTensors(tensors), knobs: KnobValues(), phase: "train")
    #expect(loss.terms.map(\.name) == ["hard"])
    let hard = try #require(expected.terms["hard"])
    #expect(abs(try loss.total().item() - hard) <= 2e-6 * hard)
  }
}
