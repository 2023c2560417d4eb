import RunModel
import TerminalUI

/// Where teacher and student look while they read one sentence: one head of one layer each, side by side.
struct SentencePanel: Panel {
  var id: PanelID { .sentence }
  var title: String { "sentence" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 8, ideal: 60) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let data = SentenceData(scene.view, scene.state.sentence)
    // Which one is shown is said where there is no room for it above the maps, too.
    let place = data.student.map { " \(scene.symbols.separator) layer \($0.layer), head \($0.head)" } ?? ""
    let inner = canvas.box(
      rect, title: title + place, trailing: "who looks down, at what across", focused: focused
    ).inset(1, 0)
    guard data.length > 0, inner.height > 2, inner.width > 12 else { return }
    let grid = AttentionGrid(data, in: inner)
    grid.draw(data, on: &canvas)
  }
}

/// Where the cells of both maps stand: a row a token that looks, a column a token that is looked at.
private struct AttentionGrid {
  private let rect: Rect
  private let labels: Int
  private let cell: Int
  private let rows: Int
  private let columns: Int
  private let gap = 2
  private let maps: [(role: (name: String, style: Style), map: SentenceData.Map)]

  init(_ data: SentenceData, in rect: Rect) {
    self.rect = rect
    maps = zip(InspectPanel.roles, [data.teacher, data.student]).compactMap { role, map in map.map { (role, $0) } }
    labels = min(data.tokens.map { Text.width($0) }.max() ?? 4, max(4, rect.width / 6))
    let room = (rect.width - labels - 1 - gap * (maps.count - 1)) / max(1, maps.count)
    // Cells that are wider than high say no more.
    cell = min(4, max(1, room / data.length))
    columns = min(data.length, max(0, room / cell))
    rows = min(data.length, rect.height - 2)
  }

  func draw(_ data: SentenceData, on canvas: inout Canvas) {
    for row in 0..<rows {
      canvas.put(
        data.tokens.indices.contains(row) ? data.tokens[row] : "", at: Point(x: rect.x, y: rect.y + 2 + row),
        style: row == data.masked ? Style.accent.bold : .muted, maxWidth: labels)
    }
    for (index, entry) in maps.enumerated() {
      draw(entry.map, of: entry.role, data, x: rect.x + labels + 1 + index * (columns * cell + gap), on: &canvas)
    }
  }

  private func draw(
    _ map: SentenceData.Map, of role: (name: String, style: Style), _ data: SentenceData, x: Int,
    on canvas: inout Canvas
  ) {
    let layer = "\(map.layer)/\(map.layers)"
    let width = max(columns * cell, maps.count == 1 ? rect.width - labels - 1 : 0)
    let captions = [
      "layer \(map.layer) of \(map.layers), head \(map.head) of \(map.heads)", "\(layer) head \(map.head)", layer,
    ]
    let caption = captions.first { role.name.count + 1 + $0.count <= width } ?? ""
    InspectPanel.caption(role, caption, at: Point(x: x, y: rect.y), width: width, on: &canvas)
    for column in 0..<columns {
      // As much of the token as there is room for; a piece of a word without its marks.
      let token = data.tokens.indices.contains(column) ? data.tokens[column] : ""
      let name = token.hasPrefix("##") ? String(token.dropFirst(2)) : token
      canvas.put(
        String(name.prefix(max(1, cell - 1))), at: Point(x: x + column * cell, y: rect.y + 1),
        style: column == data.masked ? Style.accent.bold : .muted, maxWidth: cell)
      for row in 0..<rows {
        // Small shares are most of what there is: the root brings them out.
        let level = (map.share(row, column, data.length) / data.most).squareRoot()
        let block = HeatMap.cell(level, level, canvas.symbols)
        for offset in 0..<cell {
          canvas[Point(x: x + column * cell + offset, y: rect.y + 2 + row)] = block
        }
      }
    }
  }
}
