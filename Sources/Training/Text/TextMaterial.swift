import Datasets
import Models

/// What a run on text has beside its labelled examples: how texts become tokens, and what general stages learn from.
struct TextMaterial {
  let reader: TextReader
  /// Nil where general stages learn from the student's own sentences.
  let corpus: ExamplePool?
  /// The vocabulary's file, and the tokens the model has no name for.
  let vocabulary: (path: String, unnamed: Int)

  /// What somebody should know of the texts as they are read.
  func notices(examples: Int) -> [String] {
    var notices: [String] = []
    let cut = reader.cut.count
    if cut > 0 {
      notices.append(
        "\(cut) text\(cut == 1 ? " of \(examples) is" : "s of \(examples) are") longer than \(reader.maximum) tokens and "
          + "\(cut == 1 ? "was" : "were") cut")
    }
    // Some models' tables of vectors are rounded up.
    if vocabulary.unnamed > 128 {
      notices.append(
        "\(vocabulary.path) names all but \(vocabulary.unnamed) of the model's tokens: is it this model's vocabulary?")
    }
    return notices
  }

  /// - Throws: `PretrainedError` for a directory without a vocabulary, `DatasetError`, `ConfigurationError` for a vocabulary or a
  ///   length that does not fit the model.
  init(_ configuration: RunConfiguration, hasPairs: Bool) throws {
    guard let setting = configuration.language else {
      throw ConfigurationError.conflict("\(configuration.dataset.name) holds text, and there is no language model")
    }
    let directory = try HuggingFaceDirectory(path: setting.model)
    guard let path = directory.vocabularyPath else {
      throw PretrainedError(
        path: directory.path,
        problem: .missing("vocab.txt", advice: "texts are read with the vocabulary the model was trained with"))
    }
    let tokenizer = try BertTokenizer(vocabularyFile: path)
    let (tokens, known) = (tokenizer.vocabulary.count, directory.config.vocabulary)
    guard tokens <= known else {
      throw ConfigurationError.conflict(
        "\(path) has \(tokens) tokens and the model knows \(known): they do not belong together; take the vocab.txt of this "
          + "model")
    }
    vocabulary = (path, known - tokens)
    // A model without a second token type, such as DistilBERT, reads pairs by their [SEP] alone.
    let reader = try TextReader(
      tokenizer, maximum: setting.maximumTokens, hasTypes: hasPairs && directory.config.tokenTypes > 1,
      seed: configuration.seed)
    self.reader = reader
    corpus = try setting.corpus.map { try ExamplePool(TextPool(TextCorpus(path: $0), reader), items: []) }
  }
}
