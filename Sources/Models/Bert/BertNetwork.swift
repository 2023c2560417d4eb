import Torch

/// BERT or DistilBERT as a network that tells classes of sentences apart, and that guesses masked tokens where a method wants
/// that: one encoder under two heads.
///
/// It sees tokens packed into one tensor, `[batch, 2, length]` or `[batch, 3, length]`, int64 (`TokenBatch.packed`). Taps are
/// those of `Bert`.
public final class BertNetwork: Network {
  /// The encoder with the head that tells classes apart.
  public let classifier: Bert
  /// The same encoder with the head that guesses tokens; nil where nobody asked for it.
  public let guesser: Bert?
  /// Whether nobody has trained the guessing head yet.
  public let guessesAreFresh: Bool

  /// - Parameters:
  ///   - classifier: with a classifier on top.
  ///   - given: the guessing head's tensors, as far as there are any; nil for a network that guesses nothing.
  init(
    _ classifier: Bert, guessing given: BertWeights?, weights: RandomGenerator, dropout: RandomGenerator
  ) throws {
    self.classifier = classifier
    guard let given else {
      (guesser, guessesAreFresh) = (nil, false)
      return
    }
    let parameters = classifier.config.parameters(.maskedLanguage)
    var shared = given
    for parameter in parameters where parameter.isEncoder {
      shared.tensors[parameter.key] = classifier.tensor(parameter.key)
    }
    guessesAreFresh = parameters.contains { shared.tensors[$0.key] == nil }
    guesser = try Bert(classifier.config, head: .maskedLanguage, shared, fresh: weights, dropout: dropout)
  }

  /// One with fresh weights.
  /// - Throws: `BertConfigError`, `EngineError`.
  public convenience init(
    _ config: BertConfig, classes: Int, guesses: Bool, weights: RandomGenerator, dropout: RandomGenerator
  ) throws {
    let bert = try Bert(config, head: .classification(labels: classes), weights: weights, dropout: dropout)
    try self.init(bert, guessing: guesses ? BertWeights() : nil, weights: weights, dropout: dropout)
  }

  /// One that others trained; a head that the file does not have, or that tells other classes apart, is fresh.
  /// - Throws: as `HuggingFaceDirectory.read`.
  public convenience init(
    _ directory: HuggingFaceDirectory, classes: Int, guesses: Bool, weights: RandomGenerator, dropout: RandomGenerator
  ) throws {
    let head = BertHead.classification(labels: classes)
    var bert: Bert
    if case .classification(let saved) = directory.savedHead, saved != classes {
      let other = try directory.read(weights: weights, dropout: dropout).network
      var given = BertWeights()
      for parameter in other.config.parameters(head) where !parameter.key.hasPrefix("classifier.") {
        given.tensors[parameter.key] = other.tensor(parameter.key)
      }
      bert = try Bert(directory.config, head: head, given, fresh: weights, dropout: dropout)
    } else {
      bert = try directory.read(head: head, weights: weights, dropout: dropout).network
    }
    var given: BertWeights?
    if guesses {
      given = BertWeights()
      if directory.savedHead == .maskedLanguage {
        let other = try directory.read(weights: weights, dropout: dropout).network
        for parameter in other.config.parameters(.maskedLanguage) where !parameter.isEncoder {
          given?.tensors[parameter.key] = other.tensor(parameter.key)
        }
      }
    }
    try self.init(bert, guessing: given, weights: weights, dropout: dropout)
  }

  /// A student that begins with its teacher's weights as far as the sizes allow (`BertStudent.make`).
  /// - Throws: `BertSpecError`, `BertConfigError`, `EngineError`.
  public convenience init(
    studentOf teacher: BertNetwork, _ spec: BertSpec, classes: Int, guesses: Bool, weights: RandomGenerator,
    dropout: RandomGenerator
  ) throws {
    let bert = try BertStudent.make(
      from: teacher.classifier, spec, head: .classification(labels: classes), weights: weights, dropout: dropout)
    var given = BertWeights()
    if let source = teacher.guesser, BertStudent.canCopy(bert.config, source.config) {
      for parameter in bert.config.parameters(.maskedLanguage) where !parameter.isEncoder {
        guard let tensor = source.tensor(parameter.key), tensor.shape == parameter.shape else { continue }
        given.tensors[parameter.key] = try withoutGradients { () throws(EngineError) in try tensor.clone().detached() }
      }
    }
    try self.init(bert, guessing: guesses ? given : nil, weights: weights, dropout: dropout)
  }

  public var config: BertConfig { classifier.config }
  public var tapNames: [String] { classifier.tapNames }

  /// The encoder's and the classifier's, then what the guessing head has of its own.
  public var namedParameters: [(name: String, tensor: Tensor)] { classifier.namedParameters + guessingParameters }

  /// Of the guessing head alone; the word vectors belong to the encoder.
  public var guessingParameters: [(name: String, tensor: Tensor)] {
    guard let guesser else { return [] }
    let own = Set(
      config.parameters(.maskedLanguage).filter { !$0.isEncoder }.map { config.savedName($0, .maskedLanguage) })
    return guesser.namedParameters.filter { own.contains($0.name) }
  }

  public var training: Bool {
    get { classifier.training }
    set {
      classifier.training = newValue
      guesser?.training = newValue
    }
  }

  public func setNoise(_ noise: NetworkNoise) {
    classifier.setNoise(noise)
    guesser?.setNoise(noise)
  }

  /// - Parameter images: packed tokens.
  public func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    let output = try classifier.forward(
      TokenBatch(packed: images), LanguageRequest(taps: request.taps, needsLogits: request.needsLogits))
    return NetworkOutput(logits: output.logits, taps: output.taps)
  }

  /// What it makes of tokens, with guesses for logits: `[batch, length, vocabulary]`, or `[n, vocabulary]` for the positions
  /// asked for.
  public func guess(_ tokens: TokenBatch, _ request: LanguageRequest = LanguageRequest()) throws -> LanguageOutput {
    guard let guesser else { throw NetworkError.noLogits }
    return try guesser.forward(tokens, request)
  }

  /// The guessing head's answers `[n, vocabulary]` at positions of states `[batch, length, hidden]`; a gradient leads to the
  /// head's own parameters (`guessingParameters`) and to the states, not to the word vectors.
  public func guesses(from states: Tensor, positions: Tensor) throws -> Tensor {
    guard let logits = try guesser?.guesses(from: states, positions: positions) else { throw NetworkError.noLogits }
    return logits
  }

  /// Puts the weights of a file into the network, over all spellings that a model's directory may have. A file without the
  /// guessing head leaves that as it is.
  /// - Throws: `PretrainedError`, `SafetensorsError`, `EngineError`.
  public func loadWeights(_ file: SafetensorsFile) throws {
    let head = classifier.head
    let own = config.parameters(head)
    let guessing = guesser == nil ? [] : config.parameters(.maskedLanguage).filter { !$0.isEncoder }
    var names = BertNames(file.entries.map(\.name))
    let sources = names.match(
      own + guessing, shape: { (try? file.entry($0).shape) ?? [] },
      optional: { parameter in guessing.contains { $0.key == parameter.key } })
    guard names.problems.isEmpty else {
      throw PretrainedError(
        path: file.name, problem: .weights(Array(names.problems.prefix(5)), count: names.problems.count))
    }
    for (key, source) in sources {
      guard let tensor = classifier.tensor(key) ?? guesser?.tensor(key) else { continue }
      let saved = try file.tensor(source)
      try withoutGradients { () throws(EngineError) in
        try tensor.copy(from: saved.dtype == .float32 ? saved : saved.to(.float32))
      }
    }
  }
}

extension TokenBatch {
  /// Out of one tensor: `[batch, 2, length]`, ids and mask, or `[batch, 3, length]` with token types.
  /// - Throws: `TokenBatchError`, `EngineError`.
  public init(packed: Tensor) throws {
    guard packed.rank == 3, packed.size(1) == 2 || packed.size(1) == 3 else {
      throw TokenBatchError.shape("tokens", expected: "[batch, 2 or 3, length]", found: packed.shape)
    }
    self.init(
      ids: try packed.select(1, 0).contiguous(), mask: try packed.select(1, 1).contiguous(),
      types: packed.size(1) == 3 ? try packed.select(1, 2).contiguous() : nil)
  }

  /// As one tensor, which `init(packed:)` takes apart.
  public var packed: Tensor {
    get throws(EngineError) { try Tensor.stack([ids, mask] + (types.map { [$0] } ?? []), 1) }
  }
}
