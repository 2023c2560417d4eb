import RunModel
import TerminalUI

/// What the attention panel shows: one head of one layer of the student, and of the teacher's layer it is compared with.
struct AttentionData {
  /// Tokens shown at most; a log from anywhere may name any number.
  private static let longest = 64

  var tokens: [String] = []
  /// Probabilities `[length · length]`, a row a token that looks.
  var teacher: [Float]?
  var student: [Float]?
  var length = 0
  /// The largest of both, what the darkest cell stands for.
  var most = 1.0
  /// Which layer and head, for people.
  var place = ""
  var layers: [SentenceReading.Layer] = []
  var masked: Int?
  var guesses: [SentenceReading.Guess] = []
  var temperature = 1.0

  static func hasMaps(in view: RunView) -> Bool { maps("student", in: view) != nil }

  /// Layers and heads there are to choose from.
  static func extent(in view: RunView) -> (layers: Int, heads: Int) {
    maps("student", in: view).map { ($0.shape[0], $0.shape[1]) } ?? (0, 0)
  }

  init(_ view: RunView, layer: Int, head: Int) {
    guard let mine = AttentionData.maps("student", in: view) else { return }
    let reading = view.sentence
    length = mine.shape[2]
    let (layer, head) = (layer % mine.shape[0], head % mine.shape[1])
    student = AttentionData.map(mine, layer, head)
    layers = Array((reading?.layers ?? []).prefix(AttentionData.longest))
    let pair = layers.first { $0.student == layer + 1 }
    place = "layer \(layer + 1) of \(mine.shape[0])"
    if let its = AttentionData.maps("teacher", in: view), its.shape[2] == length {
      let other = min(max((pair?.teacher ?? (layer + 1) * its.shape[0] / mine.shape[0]) - 1, 0), its.shape[0] - 1)
      teacher = AttentionData.map(its, other, head * its.shape[1] / mine.shape[1])
      place += " ▸ the teacher's \(other + 1) of \(its.shape[0])"
    }
    place += ", head \(head + 1) of \(mine.shape[1])"
    most = max(1e-6, Double(((student ?? []) + (teacher ?? [])).filter(\.isFinite).max() ?? 1))
    guard let reading else { return }
    tokens = reading.tokens.prefix(AttentionData.longest).map { Text.sanitized(String($0.prefix(24))) }
    masked = reading.masked
    guesses = reading.guesses.prefix(12).map {
      SentenceReading.Guess(
        token: Text.sanitized(String($0.token.prefix(24))), teacher: $0.teacher, student: $0.student)
    }
    temperature = reading.temperature
  }

  private static func maps(_ role: String, in view: RunView) -> TensorValue? {
    guard let maps = view.store.tensors[RunStore.Key(Tag.attention(role))]?.latest(at: view.position),
      maps.shape.count == 4, maps.shape.allSatisfy({ $0 > 0 }), maps.shape[2] == maps.shape[3],
      maps.shape[2] <= longest, maps.matchesShape
    else { return nil }
    return maps
  }

  private static func map(_ maps: TensorValue, _ layer: Int, _ head: Int) -> [Float] {
    let area = maps.shape[2] * maps.shape[3]
    let start = (layer * maps.shape[1] + min(head, maps.shape[1] - 1)) * area
    return Array(maps.values[start..<start + area])
  }
}
