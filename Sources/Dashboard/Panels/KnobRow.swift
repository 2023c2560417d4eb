import RunModel
import TerminalUI

/// One knob's line: `▸ temperature      4   ├────●──────┊────┤`.
struct KnobRow {
  var knob: Knob
  var isSelected: Bool
  /// Whether the panel has the focus.
  var isFocused: Bool
  var columns: KnobsPanel.Columns

  func draw(_ scene: Scene, y: Int, on canvas: inout Canvas) {
    let symbols = scene.symbols
    let (value, isPending) = scene.state.value(of: knob, in: scene.view)
    let isActive = isSelected && isFocused
    if isSelected {
      canvas.put(String(symbols.pointer), at: Point(x: 0, y: y), style: isFocused ? Style.accent.bold : .muted)
    }
    canvas.put(
      knob.shownLabel, at: Point(x: columns.label, y: y), style: isActive ? Style.text.bold : .text,
      maxWidth: columns.labelWidth)
    if let typed = scene.state.typed, typed.knob == knob.name {
      drawField(typed.text, y: y, on: &canvas)
      return
    }
    let isOff = knob.offValue == value
    let text = (isPending ? (symbols == .ascii ? ">" : "→") : "") + knob.text(value)
    let style: Style = isPending ? Style.warning.bold : isOff ? .muted : isActive ? Style.knobFocused.bold : .text
    canvas.putRight(
      text, endingAt: columns.value + columns.valueWidth, y: y, style: style, maxWidth: columns.valueWidth)
    if columns.unitWidth > 0, !isOff {
      canvas.put(knob.shownUnit, at: Point(x: columns.unit, y: y), style: .muted, maxWidth: columns.unitWidth)
    }
    drawSlider(value, isPending: isPending, isOff: isOff, isActive: isActive, y: y, on: &canvas)
  }

  /// The number being typed, with the range it has to be in.
  private func drawField(_ text: String, y: Int, on canvas: inout Canvas) {
    let width = max(columns.valueWidth, Text.width(text) + 1)
    let field = Text.padded(text + "_", to: width, right: true)
    canvas.put(field, at: Point(x: columns.value, y: y), style: Style.accent.reversed, maxWidth: width)
    let x = columns.value + width + 2
    canvas.put(
      knob.rangeText, at: Point(x: x, y: y), style: .muted, maxWidth: max(0, canvas.size.width - x))
  }

  private func drawSlider(
    _ value: Double, isPending: Bool, isOff: Bool, isActive: Bool, y: Int, on canvas: inout Canvas
  ) {
    guard columns.sliderWidth > 3 else { return }
    let rect = Rect(x: columns.slider, y: y, width: columns.sliderWidth, height: 1)
    let slider = Slider(
      fraction: knob.fraction(of: value), defaultFraction: knob.fraction(of: knob.defaultValue), isFocused: isActive,
      isEnabled: !isOff)
    slider.draw(on: &canvas, in: rect)
    if isPending {
      canvas.restyle(rect) { if $0.foreground != .border { $0.foreground = .warning } }
    }
  }
}
