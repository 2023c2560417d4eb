/// A run from its first step to its last in one or two rows: its phases, what happened, and where it is.
public struct Timeline: Hashable, Sendable {
  public struct Segment: Hashable, Sendable {
    public var name: String
    /// In the units of `marks` and `progress`, such as steps.
    public var length: Double
    public var style: Style

    public init(name: String, length: Double, style: Style) {
      self.name = name
      self.length = length
      self.style = style
    }
  }

  /// One after the other from 0.
  public var segments: [Segment]
  /// Marks in the units of the segments' lengths, from 0; labels are not drawn.
  public var marks: [ChartMark]
  /// How far the run is; the line is bold up to there. Nil: to the end.
  public var progress: Double?
  /// Where the replay is; nil for none.
  public var playhead: Double?

  public init(segments: [Segment], marks: [ChartMark] = [], progress: Double? = nil, playhead: Double? = nil) {
    self.segments = segments
    self.marks = marks
    self.progress = progress
    self.playhead = playhead
  }

  /// The sum of the lengths that are numbers above zero.
  public var length: Double {
    segments.reduce(0) { $0 + ($1.length.isFinite ? max(0, $1.length) : 0) }
  }

  /// Draws the line in the last row of `rect`. With two rows or more the names stand above it, otherwise on it.
  public func draw(on canvas: inout Canvas, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let symbols = canvas.symbols
    let line = Rect(x: rect.x, y: rect.maxY - 1, width: rect.width, height: 1)
    let done = progress.map { column(of: $0, in: line) } ?? line.maxX
    canvas.horizontalLine(from: line.origin, length: line.width, style: .border)
    var start = 0.0
    for (index, segment) in segments.enumerated() {
      let length = segment.length.isFinite ? max(0, segment.length) : 0
      let (from, to) = (column(of: start, in: line), min(line.maxX, column(of: start + length, in: line)))
      start += length
      let filled = Rect(x: from, y: line.y, width: min(to, done) - from, height: 1)
      canvas.fill(filled, with: symbols.solidLine, style: segment.style)
      if index > 0 { canvas[Point(x: from, y: line.y)] = Cell(symbols.box.teeLeft, .border) }
      let isAbove = rect.height > 1
      let place = Point(x: from + (index > 0 ? 1 : 0), y: isAbove ? line.y - 1 : line.y)
      let room = to - place.x - 1
      let name = isAbove ? segment.name : " \(segment.name) "
      if room >= 3, isAbove || Text.width(name) < room {
        canvas.put(name, at: place, style: segment.style, maxWidth: room)
      }
    }
    for mark in marks where mark.x.isFinite && mark.x >= 0 && mark.x <= length {
      let place = Point(x: min(line.maxX - 1, column(of: mark.x, in: line)), y: line.y)
      canvas[place] = Cell(symbols.glyph(of: mark.kind), mark.style)
    }
    if let head = playhead ?? progress {
      let place = Point(x: min(line.maxX - 1, column(of: head, in: line)), y: line.y)
      canvas[place] = Cell(symbols.playhead, Style.playhead.bold)
    }
  }

  private func column(of position: Double, in line: Rect) -> Int {
    let fraction = length > 0 ? position / length : 0
    let clamped = fraction.isNaN ? 0 : min(1, max(0, fraction))
    return line.x + Int(clamped * Double(line.width))
  }

  /// The fraction of the whole run (0…1) a click at `column` asks for; the last column is 1.
  public static func fraction(atColumn column: Int, in rect: Rect) -> Double {
    guard rect.width > 1 else { return 0 }
    return min(1, max(0, Double(column - rect.x) / Double(rect.width - 1)))
  }
}
