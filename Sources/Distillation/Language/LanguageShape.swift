import Torch

/// How large a language model is, as far as methods that compare two of them have to know.
public struct LanguageShape: Sendable, Equatable {
  /// Transformer layers.
  public var layers: Int
  /// Heads of attention in each layer.
  public var heads: Int
  /// Numbers in a hidden state.
  public var width: Int
  /// Tokens it knows.
  public var vocabulary: Int

  public init(layers: Int, heads: Int, width: Int, vocabulary: Int) {
    self.layers = layers
    self.heads = heads
    self.width = width
    self.vocabulary = vocabulary
  }
}

// Methods that compare language models are added to no other: a recipe asks its main one alone.
extension Recipe {
  /// Why the method cannot compare these language models; nil when it can. Asked before training.
  public func objection(student: LanguageShape, teacher: LanguageShape) -> String? {
    main.method.objection(student: student, teacher: teacher)
  }

  /// Layers the method adds between two language models; nil where it adds none.
  public func adapter(
    student: LanguageShape, teacher: LanguageShape, weights: RandomGenerator
  ) throws -> RecipeAdapter? {
    try main.method.adapter(student: student, teacher: teacher, weights: weights).map {
      RecipeAdapter([(place: 0, name: main.declaration.name, adapter: $0)])
    }
  }
}
