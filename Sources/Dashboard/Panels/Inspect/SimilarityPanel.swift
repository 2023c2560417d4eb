import Foundation
import RunModel
import TerminalUI

/// Which examples look alike to a network: cosines between the features of validation examples, sorted by class, so that a
/// network that tells classes apart shows bright squares along the diagonal.
struct SimilarityPanel: Panel {
  var id: PanelID { .similarity }
  var title: String { "similarity" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .right, minimum: 8, ideal: 34) }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let known = InspectPanel.roles.compactMap { role in
      InspectPanel.map(Tag.similarity(role.name), scene.view).map { map in
        (role: role, caption: scene.view.inspectionNote(role.name)?.layer ?? "", map: map)
      }
    }
    // Features after a ReLU are all somewhat alike: colours begin at the least alike of both.
    let least = min(known.flatMap(\.map.values).filter(\.isFinite).min() ?? 0, 0.95)
    let maps = known.map { entry in
      var entry = entry
      entry.map.values = entry.map.values.map { ($0 - least) / (1 - least) }
      return entry
    }
    let range = known.isEmpty ? nil : String(format: "cosines from %.2f to 1", least)
    let inner = canvas.box(rect, title: title, trailing: range, focused: focused).inset(1, 0)
    guard !maps.isEmpty else {
      MissingData.draw(InspectPanel.missing("similarity", scene), scene, in: inner, on: &canvas)
      return
    }
    // Room at the left for the classes of the rows, where there is enough.
    let labels = scene.view.tensor(Tag.probeLabels, rank: 1)?.values ?? []
    let margin = inner.width >= 40 ? 3 : 0
    let area = Rect(x: inner.x + margin, y: inner.y, width: inner.width - margin, height: inner.height)
    InspectPanel.drawPair(maps, in: area, on: &canvas)
    if let map = maps.first?.map, margin > 0, labels.count == map.rows {
      drawClasses(labels, map, scene, in: area, of: maps.count, margin: margin, on: &canvas)
    }
    if let text = difference(known.map(\.map)) {
      let room = rect.width - 6
      if text.count <= room {
        canvas.putRight(" \(text) ", endingAt: rect.maxX - 2, y: rect.maxY - 1, style: .muted)
      }
    }
  }

  /// The class of the examples that begin on a row.
  private func drawClasses(
    _ labels: [Float], _ map: HeatMap, _ scene: Scene, in rect: Rect, of count: Int, margin: Int,
    on canvas: inout Canvas
  ) {
    let size = Size(width: rect.columns(count)[0].width - 2, height: rect.height - 1)
    let dots = map.dots(in: size)
    guard dots.height > 0 else { return }
    var last = -1
    for (row, label) in labels.enumerated() where row == 0 || labels[row - 1] != label {
      let y = row * dots.height / map.rows / 2
      guard y != last, label.isFinite, abs(label) < 1e6 else { continue }
      last = y
      canvas.putRight("\(Int(label))", endingAt: rect.x - 1, y: rect.y + 1 + y, style: .muted)
    }
  }

  /// How far the two are apart.
  private func difference(_ maps: [HeatMap]) -> String? {
    guard maps.count == 2, maps[0].values.count == maps[1].values.count, !maps[0].values.isEmpty else { return nil }
    let sum = zip(maps[0].values, maps[1].values).reduce(0) { $0 + abs($1.0 - $1.1) }
    let mean = sum / Double(maps[0].values.count)
    return mean.isFinite ? "mean difference " + String(format: "%.3f", mean) : nil
  }
}
