import Foundation
import RunModel
import TerminalUI

/// How far apart teacher and student are on a sentence, layer by layer: where they look, and what they make of it.
struct LayersPanel: Panel {
  var id: PanelID { .layersApart }
  var title: String { "layers apart" }

  func slot(in view: RunView) -> PanelSlot {
    let count = min(view.sentence?.layers.count ?? 1, 24)
    return PanelSlot(id, .left, minimum: 4, ideal: count + 3)
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let data = SentenceData(scene.view, scene.state.sentence)
    let inner = canvas.box(rect, title: title, trailing: "0 is alike", focused: focused).inset(1, 0)
    guard !data.layers.isEmpty else {
      MissingData.draw("there is no teacher that reads sentences to compare with", scene, in: inner, on: &canvas)
      return
    }
    let isRoomy = inner.width >= 48
    let names = isRoomy ? 16 : 7
    let bars = inner.split(after: names)
    for (index, heading) in ["attention", isRoomy ? "hidden state" : "hidden"].enumerated() {
      canvas.put(heading, at: bars[index].origin, style: .muted, maxWidth: bars[index].width)
    }
    canvas.put(isRoomy ? "student, teacher" : "S, T", at: inner.origin, style: .muted, maxWidth: names)
    // The layer that is shown stays in sight.
    let room = max(1, inner.height - 1)
    let chosen = data.layers.firstIndex { $0.student == data.layer } ?? 0
    let first = min(max(0, chosen - room / 2), max(0, data.layers.count - room))
    for (row, layer) in data.layers.dropFirst(first).prefix(room).enumerated() {
      let y = inner.y + 1 + row
      let isShown = layer.student == data.layer
      if isShown { canvas.put(String(scene.symbols.pointer), at: Point(x: inner.x, y: y), style: Style.accent.bold) }
      canvas.put(
        "\(layer.student), \(layer.teacher)", at: Point(x: inner.x + 2, y: y), style: isShown ? Style.text.bold : .text,
        maxWidth: names - 2)
      // A hidden state may point the other way: 1 − cosine reaches 2.
      for (rect, value, full) in [(bars[0], layer.attention, 1.0), (bars[1], layer.hidden, 2.0)] {
        ShareBar.draw(value, of: full, .student, in: Rect(x: rect.x, y: y, width: rect.width, height: 1), on: &canvas)
      }
    }
  }
}

extension Rect {
  /// Two equal columns after so many cells, with a gap between them.
  fileprivate func split(after names: Int) -> [Rect] {
    let left = min(names, max(0, width - 8))
    let half = max(0, (width - left - 3) / 2)
    return [0, 1].map { Rect(x: x + left + 1 + $0 * (half + 2), y: y, width: half, height: 1) }
  }
}

/// A bar with its number behind it.
enum ShareBar {
  /// - Parameters:
  ///   - value: nil and what is not finite are `-`.
  ///   - full: what fills the bar.
  static func draw(_ value: Double?, of full: Double, _ style: Style, in rect: Rect, on canvas: inout Canvas) {
    guard let value, value.isFinite else {
      if rect.width > 0 { canvas.putRight("-", endingAt: rect.maxX, y: rect.y, style: .muted) }
      return
    }
    let blocks = canvas.symbols.leftBlocks
    let track = rect.width - 5
    if track > 0, let whole = blocks.last {
      let parts = Int((min(max(value / full, 0), 1) * Double(track * blocks.count)).rounded())
      let rest = parts % blocks.count
      let text = String(repeating: whole, count: parts / blocks.count) + (rest > 0 ? String(blocks[rest - 1]) : "")
      canvas.put(text, at: rect.origin, style: style)
    }
    if rect.width >= 4 { canvas.putRight(text(value), endingAt: rect.maxX, y: rect.y, style: .text) }
  }

  /// `.46`; one in many thousand words as `3e-4`.
  private static func text(_ value: Double) -> String {
    guard value > 0, value < 0.005 else { return Format.share(value) }
    let text = String(format: "%.0e", value)
    return text.replacing("e-0", with: "e-")
  }
}
