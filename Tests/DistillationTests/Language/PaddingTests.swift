import Testing
import Torch

@testable import Distillation

/// What padded positions hold is nobody's business.
@Suite struct PaddingTests {
  /// Losses that look at tokens alone; TinyBERT's standard counts padding in two of its terms.
  private static let cases = LossCase.language.filter { $0.phase != "prediction" && $0.options["positions"] != "all" }

  private func evaluated(_ example: LossCase, _ tensors: [String: Tensor]) throws -> (Loss, [String: Tensor]) {
    let leaves = try tensors.mapValues { try $0.detached().clone() }
    for name in example.learned { try #require(leaves[name]).setRequiresGradient() }
    let loss = try example.loss(leaves)
    try loss.total().backward()
    return (loss, try leaves.filter { example.learned.contains($0.key) }.compactMapValues { try $0.gradient() })
  }

  @Test(arguments: cases, [1e30, .infinity, .nan])
  func changesNothing(example: LossCase, value: Double) throws {
    let tensors = try example.drawn()
    let (clean, gradients) = try evaluated(example, tensors)
    let (loss, moved) = try evaluated(example, Padding.filled(tensors, with: value))
    #expect(try loss.terms.map { try $0.value.item() } == clean.terms.map { try $0.value.item() })
    for (name, gradient) in gradients {
      #expect(try #require(moved[name]).doubles() == gradient.doubles(), "\(name)")
      #expect(try gradient.doubles() == Padding.filled(name, gradient, with: 0).doubles(), "\(name) has one there")
    }
  }

  @Test func ofOnePrecisionAsOfTheOther() throws {
    for example in Self.cases {
      let singles = try Padding.filled(example.drawn(), with: .nan).mapValues { tensor in
        tensor.dtype == .float64 ? try tensor.to(.float32) : tensor
      }
      #expect(try example.loss(singles).total().isFinite())
    }
  }

  /// The authors' code takes the mean of hidden states over padding too, and so do the reference values; scores are 0 there.
  @Test func tinyBERTsStandardCountsItForStatesAndNotForScores() throws {
    let example = try #require(LossCase.language.first { $0.options["positions"] == "all" })
    let tensors = try example.drawn()
    let (clean, padded) = (try example.loss(tensors), try example.loss(Padding.filled(tensors, with: 10)))
    #expect(try clean.value("attention") == padded.value("attention"))
    #expect(try clean.value("hidden") != padded.value("hidden"))
    #expect(try clean.value("embedding") != padded.value("embedding"))
  }

  /// A text of no token at all says nothing.
  @Test func anEmptyTextIsLeftOut() throws {
    for example in Self.cases where example.method != "tinybert" {
      var tensors = try example.drawn()
      let one = try example.loss(tensors.mapValues { try $0.narrow(0, from: 0, length: 1) })
      tensors["attention_mask"] = try Tensor([1, 1, 1, 0, 0, 0] as [Int64], shape: [2, 3])
      let (loss, gradients) = try evaluated(example, tensors)
      for (term, alone) in zip(loss.terms, one.terms) {
        #expect(abs(try term.value.item() - alone.value.item()) < 1e-12, "\(example.method) \(term.name)")
      }
      #expect(try gradients.values.allSatisfy { try $0.isFinite() })
    }
  }
}
