import RunModel
import TerminalUI

/// Which layer and head of the sentence that is read are shown, and the sentence being written.
struct SentenceView: Equatable, Sendable {
  static let longest = 200

  var layer = 0
  var head = 0
  /// What is written so far; nil when nobody writes.
  var text: String?
}

extension DashboardState {
  mutating func performReading(
    _ action: KeyAction, key: KeyEvent, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    let extent = AttentionData.extent(in: scene.view)
    guard extent.layers > 0, extent.heads > 0 else {
      reading.text = nil
      return []
    }
    func moved(_ place: Int, _ count: Int, by steps: Int) -> Int { ((place + steps) % count + count) % count }
    switch action {
    case .nextHead: reading.head = moved(reading.head, extent.heads, by: 1)
    case .previousHead: reading.head = moved(reading.head, extent.heads, by: -1)
    case .nextLayer: reading.layer = moved(reading.layer, extent.layers, by: 1)
    case .previousLayer: reading.layer = moved(reading.layer, extent.layers, by: -1)
    case .writeSentence:
      guard canTrain(scene, now: now) else { return [] }
      focus = AttentionPanel.id
      reading.text = ""
    case .writeCharacter:
      if let character = key.typed, let text = reading.text, text.count < SentenceView.longest {
        reading.text = text + String(character)
      }
    case .eraseWritten:
      if reading.text?.isEmpty == false { reading.text?.removeLast() } else { reading.text = nil }
    case .readWritten:
      let text = reading.text ?? ""
      reading.text = nil
      guard text.contains(where: { !$0.isWhitespace }) else { return [] }
      return [.send(Command(.readSentence(text), from: .keyboard))]
    default: reading.text = nil
    }
    return []
  }
}
