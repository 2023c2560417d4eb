import Testing
import Torch

@testable import Distillation

/// How terms are weighed, above all where one of them should count for nothing.
@Suite struct WeightTests {
  private func distilled(_ batch: Batch, alpha: Double) throws -> Loss {
    try KnowledgeDistillation(MethodSettings()).loss(
      batch.inputs, knobs: knobs(temperature: 2, alpha: alpha), phase: "distil")
  }

  @Test func totalIsTheWeightedSum() throws {
    for alpha in [0.0, 0.25, 0.9, 1] {
      let loss = try distilled(Batch(), alpha: alpha)
      #expect(loss.terms.map(\.weight) == [1 - alpha, alpha])
      let (hard, soft) = (try loss.terms[0].value.item(), try loss.terms[1].value.item())
      #expect(abs(try loss.total().item() - ((1 - alpha) * hard + alpha * soft)) < 1e-12)
    }
  }

  @Test func alphaZeroIsTheLabelsAloneWhateverTheTeacherSays() throws {
    for bad in [Double.nan, .infinity] {
      var batch = try Batch()
      let clean = try batch.gradient { try distilled($0, alpha: 0).total() }
      batch.teacher = try Tensor.full(batch.teacher.shape, bad, .float64)
      let loss = try distilled(batch, alpha: 0)
      #expect(!(try loss.terms[1].value.item().isFinite))
      #expect(try loss.total().item() == loss.terms[0].value.item())
      #expect(try batch.gradient { try distilled($0, alpha: 0).total() } == clean)
    }
  }

  @Test func alphaOneIsTheTeacherAloneWhateverTheLabelsSay() throws {
    // An impossible class: its logit is so low that the cross-entropy is infinite.
    let drawn = try Batch(rows: 1, classes: 3)
    let batch = try Batch(
      student: Tensor([0.0, 1, -Double.infinity], shape: [1, 3]), teacher: drawn.teacher, labels: Tensor([2]))
    let loss = try distilled(batch, alpha: 1)
    #expect(try loss.terms[0].value.item() == .infinity)
    let soft = try loss.terms[1].value.item()
    let total = try loss.total().item()
    #expect(total == soft || (total.isNaN && soft.isNaN))
    #expect(loss.terms[0].weight == 0)
  }

  @Test func noTermsAndAllWeightsZero() throws {
    #expect(throws: LossError.self) { try Loss().total() }
    var loss = Loss()
    loss.add("nothing", try Tensor.scalar(3), weight: 0)
    #expect(try loss.total().item() == 0)
  }

  @Test func knobValuesFallBackToDefaults() throws {
    #expect(KnobValues()[KnowledgeDistillation.temperature] == 4)
    #expect(KnobValues()[KnowledgeDistillation.alpha] == 0.9)
    #expect(knobs(temperature: 7, alpha: 0)[KnowledgeDistillation.temperature] == 7)
  }
}
