/// What two language models make of one sentence, but for where they look: the body of a `Tag.sentence` event. Maps of attention
/// are tensors, `Tag.sentenceAttention`.
public struct SentenceReading: Sendable, Equatable, Codable {
  /// A layer of the student and the one of the teacher it is compared with, from 1.
  public struct Layer: Sendable, Equatable, Codable {
    public var teacher: Int
    public var student: Int
    /// Half the sum of differences between both networks' attention, mean over heads and tokens, 0…1; nil where they have
    /// another number of heads.
    public var attention: Double?
    /// 1 − cosine of the hidden states, mean over tokens, 0…2; nil where they are of another width.
    public var hidden: Double?

    public init(teacher: Int, student: Int, attention: Double?, hidden: Double?) {
      self.teacher = teacher
      self.student = student
      self.attention = attention
      self.hidden = hidden
    }
  }

  /// A token in the place of a masked one, with the probabilities the networks give it.
  public struct Guess: Sendable, Equatable, Codable {
    public var token: String
    /// At the temperature of the reading; nil without a teacher that guesses.
    public var teacher: Double?
    public var student: Double

    public init(token: String, teacher: Double?, student: Double) {
      self.token = token
      self.teacher = teacher
      self.student = student
    }
  }

  /// As asked for.
  public var text: String
  /// As the networks read it, `[CLS]` first. May come from a file: strip control characters before drawing.
  public var tokens: [String]
  public var layers: [Layer]
  /// The place of the masked token; nil where nothing is guessed.
  public var masked: Int?
  /// The likeliest tokens of both networks, the teacher's first.
  public var guesses: [Guess]
  /// The temperature the guesses are softened with.
  public var temperature: Double

  public init(
    text: String, tokens: [String], layers: [Layer] = [], masked: Int? = nil, guesses: [Guess] = [],
    temperature: Double = 1
  ) {
    self.text = text
    self.tokens = tokens
    self.layers = layers
    self.masked = masked
    self.guesses = guesses
    self.temperature = temperature
  }
}

extension SentenceReading: StructuredText {
  var bounded: SentenceReading {
    SentenceReading(
      text: LogLimits.text(text), tokens: tokens.prefix(LogLimits.list).map(LogLimits.name),
      layers: layers.prefix(LogLimits.list).map {
        Layer(
          teacher: LogLimits.count($0.teacher), student: LogLimits.count($0.student), attention: $0.attention,
          hidden: $0.hidden)
      },
      masked: masked.map(LogLimits.count),
      guesses: guesses.prefix(LogLimits.list).map {
        Guess(token: LogLimits.name($0.token), teacher: $0.teacher, student: $0.student)
      }, temperature: temperature)
  }
}

extension RunView {
  /// The latest reading of a sentence by now; nil for a log without any.
  public var sentence: SentenceReading? { store.sentences.latest(at: position) }
}
