/// A grid of cells to draw on: what the screen will show, as a value.
///
/// Points count from the canvas's top left corner. Whatever falls outside is left out silently. Inside `draw(in:_:)`
/// the canvas is a window on a part of itself: `size` is the part's size and points count from the part's corner.
public struct Canvas: Hashable, Sendable {
  /// Which glyphs boxes, bars and charts are drawn with.
  public var symbols: SymbolSet
  /// Width and height of the part that can be drawn on.
  public var size: Size { view.size }

  private let fullSize: Size
  private var cells: [Cell]
  /// The window drawn through, in the full grid's coordinates; may reach beyond it.
  private var view: Rect
  /// The cells that may change, in the full grid's coordinates.
  private var clip: Rect

  /// A blank canvas.
  public init(size: Size, symbols: SymbolSet = .braille) {
    self.symbols = symbols
    fullSize = size
    cells = Array(repeating: .blank, count: size.width * size.height)
    view = Rect(origin: .zero, size: size)
    clip = view
  }

  public init(width: Int, height: Int, symbols: SymbolSet = .braille) {
    self.init(size: Size(width: width, height: height), symbols: symbols)
  }

  /// Everything that can be drawn on.
  public var bounds: Rect { Rect(origin: .zero, size: size) }

  /// The cell at `point`; nil outside. Setting one half of a wide glyph blanks the other half.
  public subscript(point: Point) -> Cell? {
    get { index(of: point).map { cells[$0] } }
    set {
      guard let newValue else { return }
      set(newValue, at: point)
    }
  }

  /// The cells of row `y`, left to right, of the window; cells outside the canvas are blank.
  public func row(_ y: Int) -> [Cell] {
    (0..<size.width).map { self[Point(x: $0, y: y)] ?? .blank }
  }

  /// The cells of these rows of a whole canvas that are not what `other`, of the same size, has in their place; all where there
  /// is none.
  func forEachDifference(from other: Canvas?, rows: Range<Int>, _ body: (Cell, Point) -> Void) {
    for y in rows.clamped(to: 0..<fullSize.height) {
      for x in 0..<fullSize.width {
        let index = y * fullSize.width + x
        if other?.cells[index] != cells[index] { body(cells[index], Point(x: x, y: y)) }
      }
    }
  }

  /// Takes over these rows of a whole canvas of the same size.
  mutating func copy(_ rows: Range<Int>, from other: Canvas) {
    let rows = rows.clamped(to: 0..<fullSize.height)
    let range = rows.lowerBound * fullSize.width..<rows.upperBound * fullSize.width
    cells.replaceSubrange(range, with: other.cells[range])
  }

  /// Draws inside `rect`: in `body` the canvas is that rectangle, and nothing outside it can change.
  @discardableResult
  public mutating func draw<Result>(in rect: Rect, _ body: (inout Canvas) throws -> Result) rethrows -> Result {
    let saved = (view, clip)
    defer { (view, clip) = saved }
    view = Rect(x: view.x + rect.x, y: view.y + rect.y, width: rect.width, height: rect.height)
    clip = clip.intersection(view)
    return try body(&self)
  }

  /// Writes `text` from `point` to the right and returns how many columns it took. Control characters are left out.
  /// With `maxWidth`, text that is wider ends in an ellipsis; without it, text is cut at the canvas's edge.
  @discardableResult
  public mutating func put(_ text: String, at point: Point, style: Style = .text, maxWidth: Int? = nil) -> Int {
    var clean = Text.sanitized(text)
    if let maxWidth { clean = Text.truncated(clean, to: maxWidth, ellipsis: symbols.ellipsis) }
    var x = point.x
    if clean.utf8.allSatisfy({ $0 < 0x80 }) {
      for byte in clean.utf8 {
        set(Cell(Canvas.ascii[Int(byte)], style), at: Point(x: x, y: point.y), columns: 1)
        x += 1
      }
      return x - point.x
    }
    for character in clean {
      let columns = Text.width(character)
      if columns > 0 { set(Cell(Canvas.limited(character), style), at: Point(x: x, y: point.y), columns: columns) }
      x += columns
    }
    return x - point.x
  }

  /// Graphemes of one byte: most of what is written.
  private static let ascii: [Character] = (0..<128).map { Character(Unicode.Scalar(UInt8($0))) }

  /// Puts a glyph that is one column wide: fast, for charts.
  mutating func putDots(_ glyph: Character, style: Style, at point: Point) {
    set(Cell(glyph, style), at: point, columns: 1)
  }

  /// Writes `text` so that it ends just left of column `edge`, and returns how many columns it took.
  @discardableResult
  public mutating func putRight(
    _ text: String, endingAt edge: Int, y: Int, style: Style = .text, maxWidth: Int? = nil
  ) -> Int {
    var clean = Text.sanitized(text)
    if let maxWidth { clean = Text.truncated(clean, to: maxWidth, ellipsis: symbols.ellipsis) }
    return put(clean, at: Point(x: edge - Text.width(clean), y: y), style: style)
  }

  /// Writes pieces of different styles one after the other and returns how many columns they took.
  @discardableResult
  public mutating func put(_ pieces: [(text: String, style: Style)], at point: Point, maxWidth: Int? = nil) -> Int {
    var used = 0
    for piece in pieces {
      let room = maxWidth.map { $0 - used }
      if let room, room <= 0 { break }
      used += put(piece.text, at: Point(x: point.x + used, y: point.y), style: piece.style, maxWidth: room)
    }
    return used
  }

  /// Fills `rect` with one glyph. A control character fills with blanks; where a wide glyph does not fit, there is one.
  public mutating func fill(_ rect: Rect, with glyph: Character = " ", style: Style = .text) {
    let part = rect.intersection(visible)
    let columns = Text.width(glyph)
    let (cell, blank) = (Cell(columns == 0 ? " " : Canvas.limited(glyph), style), Cell(" ", style))
    let step = max(1, columns)
    for y in part.y..<part.maxY {
      for x in stride(from: part.x, to: part.maxX, by: step) {
        let fits = x + step <= part.maxX
        set(fits ? cell : blank, at: Point(x: x, y: y), columns: fits ? step : 1)
      }
    }
  }

  /// Gives the cells of `rect` another background and keeps what is written there.
  public mutating func setBackground(_ background: Role?, in rect: Rect) {
    restyle(rect) { $0.background = background }
  }

  /// Changes the style of the cells of `rect` and keeps what is written there.
  public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
    let part = rect.intersection(visible)
    for y in part.y..<part.maxY {
      for x in part.x..<part.maxX {
        if let index = index(of: Point(x: x, y: y)) { change(&cells[index].style) }
      }
    }
  }

  /// The part of the window that is on the canvas and not clipped, in the window's coordinates.
  private var visible: Rect {
    Rect(origin: Point(x: clip.x - view.x, y: clip.y - view.y), size: clip.size)
  }

  private func index(of point: Point) -> Int? {
    let place = Point(x: point.x &+ view.x, y: point.y &+ view.y)
    return clip.contains(place) ? place.y * fullSize.width + place.x : nil
  }

  private mutating func set(_ cell: Cell, at point: Point) {
    let columns = Text.width(cell.glyph)
    let glyph = columns == 0 ? " " : Canvas.limited(cell.glyph)
    set(Cell(glyph, cell.style), at: point, columns: max(1, columns))
  }

  private mutating func set(_ cell: Cell, at point: Point, columns: Int) {
    guard let index = index(of: point) else {
      // The right half of a wide glyph whose left half is clipped.
      if columns == 2, let right = self.index(of: Point(x: point.x &+ 1, y: point.y)) {
        release(right)
        cells[right] = Cell(" ", cell.style)
      }
      return
    }
    release(index)
    guard columns == 2 else {
      cells[index] = cell
      return
    }
    guard let right = self.index(of: Point(x: point.x &+ 1, y: point.y)) else {
      cells[index] = Cell(" ", cell.style)
      return
    }
    release(right)
    cells[index] = cell
    cells[right] = Cell(Cell.continuationGlyph, cell.style)
  }

  /// Blanks the other half of a wide glyph of which the cell at `index` is about to be overwritten.
  private mutating func release(_ index: Int) {
    let column = index % fullSize.width
    if cells[index].isContinuation, column > 0 { cells[index - 1].glyph = " " }
    if column + 1 < fullSize.width, cells[index + 1].isContinuation { cells[index + 1].glyph = " " }
  }

  /// A grapheme with so many combining marks that they would cover the lines around it keeps the first few. One that
  /// ends with a joiner loses it: printed, it would swallow the next cell.
  private static func limited(_ character: Character) -> Character {
    if character.isASCII { return character }
    let scalars = character.unicodeScalars
    guard scalars.count > 8 || scalars.last == "\u{200D}" else { return character }
    var short = String.UnicodeScalarView()
    short.append(contentsOf: scalars.prefix(8))
    while short.last == "\u{200D}" { short.removeLast() }
    return String(short).first ?? "?"
  }
}
