import Datasets
import Distillation
import Models

/// What a run on text has beyond one on images.
public struct LanguageSetting: Sendable, Equatable {
  /// The directory of the model whose vocabulary and sizes the networks have: the teacher, where there is one.
  public var model: String
  /// A plain text that general stages learn from; nil takes the sentences the student is trained on.
  public var corpus: String?
  /// Tokens of the longest example, special ones included: what is longer is cut.
  public var maximumTokens: Int

  static let standardMaximum = 128
}

extension BertConfig {
  /// As far as methods that compare language models have to know.
  var shape: LanguageShape {
    LanguageShape(layers: layers, heads: heads, width: hidden, vocabulary: vocabulary)
  }
}
