import RunModel
import TerminalUI

/// Which layer and head are shown of what language models make of a sentence.
struct SentenceView: Equatable, Sendable {
  /// The student's, from 0.
  var layer = 0
  var head = 0
}

extension DashboardState {
  mutating func performSentence(_ action: KeyAction, _ scene: Scene, now: Double) {
    let extent = SentenceData.extent(in: scene.view)
    guard extent.layers > 0, extent.heads > 0 else {
      say(.info, "no language model has read a sentence in this run yet", now: now)
      return
    }
    func moved(_ place: Int, _ count: Int, by steps: Int) -> Int { ((place + steps) % count + count) % count }
    if action == .writeSentence, !canTrain(scene, now: now) { return }
    // A key that changes what is not seen would only confuse.
    show(.inspect)
    switch action {
    case .nextHead: sentence.head = moved(sentence.head, extent.heads, by: 1)
    case .previousHead: sentence.head = moved(sentence.head, extent.heads, by: -1)
    case .nextLayer: sentence.layer = moved(sentence.layer, extent.layers, by: 1)
    case .previousLayer: sentence.layer = moved(sentence.layer, extent.layers, by: -1)
    default: prompt = TextPrompt(purpose: .sentence)
    }
  }
}
