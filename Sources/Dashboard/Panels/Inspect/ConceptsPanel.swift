import Foundation
import RunModel
import TerminalUI

/// Visual concepts (Cheng and others 2020): in how many places of a picture a network keeps what it says, how it came to
/// them, and what that speaks for. Runs count them with `--concepts`.
struct ConceptsPanel: Panel {
  var id: PanelID { .concepts }
  var title: String { "visual concepts" }

  func slot(in view: RunView) -> PanelSlot { PanelSlot(id, .left, minimum: 16, ideal: 40) }

  static func isAvailable(in view: RunView) -> Bool { view.tensor(Tag.concepts("pictures"), rank: 3) != nil }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let inner = canvas.box(rect, title: title, trailing: "bright: what it keeps", focused: focused).inset(1, 0)
    let table = ConceptTable(scene.view)
    guard !table.networks.isEmpty else {
      MissingData.draw("they are counted when a network is evaluated", scene, in: inner, on: &canvas)
      return
    }
    let (top, rest) = inner.splitTop(min(inner.height, table.draw(scene, in: inner, on: &canvas)))
    if rest.height > 1, top.height > 0 {
      ConceptMaps(scene.view, table.networks)
        .draw(in: Rect(x: rest.x, y: rest.y + 1, width: rest.width, height: rest.height - 1), on: &canvas)
    }
  }
}

/// The numbers, network by network, and whether they point where the paper's hypotheses say.
private struct ConceptTable {
  struct Network {
    var role: (name: String, style: Style)
    var values: [Float?]
  }

  private struct Quantity {
    var name: String
    var tag: String
    /// In the paper's words what is expected of a distilled student beside another one; nil where nothing is.
    var expects: (text: String, larger: Bool)?
    var format = "%.1f"
  }

  private static let quantities = [
    Quantity(name: "N fg", tag: "foreground", expects: ("more concepts", true)),
    Quantity(name: "N bg", tag: "background"),
    Quantity(name: "λ", tag: "ratio", expects: ("on the object", true), format: "%.3f"),
    Quantity(name: "D mean", tag: "distance_mean", expects: ("earlier", false), format: "%.3f"),
    Quantity(name: "D std", tag: "distance_deviation", expects: ("at once", false), format: "%.3f"),
    Quantity(name: "ρ", tag: "kept_share", expects: ("fewer detours", true), format: "%.3f"),
  ]
  static let roles: [(name: String, style: Style)] = [
    ("teacher", .teacher), ("student", .student), ("baseline", .muted),
  ]

  let networks: [Network]

  init(_ view: RunView) {
    networks = ConceptTable.roles.compactMap { role in
      let values = ConceptTable.quantities.map { view.value(Tag.concepts("\(role.name)_\($0.tag)")) }
      return values.allSatisfy { $0 == nil } ? nil : Network(role: role, values: values)
    }
  }

  private func values(_ role: String) -> [Float?]? { networks.first { $0.role.name == role }?.values }

  /// - Returns: lines it took.
  func draw(_ scene: Scene, in rect: Rect, on canvas: inout Canvas) -> Int {
    let (label, column) = (7, 9)
    for (place, network) in networks.enumerated() {
      canvas.putRight(
        network.role.name, endingAt: rect.x + label + (place + 1) * column, y: rect.y, style: network.role.style.bold)
    }
    let left = rect.x + label + networks.count * column + 2
    let rows = min(ConceptTable.quantities.count, max(0, rect.height - 1))
    for (row, quantity) in ConceptTable.quantities.prefix(rows).enumerated() {
      let y = rect.y + 1 + row
      let name = scene.symbols == .ascii ? ConceptTable.ascii(quantity.name) : quantity.name
      canvas.put(name, at: Point(x: rect.x, y: y), style: .muted, maxWidth: label)
      for (place, network) in networks.enumerated() {
        let text = network.values[row].map { String(format: quantity.format, Double($0)) } ?? "-"
        canvas.putRight(text, endingAt: rect.x + label + (place + 1) * column, y: y, style: .text)
      }
      if left < rect.maxX, let text = verdict(row, quantity, scene) {
        canvas.put(text.text, at: Point(x: left, y: y), style: text.style, maxWidth: rect.maxX - left)
      }
    }
    return rows + 1
  }

  /// What the student's number says beside the baseline's; what would bring one where there is none.
  private func verdict(_ row: Int, _ quantity: Quantity, _ scene: Scene) -> (text: String, style: Style)? {
    guard let expects = quantity.expects else { return nil }
    guard let baseline = values("baseline") else {
      return row == 0 ? ("--concepts-baseline RUN holds a student without a teacher beside it", .muted) : nil
    }
    guard let mine = values("student")?[row], let other = baseline[row], mine.isFinite, other.isFinite else {
      return nil
    }
    let agrees = expects.larger ? mine > other : mine < other
    let ascii = scene.symbols == .ascii
    return agrees
      ? ((ascii ? "+ " : "✓ ") + expects.text, .text)
      : ((ascii ? "x " : "✗ ") + "not " + expects.text, .muted)
  }

  private static func ascii(_ name: String) -> String {
    switch name {
    case "λ": "lambda"
    case "ρ": "rho"
    default: name
    }
  }
}

/// The pictures, and what each network keeps of them.
private struct ConceptMaps {
  private let pictures: [Picture]
  private let rows: [(role: (name: String, style: Style), maps: [HeatMap])]

  init(_ view: RunView, _ networks: [ConceptTable.Network]) {
    guard let shown = view.tensor(Tag.concepts("pictures"), rank: 3) else {
      (pictures, rows) = ([], [])
      return
    }
    let area = shown.shape[1] * shown.shape[2]
    pictures = (0..<min(shown.shape[0], 64)).compactMap {
      Picture(
        shown.values[$0 * area..<($0 + 1) * area].map(Double.init), channels: 1, height: shown.shape[1],
        width: shown.shape[2])
    }
    let found = networks.compactMap { network in
      view.tensor(Tag.concepts("\(network.role.name)_entropies"), rank: 3).map { (network.role, $0) }
    }
    // One scale for all: networks can be held against each other.
    let all = found.flatMap(\.1.values).filter(\.isFinite)
    let (least, most) = (all.min() ?? 0, all.max() ?? 1)
    let span = most > least ? most - least : 1
    rows = found.map { role, tensor in
      let area = tensor.shape[1] * tensor.shape[2]
      let maps = (0..<min(tensor.shape[0], 64)).map { place in
        HeatMap(
          tensor.values[place * area..<(place + 1) * area].map { Double((most - $0) / span) }, rows: tensor.shape[1],
          columns: tensor.shape[2])
      }
      return (role, maps)
    }
  }

  /// The pictures themselves and what each network keeps of them: below each other where there is the height for it, else
  /// beside each other.
  func draw(in rect: Rect, on canvas: inout Canvas) {
    guard let first = pictures.first, !rows.isEmpty else { return }
    let count = rows.count + 1
    let stacked = rect.rows(count)
    let isHigh = stacked.allSatisfy { $0.height > 3 }
    let beside = rect.columns(count).map { Rect(x: $0.x, y: $0.y, width: $0.width - 1, height: $0.height) }
    let places = isHigh ? stacked : beside
    let room = places.reduce(Size(width: .max, height: 17)) { least, place in
      Size(width: min(least.width, place.width), height: min(least.height, place.height))
    }
    let tile = first.cells(in: Size(width: room.width, height: room.height - 1))
    guard tile.height > 0, tile.width > 0 else { return }
    let captions: [(name: String, style: Style)] = [("picture", .muted)] + rows.map(\.role)
    for (row, place) in places.enumerated() {
      InspectPanel.caption(captions[row], "", at: place.origin, width: place.width, on: &canvas)
      let fitting = min(pictures.count, (place.width + 1) / (tile.width + 1))
      for index in 0..<fitting {
        let area = Rect(
          x: place.x + index * (tile.width + 1), y: place.y + 1, width: tile.width, height: tile.height)
        if row == 0 {
          pictures[index].draw(on: &canvas, in: area)
        } else if index < rows[row - 1].maps.count {
          rows[row - 1].maps[index].draw(on: &canvas, in: area)
        }
      }
    }
  }
}
