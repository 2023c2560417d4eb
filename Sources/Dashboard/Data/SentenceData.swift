import RunModel
import TerminalUI

/// What language models make of a sentence, as panels show it: one head of one layer of the student, and of the teacher's layer
/// it is compared with; every layer; the guesses.
struct SentenceData {
  /// Tokens, layers and guesses shown at most; a log from anywhere may name any number.
  private static let longest = 64

  /// One head's attention.
  struct Map: Equatable {
    /// Probabilities `[length · length]`, a row a token that looks.
    var values: [Float]
    /// From 1, of how many.
    var layer: Int
    var layers: Int
    var head: Int
    var heads: Int

    func share(_ row: Int, _ column: Int, _ length: Int) -> Double {
      let value = Double(values[row * length + column])
      return value.isFinite ? min(max(value, 0), 1) : 0
    }
  }

  var tokens: [String] = []
  var length = 0
  var teacher: Map?
  var student: Map?
  /// The largest share in both maps: what the brightest cell stands for.
  var most = 1.0
  var layers: [SentenceReading.Layer] = []
  /// The student's layer that is shown, from 1.
  var layer = 1
  var masked: Int?
  var guesses: [SentenceReading.Guess] = []
  var temperature = 1.0

  static func hasMaps(in view: RunView) -> Bool { maps("student", in: view) != nil }

  /// Layers and heads there are to choose from.
  static func extent(in view: RunView) -> (layers: Int, heads: Int) {
    maps("student", in: view).map { ($0.shape[0], $0.shape[1]) } ?? (0, 0)
  }

  init(_ view: RunView, _ choice: SentenceView) {
    guard let mine = SentenceData.maps("student", in: view) else { return }
    length = mine.shape[2]
    let (place, head) = (choice.layer % mine.shape[0], choice.head % mine.shape[1])
    layer = place + 1
    student = SentenceData.map(mine, place, head)
    let reading = view.sentence
    layers = Array((reading?.layers ?? []).prefix(SentenceData.longest))
    if let its = SentenceData.maps("teacher", in: view), its.shape[2] == length {
      let pair = layers.first { $0.student == layer }
      let other = min(max((pair?.teacher ?? layer * its.shape[0] / mine.shape[0]) - 1, 0), its.shape[0] - 1)
      teacher = SentenceData.map(its, other, head * its.shape[1] / mine.shape[1])
    }
    let values = (student?.values ?? []) + (teacher?.values ?? [])
    most = max(1e-6, Double(values.filter(\.isFinite).max() ?? 1))
    guard let reading else { return }
    func brief(_ token: String) -> String { Format.brief(token, scalars: 24) }
    tokens = reading.tokens.prefix(SentenceData.longest).map(brief)
    masked = reading.masked.flatMap { tokens.indices.contains($0) ? $0 : nil }
    guesses = reading.guesses.prefix(SentenceData.longest).map {
      SentenceReading.Guess(token: brief($0.token), teacher: $0.teacher, student: $0.student)
    }
    temperature = reading.temperature
  }

  private static func maps(_ role: String, in view: RunView) -> TensorValue? {
    guard let maps = view.tensor(Tag.sentenceAttention(role), rank: 4), maps.shape[2] == maps.shape[3],
      maps.shape[2] <= longest
    else { return nil }
    return maps
  }

  private static func map(_ maps: TensorValue, _ layer: Int, _ head: Int) -> Map {
    let area = maps.shape[2] * maps.shape[3]
    let head = min(head, maps.shape[1] - 1)
    let start = (layer * maps.shape[1] + head) * area
    let scale: Float = maps.isBytes ? 255 : 1
    return Map(
      values: maps.values[start..<start + area].map { $0 / scale }, layer: layer + 1, layers: maps.shape[0],
      head: head + 1, heads: maps.shape[1])
  }
}
