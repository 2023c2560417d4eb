/// A picture as a value: grey or red, green and blue, a channel after the other, each 0…1.
public struct Picture: Sendable {
  public let size: Size
  private let planes: [HeatMap]

  /// - Parameter values: `[channels, height, width]`; of other than 1 or 3 channels the first is shown. Nil where the
  ///   extents contradict the values.
  public init?(_ values: [Double], channels: Int, height: Int, width: Int) {
    let (area, overflows) = height.multipliedReportingOverflow(by: width)
    guard channels > 0, height > 0, width > 0, !overflows,
      area.multipliedReportingOverflow(by: channels) == (values.count, false)
    else { return nil }
    size = Size(width: width, height: height)
    planes = (0..<(channels == 3 ? 3 : 1)).map {
      HeatMap(Array(values[$0 * area..<($0 + 1) * area]), rows: height, columns: width)
    }
  }

  /// Cells that it takes at most in `size` cells.
  public func cells(in size: Size) -> Size { planes[0].cells(in: size) }

  /// Draws it from the top left corner of `rect`, as large as it gets.
  @discardableResult
  public func draw(on canvas: inout Canvas, in rect: Rect) -> Size {
    guard planes.count == 3, canvas.symbols != .ascii else {
      return planes[0].draw(on: &canvas, in: rect) { .picture(.dot(red: $0, green: $0, blue: $0)) }
    }
    let dots = planes[0].dots(in: rect.size)
    let cells = cells(in: rect.size)
    func role(_ x: Int, _ y: Int) -> Role? {
      guard y < dots.height else { return nil }
      let values = planes.map { $0.value(atDot: Point(x: x, y: y), of: dots) ?? 0 }
      return .picture(.dot(red: values[0], green: values[1], blue: values[2]))
    }
    for y in 0..<cells.height {
      for x in 0..<cells.width {
        guard let upper = role(x, 2 * y) else { continue }
        canvas[Point(x: rect.x + x, y: rect.y + y)] = Cell("▀", Style(upper, on: role(x, 2 * y + 1)))
      }
    }
    return cells
  }

  /// Draws it in dots over colours that show something else of each place, such as where a network looks: the picture's
  /// bright places as braille dots, thinned where they are less bright.
  /// - Parameter ground: levels of 0…1 that lie over the picture, of any extents.
  @discardableResult
  public func draw(over ground: HeatMap, on canvas: inout Canvas, in rect: Rect) -> Size {
    let cells = cells(in: rect.size)
    guard cells.width > 0, cells.height > 0 else { return .zero }
    let dots = Size(width: cells.width * 2, height: cells.height * 4)
    // The brightest dot of this picture is full.
    let peak = max(planes.flatMap(\.values).filter(\.isFinite).max() ?? 1, 1e-6)
    for y in 0..<cells.height {
      for x in 0..<cells.width {
        let level = ground.value(atDot: Point(x: x, y: y), of: cells) ?? 0
        var pattern: UInt32 = 0
        var sum = 0.0
        for dy in 0..<4 {
          for dx in 0..<2 {
            let dot = Point(x: 2 * x + dx, y: 4 * y + dy)
            let bright = planes.reduce(0) { $0 + ($1.value(atDot: dot, of: dots) ?? 0) } / Double(planes.count) / peak
            sum += bright
            if bright > Picture.thresholds[dot.y % 2 * 2 + dot.x % 2] { pattern |= Picture.braille[dy * 2 + dx] }
          }
        }
        let place = Point(x: rect.x + x, y: rect.y + y)
        if canvas.symbols == .ascii {
          canvas[place] = HeatMap.cell(level, nil, .ascii) { .heat($0) }
        } else {
          let dot = canvas.symbols == .braille ? Unicode.Scalar(0x2800 + pattern).map(Character.init) : nil
          let block = [" ", "░", "▒", "▓", "█"][min(4, Int(sum / 8 * 5))]
          canvas[place] = Cell(dot ?? Character(block), Style(.text, on: .heat(level)))
        }
      }
    }
    return cells
  }

  /// Bayer's order of four: half-bright places get half the dots.
  private static let thresholds = [0.2, 0.6, 0.8, 0.4]
  /// Bits of the dots of a braille cell, row by row.
  private static let braille: [UInt32] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}
