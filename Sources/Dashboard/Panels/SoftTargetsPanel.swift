import Foundation
import RunModel
import TerminalUI

/// How teacher and student spread their probability over the classes, for examples of one class, at the temperature the
/// knob shows: also one that the trainer has not taken over yet.
struct SoftTargetsPanel: Panel {
  var id: PanelID { .softTargets }
  var title: String { "soft targets" }
  var inputs: PanelInputs { .tensors }

  static func isAvailable(in view: RunView) -> Bool { SoftTargetsData.classCount(in: view) > 0 }

  func slot(in view: RunView) -> PanelSlot {
    let rows = min(SoftTargetsData.classCount(in: view), 10)
    return PanelSlot(id, .right, minimum: 6, ideal: 2 * rows + 2)
  }

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let model = Model(scene, in: rect)
    let dot = " \(scene.symbols.separator) "
    let temperature = TemperatureText.heading(scene)
    let t = temperature.text
    let heading = "\(title)\(dot)class \(model.classLabel)"
    canvas.box(rect, title: heading, trailing: nil, focused: focused)
    let room = rect.width - Text.width(heading) - 6
    if Text.width(t) + 2 <= room {
      canvas.putRight(
        " \(t) ", endingAt: rect.maxX - 2, y: rect.y, style: temperature.style)
    }
    guard !model.data.rows.isEmpty else {
      let text =
        scene.state.mode == .live && scene.view.status?.isOver != true
        ? "soft targets come with the first evaluation" : "this log has no logits to show soft targets of"
      let lines = Wrap.lines(text, width: rect.inner.width, limit: 3, ellipsis: scene.symbols.ellipsis).map {
        ($0, Style.muted)
      }
      LoadingView.centre(lines, in: rect.inner, on: &canvas)
      return
    }
    canvas.draw(in: rect.inner) { canvas in
      for (index, row) in model.data.rows.enumerated() { model.draw(row, at: index, on: &canvas) }
    }
    drawLegend(model, scene, in: rect, on: &canvas)
  }

  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? {
    guard rect.inner.contains(point) else { return nil }
    let model = Model(scene, in: rect)
    let row = (point.y - rect.inner.y) / model.linesPerRow
    return model.data.rows.indices.contains(row) ? .classRow(model.data.rows[row].index) : nil
  }

  /// On the bottom of the frame: whose bar is whose, and how undecided each is.
  private func drawLegend(_ model: Model, _ scene: Scene, in rect: Rect, on canvas: inout Canvas) {
    func text(_ name: String, _ entropy: Double?, long: Bool) -> String {
      guard let entropy else { return "\(name) \(scene.symbols.ellipsis)" }
      return name + (long ? " entropy " : " ") + String(format: "%.2f", entropy)
    }
    for long in [true, false] {
      var pieces: [(text: String, style: Style)] = [
        (" " + text("student", model.data.studentEntropy, long: long) + " ", .student)
      ]
      if !model.isAlone {
        pieces.insert((String(repeating: scene.symbols.box.horizontal, count: 2), .border), at: 0)
        pieces.insert((" " + text("teacher", model.data.teacherEntropy, long: long) + " ", .teacher), at: 0)
      }
      let width = LinePieces.width(pieces)
      if width + 4 <= rect.width {
        canvas.put(pieces, at: Point(x: rect.maxX - 2 - width, y: rect.maxY - 1))
        return
      }
    }
  }
}

extension SoftTargetsPanel {
  /// What is on which line, for drawing and for clicks. Where there is room a class has two lines, so that its bars start
  /// at the same place and can be compared; otherwise they stand side by side.
  struct Model {
    let data: SoftTargetsData
    /// A student without a teacher: each class has one bar.
    let isAlone: Bool
    let linesPerRow: Int
    let classLabel: String
    private let symbols: SymbolSet
    private let nameWidth: Int
    private let width: Int
    /// The share that fills a bar.
    private let full: Double

    init(_ scene: Scene, in rect: Rect) {
      let inner = rect.inner
      let count = SoftTargetsData.classCount(in: scene.view)
      let index = min(max(scene.state.selectedClass, 0), max(0, count - 1))
      let wanted = min(count, 10)
      isAlone = scene.view.description.map { $0.teacher == nil } ?? false
      linesPerRow = !isAlone && wanted > 0 && inner.height >= 2 * wanted ? 2 : 1
      let limit = linesPerRow == 2 ? max(10, inner.height / 2) : inner.height
      data = SoftTargetsData(
        scene.view, ofClass: index, temperature: scene.state.shownTemperature(in: scene.view).value, limit: limit)
      let name = data.className
      classLabel = name == "\(index)" ? name : "\(index) \(name)"
      symbols = scene.symbols
      width = inner.width
      let longest = data.rows.map { Text.width(Text.sanitized($0.name)) }.max() ?? 0
      nameWidth = min(longest, max(4, inner.width / 4))
      let top = data.rows.flatMap { [$0.teacher ?? 0, $0.student ?? 0] }.max() ?? 1
      full = [0.1, 0.2, 0.3, 0.5].first { top <= $0 } ?? 1
    }

    func draw(_ row: SoftTargetsData.Row, at index: Int, on canvas: inout Canvas) {
      let y = index * linesPerRow
      if row.isTrue { canvas.put(String(symbols.pointer), at: Point(x: 0, y: y), style: Style.accent.bold) }
      canvas.put(
        row.name, at: Point(x: 2, y: y), style: row.isTrue ? Style.text.bold : .text, maxWidth: nameWidth)
      let left = 2 + nameWidth + 1
      let room = width - left - 1
      if isAlone {
        bar(row.student, .student, symbols.leftBlocks, Rect(x: left, y: y, width: room, height: 1), on: &canvas)
      } else if linesPerRow == 2 {
        // Lower and upper halves: the two bars touch, and a gap is left to the next class.
        bar(row.teacher, .teacher, ["▖", "▄"], Rect(x: left, y: y, width: room, height: 1), on: &canvas)
        bar(row.student, .student, ["▘", "▀"], Rect(x: left, y: y + 1, width: room, height: 1), on: &canvas)
      } else {
        let half = (room - 2) / 2
        let blocks = symbols.leftBlocks
        bar(row.teacher, .teacher, blocks, Rect(x: left, y: y, width: half, height: 1), on: &canvas)
        bar(row.student, .student, blocks, Rect(x: left + half + 2, y: y, width: half, height: 1), on: &canvas)
      }
    }

    /// A bar with its number behind the longest possible bar, so that numbers stand below each other.
    /// - Parameter blocks: a cell filled from the left in equal parts, the full one last.
    private func bar(
      _ share: Double?, _ style: Style, _ blocks: [Character], _ rect: Rect, on canvas: inout Canvas
    ) {
      let track = rect.width - 4
      guard let share, share.isFinite else {
        if rect.width >= 1 { canvas.putRight("-", endingAt: rect.maxX, y: rect.y, style: .muted) }
        return
      }
      let blocks = symbols == .ascii ? symbols.leftBlocks : blocks
      if track > 0, let full = blocks.last {
        let parts = Int((min(max(share / self.full, 0), 1) * Double(track * blocks.count)).rounded())
        let rest = parts % blocks.count
        let text = String(repeating: full, count: parts / blocks.count) + (rest > 0 ? String(blocks[rest - 1]) : "")
        canvas.put(text, at: rect.origin, style: style)
      }
      canvas.putRight(Format.share(share), endingAt: rect.maxX, y: rect.y, style: .text)
    }
  }
}
