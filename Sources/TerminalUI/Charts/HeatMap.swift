/// A grid of values as colours, two to a cell: the upper half shows one and the lower half the one below it.
///
/// Where each value gets a whole number of dots it does; where there are more values than dots, a dot is the mean of those
/// it covers. In ASCII a cell is a character, from blank to `@`.
public struct HeatMap: Sendable {
  /// Row-major; 0…1, others are clamped, NaN is left blank.
  public var values: [Double]
  public var rows: Int
  public var columns: Int

  /// A grid whose extents contradict the number of values is empty.
  public init(_ values: [Double], rows: Int, columns: Int) {
    let isSound = rows > 0 && columns > 0 && rows.multipliedReportingOverflow(by: columns) == (values.count, false)
    (self.values, self.rows, self.columns) = isSound ? (values, rows, columns) : ([], 0, 0)
  }

  /// Dots that a map takes at most in `size` cells: the same number for each value where there is room, the same shape
  /// where there is not.
  public func dots(in size: Size) -> Size {
    let (width, height) = (size.width, size.height * 2)
    guard rows > 0, width > 0, height > 0 else { return .zero }
    let scale = min(width / columns, height / rows)
    if scale >= 1 { return Size(width: columns * scale, height: rows * scale) }
    let share = min(Double(width) / Double(columns), Double(height) / Double(rows))
    return Size(
      width: min(width, max(1, Int(Double(columns) * share))), height: min(height, max(1, Int(Double(rows) * share))))
  }

  /// Cells that it takes at most in `size` cells.
  public func cells(in size: Size) -> Size {
    let dots = dots(in: size)
    return Size(width: dots.width, height: (dots.height + 1) / 2)
  }

  /// Draws it from the top left corner of `rect`, as large as it gets.
  /// - Returns: the cells it took.
  @discardableResult
  public func draw(on canvas: inout Canvas, in rect: Rect, role: (Double) -> Role = { .heat($0) }) -> Size {
    let dots = dots(in: rect.size)
    guard !values.isEmpty, dots.width > 0 else { return .zero }
    let size = cells(in: rect.size)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let upper = value(atDot: Point(x: x, y: 2 * y), of: dots)
        let lower = 2 * y + 1 < dots.height ? value(atDot: Point(x: x, y: 2 * y + 1), of: dots) : nil
        canvas[Point(x: rect.x + x, y: rect.y + y)] = HeatMap.cell(upper, lower, canvas.symbols, role)
      }
    }
    return size
  }

  /// The mean of the values that a dot covers; nil where none of them is a number.
  public func value(atDot dot: Point, of dots: Size) -> Double? {
    guard dots.width > 0, dots.height > 0, !values.isEmpty else { return nil }
    let (top, left) = (dot.y * rows / dots.height, dot.x * columns / dots.width)
    let bottom = max(top + 1, (dot.y + 1) * rows / dots.height)
    let right = max(left + 1, (dot.x + 1) * columns / dots.width)
    var (sum, count) = (0.0, 0)
    for row in top..<min(bottom, rows) {
      for column in left..<min(right, columns) where values[row * columns + column].isFinite {
        sum += min(max(values[row * columns + column], 0), 1)
        count += 1
      }
    }
    return count > 0 ? sum / Double(count) : nil
  }

  /// Characters from light to dark.
  static let asciiRamp: [Character] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// A cell of two values.
  public static func cell(
    _ upper: Double?, _ lower: Double?, _ symbols: SymbolSet, _ role: (Double) -> Role = { .heat($0) }
  ) -> Cell {
    if symbols == .ascii {
      let known = [upper, lower].compactMap(\.self)
      guard !known.isEmpty else { return .blank }
      let level = known.reduce(0, +) / Double(known.count)
      return Cell(asciiRamp[min(asciiRamp.count - 1, Int(level * Double(asciiRamp.count)))], .text)
    }
    switch (upper, lower) {
    case (let upper?, let lower?): return Cell("▀", Style(role(upper), on: role(lower)))
    case (let upper?, nil): return Cell("▀", Style(role(upper)))
    case (nil, let lower?): return Cell("▄", Style(role(lower)))
    case (nil, nil): return .blank
    }
  }
}

extension Cell {
  /// The same where there are no colours: half blocks that tell their values by colour alone become shades.
  public var withoutColors: Cell {
    guard glyph == "▀" || glyph == "▄", let upper = style.foreground.level else {
      // Words on a level's colour stay words.
      return self
    }
    let lower = style.background?.level ?? 0
    let level = (upper + lower) / 2
    let shades: [Character] = [" ", "░", "▒", "▓", "█"]
    return Cell(shades[min(shades.count - 1, Int(level * Double(shades.count)))], .text)
  }
}

extension Role {
  /// How high a heat map's colour stands, 0…1; nil for others, such as meters, whose length says it.
  var level: Double? {
    switch self {
    case .heat(let level): level.isNaN ? 0 : min(max(level, 0), 1)
    case .picture(let color): color.luma
    default: nil
    }
  }
}

extension RGB {
  /// How bright it looks, 0…1 (ITU-R BT.601).
  var luma: Double { (0.299 * Double(r) + 0.587 * Double(g) + 0.114 * Double(b)) / 255 }

  /// A dot of a picture: channels of 0…1, in so few levels that a terminal with a small palette can show them.
  public static func dot(red: Double, green: Double, blue: Double) -> RGB {
    func level(_ value: Double, of steps: Double) -> UInt8 {
      let clamped = value.isNaN ? 0 : min(max(value, 0), 1)
      return UInt8(((clamped * steps).rounded() / steps * 255).rounded())
    }
    if red == green, green == blue {
      let grey = level(red, of: 24)
      return RGB(r: grey, g: grey, b: grey)
    }
    return RGB(r: level(red, of: 8), g: level(green, of: 8), b: level(blue, of: 8))
  }
}
