import Testing
import Torch

@testable import Models

@Suite struct BertStudentTests {
  private func student(_ spec: String, of teacher: Bert, head: BertHead? = nil) throws -> Bert {
    try BertStudent.make(
      from: teacher, BertSpec(spec), head: head, weights: RandomGenerator(seed: 8), dropout: RandomGenerator(seed: 9))
  }

  @Test func layersAreEveryOther() {
    #expect(BertStudent.copiedLayers(teacher: 6, student: 3) == [0, 2, 4])
    #expect(BertStudent.copiedLayers(teacher: 12, student: 6) == [0, 2, 4, 7, 9, 11])
    #expect(BertStudent.copiedLayers(teacher: 12, student: 4) == [0, 3, 6, 9])
    #expect(BertStudent.copiedLayers(teacher: 4, student: 4) == [0, 1, 2, 3])
    #expect(BertStudent.copiedLayers(teacher: 2, student: 3) == [])
  }

  @Test func ofTheTeachersSizesItBeginsWithItsWeights() throws {
    let teacher = try freshBert(head: .maskedLanguage)
    let made = try student("layers=3", of: teacher)
    #expect(made.layerCount == 3 && made.head == .maskedLanguage)
    for key in ["query.weight", "outer.bias", "attentionNorm.weight"] {
      for (own, source) in [0, 2, 4].enumerated() {
        let copy = try #require(made.tensor("layer.\(own).\(key)"))
        #expect(try copy.floats() == teacher.tensor("layer.\(source).\(key)")?.floats())
        #expect(copy.requiresGradient)
      }
    }
    for key in ["embeddings.type.weight", "embeddings.word.weight", "transform.weight", "decoder.bias"] {
      #expect(try made.tensor(key)?.floats() == teacher.tensor(key)?.floats(), "\(key)")
    }
    // Copies, not the teacher's own.
    try made.tensor("embeddings.word.weight")?.fill(0)
    #expect(try teacher.tensor("embeddings.word.weight")?.abs().sum().item() != 0)
  }

  @Test func inDistilBERTsFormThereAreNoTokenTypesAndNoPooler() throws {
    let teacher = try freshBert(head: .classification(labels: 2))
    let made = try student("layers=3,form=distilbert", of: teacher)
    let names = made.namedParameters.map(\.name)
    #expect(names.contains("distilbert.transformer.layer.2.attention.q_lin.weight"))
    #expect(!names.contains { $0.contains("token_type") || $0.contains("pooler") })
    #expect(
      try made.tensor("layer.1.key.weight")?.floats() == teacher.tensor("layer.2.key.weight")?.floats())
    #expect(try made.forward(smallBatch()).logits?.shape == [2, 2])
    #expect(try student("layers=1,form=distilbert", of: freshBert(head: .pooler)).head == BertHead.none)
  }

  @Test func ofOtherSizesItIsFresh() throws {
    let teacher = try freshBert(head: .maskedLanguage)
    let made = try student("layers=2,hidden=12,heads=3", of: teacher)
    #expect(made.config.intermediate == 48 && made.headCount == 3 && made.config.vocabulary == 30)
    #expect(try made.tensor("layer.0.query.bias")?.abs().sum().item() == 0)
    let deviation = try #require(made.tensor("layer.0.inner.weight")).square().mean().sqrt().item()
    #expect(abs(deviation - 0.02) < 0.003)
    #expect(try made.tensor("embeddings.word.weight")?.select(0, 0).abs().sum().item() == 0)
    #expect(try student("layers=2,hidden=12,heads=3,intermediate=20", of: teacher).config.intermediate == 20)
  }

  @Test(arguments: [
    ("layer=3", "did you mean layers?"), ("layers", "NAME=VALUE"), ("layers=0", "1 to 1000"), ("layers=x", "“x”"),
    ("form=distilbret", "did you mean distilbert?"), ("layers=7", "the teacher has 6"), ("hidden=9", "8 or 10"),
    ("", "NAME=VALUE"),
  ]) func specsThatCannotBe(text: String, says: String) throws {
    let teacher = try freshBert()
    let error = #expect(throws: BertSpecError.self) { try student(text, of: teacher) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test func aSpecReadsBack() throws {
    let text = "layers=2,hidden=120,heads=12,intermediate=480,form=distilbert"
    #expect(try BertSpec(text).description == text)
    #expect(try BertSpec("bert:layers=3") == BertSpec("layers=3"))
  }
}
