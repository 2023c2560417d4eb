import Testing
import Torch

@testable import Distillation

/// Against values PyTorch computed in double precision (Fixtures/golden).
@Suite struct GoldenTests {
  /// Terms, total, and gradients of all tensors that have one, in both precisions. Every floating-point tensor of the file
  /// is offered as learned: a guide's must not be reached.
  @Test(arguments: GoldenLoss.names, [Tensor.DType.float32, .float64])
  func agrees(name: String, type: Tensor.DType) throws {
    let expected = try GoldenLoss(name)
    let tensors = try SafetensorsFile(path: golden("\(name).safetensors")).tensors().mapValues { tensor in
      tensor.dtype == .float32 ? try tensor.to(type).clone() : tensor
    }
    let floats = tensors.filter { $0.value.dtype == type }
    for tensor in floats.values { try tensor.setRequiresGradient() }
    let loss = try expected.loss(tensors)
    // The inputs are stored in single precision, so doubles agree to the last digits.
    let tolerance = type == .float64 ? 1e-12 : 1e-5
    #expect(Set(loss.terms.map(\.name)) == Set(expected.terms.keys))
    for (term, wanted) in expected.terms {
      #expect(abs(try loss.value(term) - wanted) <= tolerance * abs(wanted), "\(term)")
    }
    let total = try loss.total()
    #expect(abs(try total.item() - expected.total) <= tolerance * expected.total)

    try total.backward()
    let wanted = try SafetensorsFile(path: golden("\(name).grads.safetensors")).tensors()
    let reached = try floats.filter { try $0.value.gradient() != nil }
    #expect(Set(reached.keys) == Set(wanted.keys))
    for (tensor, gradient) in wanted {
      let found = try #require(try reached[tensor]?.gradient()).doubles()
      let gradient = try gradient.doubles()
      let largest = gradient.map(abs).max() ?? 0
      // The reference gradients are stored in single precision.
      #expect(distance(found, gradient) <= (type == .float64 ? 1e-7 : 2e-5) * largest, "\(tensor)")
    }
  }

  /// Methods for which there can be no file of tensors with reference values; their own suites check them.
  private static let without = ["scratch", "at-gradient", "eskd", "noisy-student"]

  @Test func everyMethodHasReferenceValues() throws {
    let methods = Set(try GoldenLoss.names.map { try GoldenLoss($0).method })
    #expect(methods == Set(MethodRegistry.all.map { $0.declaration.name }).subtracting(GoldenTests.without))
  }

  @Test func scratchIsTheHardTermAlone() throws {
    let expected = try GoldenLoss("kd")
    var tensors = try SafetensorsFile(path: golden("kd.safetensors")).tensors()
    tensors["teacher.logits"] = nil
    let loss = try Scratch(MethodSettings()).loss(NamedTensors(tensors), knobs: KnobValues(), phase: "train")
    #expect(loss.terms.map(\.name) == ["hard"])
    let hard = try #require(expected.terms["hard"])
    #expect(abs(try loss.total().item() - hard) <= 2e-6 * hard)
  }
}
