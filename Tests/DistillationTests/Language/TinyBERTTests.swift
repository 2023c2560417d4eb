import Testing
import Torch

@testable import Distillation

/// What is known of TinyBERT (Jiao et al. 2020).
@Suite struct TinyBERTTests {
  private func loss(
    _ tensors: [String: Tensor], _ options: [String: String] = [:], phase: String = "intermediate"
  ) throws -> Loss {
    try method("tinybert", options).loss(NamedTensors(tensors), knobs: KnobValues(), phase: phase)
  }

  /// One layer, one head, a token and one of padding; a state is one number of the student and two of the teacher.
  private func example() throws -> [String: Tensor] {
    [
      "attention_mask": try Tensor([1, 0] as [Int64], shape: [1, 2]),
      "student.attentions.0": try Tensor([3.0, 8, 8, 8], shape: [1, 1, 2, 2]),
      "teacher.attentions.0": try Tensor([1.0, 5, 6, 7], shape: [1, 1, 2, 2]),
      "student.hidden.0": try Tensor([1.0, 2], shape: [1, 2, 1]),
      "teacher.hidden.0": try Tensor([4.0, 0, 0, 0], shape: [1, 2, 2]),
      "student.hidden.1": try Tensor([3.0, 9], shape: [1, 2, 1]),
      "teacher.hidden.1": try Tensor([3.0, 5, 9, 14], shape: [1, 2, 2]),
      "projection.hidden.weight": try Tensor([1.0, 2], shape: [2, 1]),
      "projection.embedding.weight": try Tensor([2.0, 0], shape: [2, 1]),
    ]
  }

  @Test func aSmallCaseByHand() throws {
    // Scores differ by 2 where both are tokens, of four; states by 0 and 1, and in padding by 0 and 4; embeddings by 2 and 0, and
    // by 4 and 0.
    let all = try loss(example())
    #expect(try all.value("attention") == 1)
    #expect(try all.value("hidden") == 17.0 / 4)
    #expect(try all.value("embedding") == 5)
    let tokens = try loss(example(), ["positions": "tokens"])
    #expect(try tokens.value("attention") == 1)
    #expect(try tokens.value("hidden") == 0.5)
    #expect(try tokens.value("embedding") == 2)
    #expect(try loss(example(), phase: "general").total().item() == all.total().item())
  }

  @Test func layersLearnFromEverySoManyth() throws {
    #expect(TinyBERT.layerMap(student: 4, teacher: 12)?.map(\.teacher) == [3, 6, 9, 12])
    #expect(TinyBERT.layerMap(student: 2, teacher: 2)?.map(\.teacher) == [1, 2])
    for (student, teacher) in [(4, 6), (0, 4), (4, 2)] {
      #expect(TinyBERT.layerMap(student: student, teacher: teacher) == nil)
    }
    let example = try #require(LossCase.language.first { $0.method == "tinybert" && $0.phase == "general" })
    let tensors = try example.drawn()
    let before = try loss(tensors)
    func moves(_ name: String) throws -> [String] {
      var tensors = tensors
      tensors[name] = try #require(tensors[name]) + 1
      let after = try loss(tensors)
      return try before.terms.map(\.name).filter { try before.value($0) != after.value($0) }
    }
    // Of four layers the second and the fourth teach; the embeddings are state 0.
    for (number, term) in [[], ["attention"], [], ["attention"]].enumerated() {
      #expect(try moves("teacher.attentions.\(number)") == term)
    }
    for (number, term) in [["embedding"], [], ["hidden"], [], ["hidden"]].enumerated() {
      #expect(try moves("teacher.hidden.\(number)") == term)
    }
  }

  @Test func equalNetworksHaveNothingToLearn() throws {
    var tensors = try example()
    tensors["projection.hidden.weight"] = try Tensor([1.0], shape: [1, 1])
    tensors["projection.embedding.weight"] = try Tensor([1.0], shape: [1, 1])
    for (name, tensor) in tensors where name.hasPrefix("student.") {
      tensors[name.replacing("student.", with: "teacher.")] = tensor
    }
    #expect(try loss(tensors).total().item() == 0)
  }

  @Test(arguments: [1.0, 4])
  func predictionsAreSoftCrossEntropyWithoutTheSquare(temperature: Double) throws {
    let batch = try Batch()
    let loss = try method("tinybert").loss(
      batch.inputs, knobs: KnobValues(["temperature": temperature]), phase: "prediction")
    let plain = Plain.mean(
      zip(try Plain.rows(batch.teacher), try Plain.rows(batch.student)).map {
        Plain.crossEntropy(Plain.softmax($0, temperature), Plain.softmax($1, temperature))
      })
    #expect(abs(try loss.total().item() - plain) < 1e-12)
    #expect(loss.terms.map(\.name) == ["soft"])
  }

  @Test func projectionsLearnWithTheStudent() throws {
    let (student, teacher) = (
      LanguageShape(layers: 2, heads: 2, width: 2, vocabulary: 9),
      LanguageShape(layers: 4, heads: 2, width: 3, vocabulary: 9)
    )
    let recipe = try Recipe(TinyBERT.self)
    #expect(recipe.objection(student: student, teacher: teacher) == nil)
    let adapter = try #require(
      try recipe.adapter(student: student, teacher: teacher, weights: RandomGenerator(seed: 1)))
    #expect(
      adapter.namedParameters.map(\.name) == [
        "tinybert.projection.hidden.weight", "tinybert.projection.embedding.weight",
      ])
    #expect(adapter.namedParameters.map(\.tensor.shape) == [[3, 2], [3, 2]])
    let example = try #require(LossCase.language.first { $0.method == "tinybert" && $0.phase == "general" })
    let inputs = NamedTensors(try example.drawn().mapValues { $0.dtype == .float64 ? try $0.to(.float32) : $0 })
    let own = try adapter.tensors(of: 0, inputs)
    let loss = try recipe.loss(
      [NamedTensors(inputs.tensors.merging(own) { $1 })], knobs: KnobValues(), phase: "general")
    try loss.total().backward()
    for (name, tensor) in adapter.namedParameters {
      #expect(try #require(try tensor.gradient(), "\(name)").doubles().contains { $0 != 0 })
    }
  }

  @Test func modelsHaveToFit() throws {
    let teacher = LanguageShape(layers: 12, heads: 12, width: 768, vocabulary: 30522)
    let tiny = try method("tinybert")
    func objection(layers: Int, heads: Int) -> String? {
      let student = LanguageShape(layers: layers, heads: heads, width: 312, vocabulary: 30522)
      return tiny.objection(student: student, teacher: teacher)
    }
    #expect(objection(layers: 4, heads: 12) == nil)
    #expect(objection(layers: 5, heads: 12)?.contains("no multiple") == true)
    #expect(objection(layers: 4, heads: 6)?.contains("6 of them are not 12") == true)
  }
}
