import RunModel
import TerminalUI

/// Notes, pictures of the screen, sentences to read: what a line of text is typed for.
extension DashboardState {
  mutating func performPrompt(
    _ action: KeyAction, key: KeyEvent, _ scene: Scene, now: Double
  ) -> [DashboardAction] {
    switch action {
    case .writeNote: beginNote(scene, now: now)
    case .savePicture: prompt = TextPrompt(purpose: .picture, text: pictureName(scene))
    case .typeText:
      if let character = key.typed { prompt?.type(character) }
    case .eraseText:
      if prompt?.text.isEmpty == false { prompt?.text.removeLast() } else { prompt = nil }
    case .applyText: return applyPrompt(scene)
    default: prompt = nil
    }
    return []
  }

  private mutating func beginNote(_ scene: Scene, now: Double) {
    if let refusal = noteRefusal {
      say(.error, refusal, now: now)
      return
    }
    prompt = TextPrompt(purpose: .note(step: charts.cursor ?? scene.view.step))
  }

  private mutating func applyPrompt(_ scene: Scene) -> [DashboardAction] {
    guard let prompt else { return [] }
    self.prompt = nil
    let text = String(prompt.text.trimmingPrefix { $0.isWhitespace })
    guard !text.isEmpty else { return [] }
    switch prompt.purpose {
    case .note(let step):
      let note = Note(text, step: step)
      // A trainer writes the log itself, until it has ended.
      let isTraining = mode == .live && scene.view.status?.isOver != true
      return [isTraining ? .send(Command(.note(note), from: .keyboard)) : .write(note)]
    case .picture: return [.savePicture(file: text)]
    case .sentence: return [.send(Command(.readSentence(text), from: .keyboard))]
    }
  }

  /// `digits-kd-step-1412.svg`.
  private func pictureName(_ scene: Scene) -> String {
    let run = scene.view.description.map { "\($0.dataset)-\($0.method)" } ?? "kdtop"
    let name = String(
      run.unicodeScalars.prefix(60).map {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? Character($0) : "-"
      })
    return "\(name)-step-\(scene.view.step).svg"
  }
}
