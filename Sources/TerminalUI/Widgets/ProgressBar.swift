/// How far something is: a gradient bar with its percentage behind it.
public struct ProgressBar: Hashable, Sendable {
  /// 0…1; clamped, NaN is 0.
  public var fraction: Double
  public var style: Style?

  public init(fraction: Double, style: Style? = nil) {
    self.fraction = fraction
    self.style = style
  }

  /// Draws in the first row of `rect`; the percentage is left out below 12 columns.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    let clamped = fraction.isNaN ? 0 : min(1, max(0, fraction))
    var bar = rect.row(0)
    if rect.width >= 12 {
      let number: Rect
      (bar, number) = bar.splitRight(5)
      // Never 100 % before it is done.
      let percent = Int(clamped * 100)
      canvas.putRight("\(percent)%", endingAt: number.maxX, y: number.y, style: .text)
    }
    BarRow(fraction: clamped, style: style, showsTrack: true).draw(on: &canvas, in: bar)
  }
}
