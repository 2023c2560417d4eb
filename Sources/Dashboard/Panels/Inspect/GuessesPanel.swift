import RunModel
import TerminalUI

/// What teacher and student guess in the place of a masked word: the likeliest tokens of both, as probable as they are at the
/// temperature of the reading.
struct GuessesPanel: Panel {
  var id: PanelID { .guesses }
  var title: String { "guesses" }

  static func isAvailable(in view: RunView) -> Bool { view.sentence.map { !$0.guesses.isEmpty } ?? false }

  func slot(in view: RunView) -> PanelSlot {
    PanelSlot(id, .left, minimum: 6, ideal: min(view.sentence?.guesses.count ?? 1, 12) + 4)
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let data = SentenceData(scene.view, scene.state.sentence)
    let inner = canvas.box(rect, title: title, trailing: "T \(Knob.text(data.temperature))", focused: focused).inset(
      1, 0)
    guard inner.height > 2, inner.width > 8 else { return }
    draw(sentence(data), in: inner, on: &canvas)
    let hasTeacher = data.guesses.contains { $0.teacher != nil }
    let roles = hasTeacher ? InspectPanel.roles : InspectPanel.roles.suffix(1)
    let names = min(data.guesses.map { Text.width($0.token) }.max() ?? 1, max(6, inner.width / 4))
    let width = max(0, (inner.width - names - 1 - 2 * (roles.count - 1)) / roles.count)
    func bar(_ index: Int, _ y: Int) -> Rect {
      Rect(x: inner.x + names + 1 + index * (width + 2), y: y, width: width, height: 1)
    }
    for (index, role) in roles.enumerated() {
      canvas.put(role.name, at: bar(index, inner.y + 1).origin, style: role.style.bold, maxWidth: width)
    }
    let most = data.guesses.flatMap { [$0.teacher ?? 0, $0.student] }.filter(\.isFinite).max() ?? 1
    let full = [1e-4, 1e-3, 0.01, 0.1, 0.2, 0.5].first { most <= $0 } ?? 1
    for (row, guess) in data.guesses.prefix(inner.height - 2).enumerated() {
      let y = inner.y + 2 + row
      canvas.put(guess.token, at: Point(x: inner.x, y: y), maxWidth: names)
      for (index, role) in roles.enumerated() {
        let share = role.name == "teacher" ? guess.teacher : guess.student
        ShareBar.draw(share, of: full, role.style, in: bar(index, y), on: &canvas)
      }
    }
  }

  /// The sentence with the place to guess marked.
  private func sentence(_ data: SentenceData) -> [(text: String, style: Style)] {
    data.tokens.enumerated().map { index, token in
      guard index == data.masked else { return (token + " ", .muted) }
      return (token.hasPrefix("[") ? token + " " : "[\(token)] ", Style.accent.bold)
    }
  }

  /// As much of it as has room, the marked place among it.
  private func draw(_ pieces: [(text: String, style: Style)], in rect: Rect, on canvas: inout Canvas) {
    var shown = pieces
    while let place = shown.firstIndex(where: { $0.style != .muted }), place > 0,
      LinePieces.width(Array(shown[...place])) > rect.width
    {
      shown.removeFirst()
    }
    canvas.put(shown, at: rect.origin, maxWidth: rect.width)
  }
}
