import Datasets
import Distillation
import Models
import RunModel
import Torch

/// Looks at what teacher and student make of one sentence, between steps: where they look, how far apart their layers are, and
/// what they guess in a masked place. Draws no random numbers.
final class SentenceReader {
  /// What one look gives.
  struct Look {
    var reading: SentenceReading
    /// Probabilities of attention `[layers, heads, length, length]`.
    var student: TensorValue
    var teacher: TensorValue?
  }

  /// Tokens that are looked at, at most: maps grow with their square.
  static let longest = 24
  /// Guesses of each network.
  static let guesses = 6

  private let texts: TextReader
  private(set) var text: String
  private var ids: [Int32]

  init(_ texts: TextReader, text: String) {
    self.texts = texts
    (self.text, ids) = ("", [])
    read(text)
  }

  /// Another sentence; `[MASK]` in it is the place to guess.
  func read(_ text: String) {
    self.text = text
    let limit = min(SentenceReader.longest, texts.maximum)
    // Only a maximum without room for `[CLS]` and `[SEP]` is refused, and the run's own sentences have passed that.
    ids = (try? texts.tokenizer.encode(text, maximum: limit).ids) ?? []
  }

  /// - Parameter temperature: softens guesses.
  func look(student: BertNetwork, teacher: BertNetwork?, temperature: Double) throws -> Look {
    let (mask, special) = (texts.tokenizer.mask, texts.tokenizer)
    var shown = ids
    // Without a place that was asked for the middle one of the words is hidden, where somebody can guess it.
    let words = ids.indices.filter { !special.isSpecial(ids[$0]) }
    let middle: Int? = words.isEmpty ? nil : words[words.count / 2]
    var masked = ids.firstIndex(of: mask)
    if masked == nil, student.guesser != nil, let middle {
      masked = middle
      shown[middle] = mask
    }
    let tokens = TokenBatch(
      ids: try Tensor(shown.map(Int64.init), shape: [1, shown.count]), mask: try .ones([1, shown.count], .int64))
    let place = try student.guesser == nil ? nil : masked.map { try Tensor([Int64($0)], shape: [1]) }
    let mine = try SentenceReader.ask(student, tokens, place)
    let its = try teacher.map { try SentenceReader.ask($0, tokens, place) }
    let names = texts.tokenizer.vocabulary.tokens
    var reading = SentenceReading(
      text: text, tokens: ids.map { names[Int($0)] }, masked: place == nil ? nil : masked, temperature: temperature)
    if let its, let teacher { reading.layers = try SentenceReader.layers(mine, student, its, teacher) }
    if let logits = mine.logits { reading.guesses = try guesses(logits, its?.logits, temperature) }
    return Look(
      reading: reading, student: try SentenceReader.maps(mine.taps, student.config.layers),
      teacher: try its.flatMap { answer in try teacher.map { try SentenceReader.maps(answer.taps, $0.config.layers) } })
  }

  private static func ask(_ network: BertNetwork, _ tokens: TokenBatch, _ place: Tensor?) throws -> LanguageOutput {
    let wasTraining = network.training
    network.training = false
    defer { network.training = wasTraining }
    let layers = network.config.layers
    let taps = Set((0..<layers).flatMap { ["attention_probabilities.\($0)", "hidden.\($0 + 1)"] })
    return try withoutGradients {
      place == nil || network.guesser == nil
        ? try network.classifier.forward(tokens, LanguageRequest(taps: taps, needsLogits: false))
        : try network.guess(tokens, LanguageRequest(taps: taps, positions: place))
    }
  }

  private static func maps(_ taps: [String: Tensor], _ layers: Int) throws -> TensorValue {
    let all = try Tensor.cat((0..<layers).compactMap { taps["attention_probabilities.\($0)"] })
    return TensorValue.ofBytes(shape: all.shape, unit: try all.floats())
  }

  /// Each layer of the student beside the one that is as far up in the teacher.
  private static func layers(
    _ mine: LanguageOutput, _ student: BertNetwork, _ its: LanguageOutput, _ teacher: BertNetwork
  ) throws -> [SentenceReading.Layer] {
    let (count, all) = (student.config.layers, teacher.config.layers)
    return try (1...count).map { layer in
      let other = max(1, layer * all / count)
      var result = SentenceReading.Layer(teacher: other, student: layer, attention: nil, hidden: nil)
      try withoutGradients {
        if let a = mine.taps["attention_probabilities.\(layer - 1)"],
          let b = its.taps["attention_probabilities.\(other - 1)"], a.shape == b.shape
        {
          result.attention = try (a - b).abs().sum([3]).mean().item() / 2
        }
        if let a = mine.taps["hidden.\(layer)"], let b = its.taps["hidden.\(other)"], a.shape == b.shape {
          let cosine = try (a * b).sum([2]) / (a.norm([2]) * b.norm([2]) + 1e-8)
          result.hidden = 1 - (try cosine.mean().item())
        }
      }
      return result
    }
  }

  /// The likeliest tokens of both, each once.
  private func guesses(
    _ student: Tensor, _ teacher: Tensor?, _ temperature: Double
  ) throws -> [SentenceReading.Guess] {
    func shares(_ logits: Tensor) throws -> [Float] {
      try withoutGradients { try (logits / temperature).softmax(1).floats() }
    }
    let (mine, its) = (try shares(student), try teacher.map(shares))
    func best(_ shares: [Float]) -> [Int] {
      Array(shares.indices.sorted { shares[$0] > shares[$1] }.prefix(SentenceReader.guesses))
    }
    var seen: Set<Int> = []
    let chosen = ((its.map(best) ?? []) + best(mine)).filter { seen.insert($0).inserted }
    let names = texts.tokenizer.vocabulary.tokens
    return chosen.map { token in
      SentenceReading.Guess(
        token: names.indices.contains(token) ? names[token] : "#\(token)", teacher: its.map { Double($0[token]) },
        student: Double(mine[token]))
    }
  }
}
