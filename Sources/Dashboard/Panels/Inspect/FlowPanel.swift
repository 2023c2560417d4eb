import RunModel
import TerminalUI

/// How a network's layers follow from one another: products of the channels of one layer with those of the next, summed
/// over places (Yim and others 2017).
struct FlowPanel: Panel {
  var id: PanelID { .flow }
  var title: String { "flow between layers" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 8, ideal: 24) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let inner = canvas.box(rect, title: title, trailing: "channels down and across", focused: focused).inset(1, 0)
    let maps = InspectPanel.roles.map { role in
      let prefix = Tag.flowPrefix(role.name)
      return scene.view.tensorNames(after: prefix).compactMap { layers in
        InspectPanel.map(prefix + layers, scene.view).map { (role: role, caption: layers, map: $0) }
      }
    }
    // The last flows of each network, as many as fit beside each other.
    let room = max(1, inner.width / 26)
    let each = max(1, room / max(1, maps.count { !$0.isEmpty }))
    let shown = maps.flatMap { $0.suffix(each) }
    guard !shown.isEmpty else {
      MissingData.draw(InspectPanel.missing("flow", scene), scene, in: inner, on: &canvas)
      return
    }
    let note = FlowPanel.objection(maps.compactMap(\.last?.map)) ?? FlowPanel.absence(maps.map(\.isEmpty), scene)
    let lines = note.map { Wrap.lines($0, width: inner.width, limit: 2, ellipsis: scene.symbols.ellipsis) } ?? []
    let (area, below) = inner.splitBottom(inner.height > 5 + lines.count ? lines.count : 0)
    let ascii = scene.symbols == .ascii
    InspectPanel.drawPair(
      shown.map { ($0.role, ascii ? $0.caption : $0.caption.replacing(" > ", with: " ▸ "), $0.map) }, in: area,
      on: &canvas)
    for (index, line) in lines.prefix(below.height).enumerated() {
      canvas.put(line, at: Point(x: below.x, y: below.y + index), style: .muted, maxWidth: below.width)
    }
  }

  /// Why `fsp` could not compare the two, if so.
  private static func objection(_ maps: [HeatMap]) -> String? {
    guard maps.count == 2, (maps[0].rows, maps[0].columns) != (maps[1].rows, maps[1].columns) else { return nil }
    return
      "\(maps[0].rows) by \(maps[0].columns) and \(maps[1].rows) by \(maps[1].columns): fsp compares layers of equal "
      + "channels alone"
  }

  /// Why one of the two is missing.
  private static func absence(_ isEmpty: [Bool], _ scene: Scene) -> String? {
    zip(InspectPanel.roles, isEmpty).first { $1 }.flatMap { scene.view.inspectionNote($0.0.name)?.absent["flow"] }
  }
}
