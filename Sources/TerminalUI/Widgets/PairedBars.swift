/// What the teacher and the student say about each class: two bars side by side in every row.
public struct PairedBars: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    public var label: String
    /// Probabilities (or other shares); NaN shows as no bar and a dash.
    public var teacher: Double
    public var student: Double
    /// The true class, say: its label is accented.
    public var isHighlighted: Bool

    public init(label: String, teacher: Double, student: Double, isHighlighted: Bool = false) {
      self.label = label
      self.teacher = teacher
      self.student = student
      self.isHighlighted = isHighlighted
    }
  }

  public var rows: [Row]
  /// The value of a full bar; above 0. Nil: the greatest value of all rows.
  public var maximum: Double?

  public init(rows: [Row], maximum: Double? = nil) {
    self.rows = rows
    self.maximum = maximum
  }

  /// Draws as many rows as `rect` is high, from the first.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    guard rect.width > 0 else { return }
    let shown = rows.prefix(rect.height)
    let greatest = rows.flatMap { [$0.teacher, $0.student] }.filter(\.isFinite).max() ?? 1
    let full = maximum ?? greatest
    let widest = shown.map { Text.width(Text.sanitized($0.label)) }.max() ?? 0
    let labelWidth = min(widest, max(0, rect.width / 3))
    for (index, row) in shown.enumerated() {
      let (label, rest) = rect.row(index).splitLeft(labelWidth + 1)
      let style = row.isHighlighted ? Style.accent.bold : .text
      canvas.put(row.label, at: label.origin, style: style, maxWidth: labelWidth)
      let halves = rest.columns(2)
      guard halves.count == 2 else { continue }
      draw(row.teacher, of: full, .teacher, on: &canvas, in: halves[0])
      draw(row.student, of: full, .student, on: &canvas, in: halves[1])
    }
  }

  private func draw(_ value: Double, of full: Double, _ style: Style, on canvas: inout Canvas, in rect: Rect) {
    var bar = rect.splitRight(1).rest
    if rect.width >= 10 {
      let number: Rect
      (bar, number) = bar.splitRight(4)
      canvas.putRight(Numbers.share(value), endingAt: number.maxX, y: number.y, style: .muted)
    }
    BarRow(fraction: full > 0 ? value / full : 0, style: style).draw(on: &canvas, in: bar)
  }
}
