import RunModel
import TerminalUI

/// What the panels that look into networks have in common.
enum InspectPanel {
  /// The networks that are looked into, in the order they stand beside each other.
  static let roles: [(name: String, style: Style)] = [("teacher", .teacher), ("student", .student)]

  /// Why there is nothing, and what would bring something.
  /// - Parameter what: the key of the note's reasons: `similarity`.
  static func missing(_ what: String, _ scene: Scene) -> String {
    let reasons = roles.compactMap { scene.view.inspectionNote($0.name)?.absent[what] }
    if let reason = reasons.last { return reason }
    if scene.view.description == nil {
      return "this log does not say: kdtop's own runs look into their networks at the ends of epochs"
    }
    return scene.state.mode == .live && scene.view.status?.isOver != true
      ? "this comes with the first evaluation, at the end of an epoch"
      : "this log has none up to here: runs look into their networks at the ends of epochs"
  }

  /// A title over something: a network's name in its colour, and more of it.
  static func caption(
    _ role: (name: String, style: Style), _ more: String, at point: Point, width: Int, on canvas: inout Canvas
  ) {
    let used = canvas.put(role.name, at: point, style: role.style.bold, maxWidth: width)
    if !more.isEmpty, used + 2 < width {
      canvas.put(more, at: Point(x: point.x + used + 1, y: point.y), style: .muted, maxWidth: width - used - 1)
    }
  }

  /// A matrix of 0…1; nil where there is none.
  static func map(_ tag: String, _ view: RunView) -> HeatMap? {
    guard let tensor = view.tensor(tag, rank: 2) else { return nil }
    return HeatMap(tensor.unit.map(Double.init), rows: tensor.shape[0], columns: tensor.shape[1])
  }

  /// One picture of several, `[pictures, channels, height, width]`.
  static func picture(_ index: Int, of tensor: TensorValue) -> Picture? {
    guard tensor.shape.count == 4, index >= 0, index < tensor.shape[0], tensor.matchesShape else { return nil }
    let count = tensor.shape[1] * tensor.shape[2] * tensor.shape[3]
    let scale: Float = tensor.isBytes ? 255 : 1
    let values = tensor.values[index * count..<(index + 1) * count].map { Double($0 / scale) }
    return Picture(values, channels: tensor.shape[1], height: tensor.shape[2], width: tensor.shape[3])
  }

  /// A class for people; numbers in a log may be any.
  static func className(_ value: Float, _ view: RunView) -> String {
    guard value.isFinite, value >= 0, value < 1e6 else { return "?" }
    return SoftTargetsData.name(Int(value), in: view)
  }

  /// Matrices of teacher and student side by side, each below its name, as large as they get.
  static func drawPair(
    _ maps: [(role: (name: String, style: Style), caption: String, map: HeatMap)], in rect: Rect,
    on canvas: inout Canvas
  ) {
    guard !maps.isEmpty, rect.height > 1 else { return }
    for (entry, column) in zip(maps, rect.columns(maps.count)) {
      caption(entry.role, entry.caption, at: column.origin, width: column.width - 1, on: &canvas)
      let area = Rect(x: column.x, y: column.y + 1, width: column.width - 2, height: column.height - 1)
      entry.map.draw(on: &canvas, in: area)
    }
  }
}
