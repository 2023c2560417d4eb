import RunModel
import TerminalUI

/// A slider for each knob. Values asked for and not answered yet are marked; the chosen knob's help stands below.
struct KnobsPanel: Panel {
  var id: PanelID { .knobs }
  var title: String { "knobs" }
  var inputs: PanelInputs { [] }

  func slot(in view: RunView) -> PanelSlot {
    let count = view.description?.knobs.count ?? 0
    let status = view.methodStatus == nil ? 0 : KnobsPanel.statusRows
    return PanelSlot(id, .right, minimum: min(count, 6) + 2, ideal: count + 2 + KnobsPanel.helpRows + status + 1)
  }

  private static let helpRows = 2
  /// What the method is doing by itself.
  private static let statusRows = 2

  func draw(_ scene: Scene, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let knobs = scene.view.description?.knobs ?? []
    let columns = Columns(knobs, scene, in: rect)
    let selected = min(scene.state.selectedKnob, knobs.count - 1)
    let place =
      scene.state.mode == .live && columns.rows.count < knobs.count ? "\(selected + 1) of \(knobs.count)" : nil
    canvas.box(rect, title: title, trailing: place, focused: focused)
    let isLive = scene.state.mode == .live
    canvas.draw(in: rect.inner) { canvas in
      for (y, index) in columns.rows.enumerated() {
        let row = KnobRow(
          knob: knobs[index], isSelected: isLive && index == selected, isFocused: isLive && focused, columns: columns)
        row.draw(scene, y: y, on: &canvas)
      }
      drawStatus(scene, columns, on: &canvas)
      guard columns.helpHeight > 0, knobs.indices.contains(selected), isLive else { return }
      let knob = knobs[selected]
      let dot = " \(scene.symbols.separator) "
      let text = [
        String(knob.help.prefix(400)),
        knob.unit.isEmpty ? knob.rangeText : "\(knob.rangeText) \(knob.shownUnit)",
        "default \(knob.text(knob.defaultValue))",
      ].joined(separator: dot)
      let lines = Wrap.lines(
        text, width: canvas.size.width - 3, limit: columns.helpHeight, ellipsis: scene.symbols.ellipsis)
      for (index, line) in lines.enumerated() {
        let y = canvas.size.height - columns.helpHeight + index
        canvas.put(line, at: Point(x: 2, y: y), style: .muted)
      }
    }
  }

  private func drawStatus(_ scene: Scene, _ columns: Columns, on canvas: inout Canvas) {
    guard columns.statusHeight > 0, let status = scene.view.methodStatus else { return }
    let lines = Wrap.lines(
      status.text, width: canvas.size.width - 3, limit: columns.statusHeight, ellipsis: scene.symbols.ellipsis)
    for (index, line) in lines.enumerated() {
      let y = canvas.size.height - columns.helpHeight - columns.statusHeight + index
      canvas.put(line, at: Point(x: 2, y: y), style: .accent)
    }
  }

  func target(at point: Point, _ scene: Scene, in rect: Rect) -> PointerTarget? {
    let knobs = scene.view.description?.knobs ?? []
    let columns = Columns(knobs, scene, in: rect)
    let row = point.y - rect.inner.y
    guard columns.rows.indices.contains(row), rect.inner.contains(point) else { return nil }
    let index = columns.rows[row]
    let x = point.x - rect.inner.x
    guard columns.sliderWidth > 2, x >= columns.slider, x < columns.slider + columns.sliderWidth else {
      return .knob(index: index)
    }
    return .slider(index: index, fraction: columns.fraction(atColumn: x))
  }

  /// How far along the sliders a column of the screen is.
  static func fraction(atColumn x: Int, _ scene: Scene, in rect: Rect) -> Double? {
    let columns = Columns(scene.view.description?.knobs ?? [], scene, in: rect)
    return columns.sliderWidth > 2 ? columns.fraction(atColumn: x - rect.inner.x) : nil
  }

  /// Which knobs are on which rows, and where a row's parts are; x counts from inside the frame.
  struct Columns {
    var rows: Range<Int>
    var helpHeight: Int
    var statusHeight: Int
    var label = 2
    var labelWidth: Int
    var value: Int
    var valueWidth: Int
    var unit: Int
    var unitWidth: Int
    var slider: Int
    var sliderWidth: Int

    init(_ knobs: [Knob], _ scene: Scene, in rect: Rect) {
      let inner = rect.inner
      let spare = inner.height - knobs.count
      // What the method does by itself is news; help can be read elsewhere.
      statusHeight =
        scene.view.methodStatus == nil ? 0 : spare > KnobsPanel.statusRows ? KnobsPanel.statusRows : spare > 1 ? 1 : 0
      let left = spare - statusHeight
      helpHeight = left > KnobsPanel.helpRows ? KnobsPanel.helpRows : left > 1 ? 1 : 0
      let below = statusHeight + helpHeight
      let height = max(0, inner.height - (below > 0 ? below + 1 : 0))
      let count = min(knobs.count, height)
      let selected = min(max(scene.state.selectedKnob, 0), max(0, knobs.count - 1))
      let start = min(max(0, selected - count / 2), knobs.count - count)
      rows = start..<start + count

      let names = knobs.map { Text.width($0.shownLabel) }.max() ?? 0
      let units = knobs.map { Text.width($0.shownUnit) }.max() ?? 0
      let texts = knobs.map { $0.text(scene.state.value(of: $0, in: scene.view).value).count }
      // Room for the mark of a value that is still to be answered.
      valueWidth = min(max(6, texts.max() ?? 0) + 1, 12)
      unitWidth = inner.width >= 56 ? min(units, 8) : 0
      // A slider shorter than this says nothing: its room goes to the label.
      let shortest = 9
      let rest = inner.width - 2 - valueWidth - (unitWidth > 0 ? unitWidth + 1 : 0) - 2
      let hasSlider = rest - shortest >= 8
      labelWidth = min(names, max(0, hasSlider ? min(24, rest - shortest) : rest + 1))
      value = label + labelWidth + 1
      unit = value + valueWidth + 1
      slider = unitWidth > 0 ? unit + unitWidth + 1 : unit + 1
      sliderWidth = hasSlider ? max(0, inner.width - slider - 1) : 0
    }

    func fraction(atColumn x: Int) -> Double {
      Slider.fraction(atColumn: x, in: Rect(x: slider, y: 0, width: sliderWidth, height: 1))
    }
  }
}
