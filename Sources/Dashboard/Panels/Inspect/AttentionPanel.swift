import RunModel
import TerminalUI

/// Where networks look: the squares of a layer's channels, summed, as colours with the picture itself over them.
struct AttentionPanel: Panel {
  var id: PanelID { .attention }
  var title: String { "attention" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 8, ideal: 34) }

  private struct Row {
    var role: (name: String, style: Style)
    var layer: String
    var maps: [HeatMap]
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let rows = AttentionPanel.rows(scene.view)
    let inner = canvas.box(rect, title: title, trailing: "bright where it looks", focused: focused).inset(1, 0)
    guard !rows.isEmpty, let tensor = scene.view.tensor(Tag.pictures, rank: 4) else {
      MissingData.draw(InspectPanel.missing("attention", scene), scene, in: inner, on: &canvas)
      return
    }
    let pictures = (0..<min(tensor.shape[0], 64)).compactMap { InspectPanel.picture($0, of: tensor) }
    guard let first = pictures.first, inner.height > 2 else { return }
    let (shown, tile) = AttentionPanel.plan(rows.count, first, in: inner)
    var y = inner.y
    // The last layers of each network say most.
    for row in AttentionPanel.chosen(rows, shown) {
      guard y + 1 + tile.height <= inner.maxY else { break }
      InspectPanel.caption(row.role, row.layer, at: Point(x: inner.x, y: y), width: inner.width, on: &canvas)
      var x = inner.x
      for (picture, map) in zip(pictures, row.maps) {
        guard x + tile.width <= inner.maxX else { break }
        picture.draw(over: map, on: &canvas, in: Rect(x: x, y: y + 1, width: tile.width, height: tile.height))
        x += tile.width + 1
      }
      y += tile.height + 1
    }
  }

  private static func rows(_ view: RunView) -> [Row] {
    InspectPanel.roles.flatMap { role in
      let prefix = Tag.attentionPrefix(role.name)
      return view.tensorNames(after: prefix).compactMap { layer -> Row? in
        guard let tensor = view.tensor(prefix + layer, rank: 3) else { return nil }
        let area = tensor.shape[1] * tensor.shape[2]
        let values = tensor.unit.map(Double.init)
        let maps = (0..<min(tensor.shape[0], 64)).map {
          HeatMap(Array(values[$0 * area..<($0 + 1) * area]), rows: tensor.shape[1], columns: tensor.shape[2])
        }
        return Row(role: role, layer: layer, maps: maps)
      }
    }
  }

  /// How many rows are shown, and how large a picture is: as many rows as fit with pictures of a readable size.
  private static func plan(_ count: Int, _ picture: Picture, in rect: Rect) -> (rows: Int, tile: Size) {
    func tile(_ rows: Int) -> Size {
      picture.cells(in: Size(width: rect.width, height: min(16, max(1, rect.height / rows - 1))))
    }
    let readable = min(7, max(3, (picture.size.height + 1) / 2))
    let rows = (1...max(1, count)).last { tile($0).height >= readable } ?? min(count, 2)
    // As many of the one network as of the other.
    let even = rows > 2 ? rows / 2 * 2 : rows
    return (even, tile(even))
  }

  private static func chosen(_ rows: [Row], _ limit: Int) -> [Row] {
    guard rows.count > limit else { return rows }
    let roles = Dictionary(grouping: rows.indices) { rows[$0].role.name }
    // Turn by turn from the end of each network's layers.
    var kept: Set<Int> = []
    var depth = 0
    while kept.count < limit, depth < rows.count {
      for role in InspectPanel.roles.reversed() {
        guard kept.count < limit, let own = roles[role.name], depth < own.count else { continue }
        kept.insert(own[own.count - 1 - depth])
      }
      depth += 1
    }
    return rows.indices.filter(kept.contains).map { rows[$0] }
  }
}
