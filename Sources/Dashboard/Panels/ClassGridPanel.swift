import Foundation
import RunModel
import TerminalUI

/// The soft targets of all classes at once: for the examples of each class a row of the teacher's and one of the student's
/// mean probabilities, the hard label marked, and how undecided each is; at the temperature that is previewed, or that the
/// run has.
struct ClassGridPanel: Panel {
  var id: PanelID { .classGrid }
  var title: String { "all classes" }
  var inputs: PanelInputs { .tensors }

  func slot(in view: RunView) -> PanelSlot {
    let count = min(SoftTargetsData.classCount(in: view), 20)
    return PanelSlot(id, .left, minimum: 8, ideal: 2 * count + 5)
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let heading = TemperatureText.heading(scene)
    let inner = canvas.box(rect, title: title, focused: focused).inset(1, 0)
    let room = rect.width - Text.width(title) - 6
    if Text.width(heading.text) + 2 <= room {
      canvas.putRight(" \(heading.text) ", endingAt: rect.maxX - 2, y: rect.y, style: heading.style)
    }
    let grid = Grid(scene, in: inner)
    guard grid.count > 0 else {
      MissingData.draw(ClassGridPanel.emptyText(scene), scene, in: inner, on: &canvas)
      return
    }
    grid.draw(scene, on: &canvas)
    if grid.rows.count < grid.count {
      let place = "\(grid.rows.lowerBound + 1)-\(grid.rows.upperBound) of \(grid.count)"
      canvas.putRight(" \(place) ", endingAt: rect.maxX - 2, y: rect.maxY - 1, style: .muted)
    }
  }

  static func emptyText(_ scene: Scene) -> String {
    scene.state.mode == .live && scene.view.status?.isOver != true
      ? "soft targets come with the first look at the networks, a moment after training begins"
      : "this log has no logits to show soft targets of: kdtop's own logs have some"
  }

  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? {
    Grid(scene, in: rect.inner.inset(1, 0)).row(at: point).map { .classRow($0) }
  }
}

/// Where what is, for drawing and for clicks.
private struct Grid {
  /// Classes there are.
  let count: Int
  /// Those shown.
  let rows: Range<Int>
  private let rect: Rect
  private let nameWidth: Int
  private let cellWidth: Int
  /// Lines of a class: teacher and student below each other, or one line with both halves of a cell.
  private let linesPerClass: Int
  /// Lines from one class to the next.
  private let pitch: Int
  private let networks: [Network]
  private let targets: [SoftTargets]
  private let entropyWidth: Int

  private enum Network { case teacher, student }

  init(_ scene: Scene, in rect: Rect) {
    self.rect = rect
    count = SoftTargetsData.classCount(in: scene.view)
    let temperature = scene.state.shownTemperature(in: scene.view).value
    let isAlone = scene.view.description.map { $0.teacher == nil } ?? false
    networks = isAlone ? [.student] : [.teacher, .student]
    let height = max(0, rect.height - 1)
    linesPerClass = count > 0 && height >= count * networks.count ? networks.count : 1
    pitch = linesPerClass + (linesPerClass > 1 && height >= count * (linesPerClass + 1) ? 1 : 0)
    let fitting = max(0, height / pitch)
    let selected = min(max(scene.state.selectedClass, 0), max(0, count - 1))
    let start = min(max(0, selected - fitting / 2), max(0, count - fitting))
    rows = start..<min(count, start + fitting)
    let names = rows.map { Text.width(Text.sanitized(SoftTargetsData.name($0, in: scene.view))) }
    nameWidth = min(names.max() ?? 1, max(3, rect.width / 8)) + 2
    // A number for the entropy, two where both networks share a line.
    entropyWidth = rect.width >= 50 ? 6 * (linesPerClass == 1 ? networks.count : 1) : 0
    let room = rect.width - nameWidth - 3 - entropyWidth
    cellWidth = count > 0 ? min(8, max(1, room / count)) : 1
    let view = scene.view
    targets = rows.map { view.softTargets(ofClass: $0, temperature: temperature) }
  }

  /// The class whose line is at a place of the screen.
  func row(at point: Point) -> Int? {
    guard rect.contains(point), point.y > rect.y else { return nil }
    let index = rows.lowerBound + (point.y - rect.y - 1) / pitch
    return rows.contains(index) ? index : nil
  }

  private var left: Int { rect.x + nameWidth + 3 }
  /// Whether a cell has room for `.46`.
  private var showsNumbers: Bool { cellWidth >= 4 && linesPerClass == networks.count }

  func draw(_ scene: Scene, on canvas: inout Canvas) {
    let symbols = scene.symbols
    for column in 0..<count where cellWidth >= 2 {
      let name = Text.truncated(
        Text.sanitized(SoftTargetsData.name(column, in: scene.view)), to: cellWidth - 1, ellipsis: ".")
      let x = left + column * cellWidth
      guard x + cellWidth <= rect.maxX - entropyWidth else { break }
      canvas.put(Text.padded(name, to: cellWidth - 1, right: true), at: Point(x: x, y: rect.y), style: .muted)
    }
    if entropyWidth > 0 { canvas.putRight("entropy", endingAt: rect.maxX, y: rect.y, style: .muted) }
    for (place, index) in rows.enumerated() {
      let y = rect.y + 1 + place * pitch
      let isSelected = index == scene.state.selectedClass
      if isSelected { canvas.put(String(symbols.pointer), at: Point(x: rect.x, y: y), style: Style.accent.bold) }
      canvas.put(
        SoftTargetsData.name(index, in: scene.view), at: Point(x: rect.x + 2, y: y),
        style: isSelected ? Style.text.bold : .text, maxWidth: nameWidth - 2)
      if linesPerClass == networks.count {
        for (line, network) in networks.enumerated() {
          draw(network, targets[place], of: index, y: y + line, on: &canvas)
        }
      } else {
        drawBoth(targets[place], of: index, y: y, on: &canvas)
      }
    }
  }

  private func shares(_ network: Network, _ targets: SoftTargets) -> [Float] {
    network == .teacher ? targets.teacher : targets.student
  }

  private func draw(_ network: Network, _ targets: SoftTargets, of index: Int, y: Int, on canvas: inout Canvas) {
    let style: Style = network == .teacher ? .teacher : .student
    canvas.put(network == .teacher ? "T" : "S", at: Point(x: left - 2, y: y), style: style)
    let shares = shares(network, targets)
    for column in 0..<count {
      let cell = Rect(x: left + column * cellWidth, y: y, width: cellWidth - (cellWidth > 3 ? 1 : 0), height: 1)
      guard cell.maxX <= rect.maxX - entropyWidth else { break }
      guard shares.indices.contains(column), shares[column].isFinite else {
        canvas.put("-", at: cell.origin, style: .muted)
        continue
      }
      let share = Double(shares[column])
      let isHard = column == index
      if showsNumbers {
        let ground = Role.heat(share.squareRoot())
        canvas.fill(cell, style: Style(.text, on: ground))
        let text = Format.share(share)
        canvas.putRight(
          text, endingAt: cell.maxX, y: y,
          style: isHard ? Style(.text, on: ground).bold.underlined : Style(.text, on: ground))
        // The hard label, where a terminal has no underline either.
        if isHard, cell.width > text.count {
          canvas.put(String(canvas.symbols.pointer), at: cell.origin, style: Style(.text, on: ground).bold)
        }
      } else {
        let level = share.squareRoot()
        for x in cell.x..<cell.maxX {
          canvas[Point(x: x, y: y)] = shade(level, level, canvas.symbols)
        }
      }
    }
    if entropyWidth > 0 { drawEntropy([(shares, style)], y: y, on: &canvas) }
  }

  /// The teacher in the upper half of each cell, the student in the lower.
  private func drawBoth(_ targets: SoftTargets, of index: Int, y: Int, on canvas: inout Canvas) {
    func level(_ shares: [Float], _ column: Int) -> Double? {
      shares.indices.contains(column) && shares[column].isFinite ? Double(shares[column]).squareRoot() : nil
    }
    for column in 0..<count {
      let x = left + column * cellWidth
      guard x + cellWidth <= rect.maxX - entropyWidth else { break }
      let student = level(targets.student, column)
      let teacher = networks.count > 1 ? level(targets.teacher, column) : student
      guard teacher != nil || student != nil else { continue }
      for offset in 0..<max(1, cellWidth - (cellWidth > 2 ? 1 : 0)) {
        canvas[Point(x: x + offset, y: y)] = shade(teacher ?? 0, student ?? 0, canvas.symbols)
      }
    }
    if entropyWidth > 0 {
      let both = networks.map { (shares($0, targets), $0 == .teacher ? Style.teacher : .student) }
      drawEntropy(both, y: y, on: &canvas)
    }
  }

  private func shade(_ upper: Double, _ lower: Double, _ symbols: SymbolSet) -> Cell {
    HeatMap.cell(upper, lower, symbols)
  }

  private func drawEntropy(_ all: [(shares: [Float], style: Style)], y: Int, on canvas: inout Canvas) {
    var x = rect.maxX - 6 * (all.count - 1)
    for (shares, style) in all {
      let text = SoftTargetsData.entropy(shares).map { String(format: "%.2f", $0) } ?? "-"
      canvas.putRight(text, endingAt: x, y: y, style: style)
      x += 6
    }
  }
}

/// The temperature that is shown, in words.
enum TemperatureText {
  static func heading(_ scene: Scene) -> (text: String, style: Style) {
    let now = scene.state.temperature(in: scene.view)
    guard let preview = scene.state.previewTemperature, preview != now.value else {
      return ("T " + Knob.text(now.value), now.isPending ? Style.warning.bold : .muted)
    }
    let arrow = scene.symbols == .ascii ? "->" : "→"
    return ("T \(Knob.text(now.value)) \(arrow) \(Knob.text(preview)) preview", Style.warning.bold)
  }
}
