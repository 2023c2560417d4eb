/// A knob's slider in one row: `├────●──────┤`.
public struct Slider: Hashable, Sendable {
  /// Where the handle is, 0 (left) to 1 (right); clamped, NaN is 0. The caller maps a log range to it.
  public var fraction: Double
  /// Where the default is; nil for no tick.
  public var defaultFraction: Double?
  public var isFocused: Bool
  /// A knob that cannot be turned now is drawn muted and without a handle.
  public var isEnabled: Bool

  public init(fraction: Double, defaultFraction: Double? = nil, isFocused: Bool = false, isEnabled: Bool = true) {
    self.fraction = fraction
    self.defaultFraction = defaultFraction
    self.isFocused = isFocused
    self.isEnabled = isEnabled
  }

  /// Draws in the first row of `rect`.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    guard rect.width > 0, rect.height > 0 else { return }
    let symbols = canvas.symbols
    let style: Style = !isEnabled ? .muted : isFocused ? .knobFocused : .knob
    let handle = Slider.column(of: fraction, in: rect)
    canvas.draw(in: rect.row(0)) { canvas in
      let end = canvas.size.width - 1
      canvas.horizontalLine(from: .zero, length: canvas.size.width, style: .border)
      canvas[Point(x: 0, y: 0)] = Cell(symbols.box.teeRight, .border)
      canvas[Point(x: end, y: 0)] = Cell(symbols.box.teeLeft, .border)
      if isEnabled, handle - rect.x > 1 {
        let filled = Rect(x: 1, y: 0, width: handle - rect.x - 1, height: 1)
        canvas.fill(filled, with: symbols.sliderFilled, style: style)
      }
      if let defaultFraction {
        let column = Slider.column(of: defaultFraction, in: rect) - rect.x
        canvas[Point(x: column, y: 0)] = Cell(symbols.sliderDefault, .muted)
      }
      if isEnabled {
        canvas[Point(x: handle - rect.x, y: 0)] = Cell(symbols.sliderHandle, isFocused ? style.bold : style)
      }
    }
  }

  /// The column of the handle for a fraction, between the two ends of the track.
  public static func column(of fraction: Double, in rect: Rect) -> Int {
    let track = rect.width - 3
    guard track > 0 else { return rect.x + max(0, rect.width / 2) }
    let clamped = fraction.isNaN ? 0 : min(1, max(0, fraction))
    return rect.x + 1 + Int((clamped * Double(track)).rounded())
  }

  /// The fraction a click or drag at `column` asks for: 0…1; beyond the ends it is 0 or 1.
  public static func fraction(atColumn column: Int, in rect: Rect) -> Double {
    let track = rect.width - 3
    guard track > 0 else { return 0 }
    return min(1, max(0, Double(column - rect.x - 1) / Double(track)))
  }
}
