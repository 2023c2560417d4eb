import Foundation
import RunModel
import TerminalUI

/// Where teacher and student look while they read one sentence, head by head; how far apart their layers are; and what they
/// guess in the place of a masked word.
struct AttentionPanel: Panel {
  static let id = PanelID("attention")
  var id: PanelID { Self.id }
  var title: String { "attention" }

  static func isAvailable(in view: RunView) -> Bool { AttentionData.hasMaps(in: view) }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .grid, minimum: 8, ideal: 40) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let data = AttentionData(scene.view, layer: scene.state.reading.layer, head: scene.state.reading.head)
    let dot = " \(scene.symbols.separator) "
    canvas.box(
      rect, title: [title, data.place].filter { !$0.isEmpty }.joined(separator: dot), trailing: nil, focused: focused)
    canvas.draw(in: rect.inner) { canvas in
      var y = 0
      if let written = scene.state.reading.text {
        canvas.put("read: \(written)▏", at: Point(x: 0, y: y), style: Style.accent, maxWidth: rect.inner.width)
        y += 1
      }
      let notes = AttentionNotes(data, scene, width: rect.inner.width)
      let room = max(1, rect.inner.height - y - notes.count)
      y += maps(data, scene, width: rect.inner.width, height: room, y: y, on: &canvas)
      notes.draw(y: y, height: rect.inner.height - y, on: &canvas)
    }
  }

  /// Draws both maps beside each other, a row a token that looks and a column a token that is looked at.
  /// - Returns: rows used.
  private func maps(
    _ data: AttentionData, _ scene: Scene, width: Int, height: Int, y: Int, on canvas: inout Canvas
  ) -> Int {
    let length = data.length
    guard length > 0, height > 1 else { return 0 }
    let labels = min(12, max(4, data.tokens.map { Text.width($0) }.max() ?? 4), max(0, width / 6))
    let both = data.teacher != nil
    let room = max(1, (width - labels - 1 - (both ? 3 : 0)) / (both ? 2 : 1))
    let cell = room >= 2 * length ? 2 : 1
    let columns = min(length, room / cell)
    let rows = min(length, height - 1)
    let left = labels + 1
    let right = left + columns * cell + 3
    if both { canvas.put("teacher", at: Point(x: left, y: y), style: .teacher, maxWidth: columns * cell) }
    canvas.put("student", at: Point(x: both ? right : left, y: y), style: .student, maxWidth: columns * cell)
    for row in 0..<rows {
      let line = y + 1 + row
      let token = data.tokens.indices.contains(row) ? data.tokens[row] : ""
      canvas.put(
        token, at: Point(x: 0, y: line), style: row == data.masked ? Style.accent.bold : .muted, maxWidth: labels)
      for column in 0..<columns {
        func put(_ map: [Float], _ start: Int) {
          let share = Double(map[row * length + column]) / data.most
          canvas.put(
            AttentionPanel.shade(share, cell, scene.symbols), at: Point(x: start + column * cell, y: line),
            style: Style(.heat(share)))
        }
        if let teacher = data.teacher { put(teacher, left) }
        if let student = data.student { put(student, both ? right : left) }
      }
    }
    return rows + 1
  }

  /// A cell for a level from 0 to 1: also without colours more is darker.
  private static func shade(_ level: Double, _ width: Int, _ symbols: SymbolSet) -> String {
    let steps: [Character] = symbols == .ascii ? [".", ":", "+", "*", "#"] : ["·", "░", "▒", "▓", "█"]
    let place = level.isFinite ? min(max(Int(level * Double(steps.count)), 0), steps.count - 1) : 0
    return place == 0 && width == 2 ? "\(steps[0]) " : String(repeating: steps[place], count: width)
  }
}

/// What stands below the maps.
private struct AttentionNotes {
  private let lines: [[(text: String, style: Style)]]
  var count: Int { lines.count }

  init(_ data: AttentionData, _ scene: Scene, width: Int) {
    var lines: [[(text: String, style: Style)]] = []
    func share(_ value: Double?) -> String { value.map { Format.share($0) } ?? "-" }
    let layers = data.layers.map { layer in
      "\(layer.teacher)▸\(layer.student) att \(share(layer.attention)) hid \(share(layer.hidden))"
    }
    var line = ""
    for (index, text) in layers.enumerated() {
      let next = line.isEmpty ? "layers apart: " + text : line + "   " + text
      if Text.width(next) > width, !line.isEmpty {
        lines.append([(line, .muted)])
        line = text
      } else {
        line = next
      }
      if index == layers.count - 1 { lines.append([(line, .muted)]) }
    }
    if let masked = data.masked, data.tokens.indices.contains(masked), !data.guesses.isEmpty {
      lines.append([
        ("in the place of ", .muted), (data.tokens[masked], Style.accent.bold),
        (" at T \(Knob.text(data.temperature)):", .muted),
      ])
      for guess in data.guesses {
        let name = guess.token.padding(toLength: 14, withPad: " ", startingAt: 0)
        lines.append([
          ("  \(name) ", .text), ("teacher \(share(guess.teacher)) ", .teacher),
          ("student \(share(guess.student))", .student),
        ])
      }
    }
    self.lines = lines
  }

  func draw(y: Int, height: Int, on canvas: inout Canvas) {
    for (index, line) in lines.prefix(max(0, height)).enumerated() {
      canvas.put(line, at: Point(x: 0, y: y + index))
    }
  }
}
