/// The nearest colour of a fixed palette.
enum NearestColor {
  /// xterm's default for the first 16 colours. Users change these, so they stand in only where there are no others.
  static let ansi: [RGB] = [
    RGB(r: 0, g: 0, b: 0), RGB(r: 205, g: 0, b: 0),
    RGB(r: 0, g: 205, b: 0), RGB(r: 205, g: 205, b: 0),
    RGB(r: 0, g: 0, b: 238), RGB(r: 205, g: 0, b: 205),
    RGB(r: 0, g: 205, b: 205), RGB(r: 229, g: 229, b: 229),
    RGB(r: 127, g: 127, b: 127), RGB(r: 255, g: 0, b: 0),
    RGB(r: 0, g: 255, b: 0), RGB(r: 255, g: 255, b: 0),
    RGB(r: 92, g: 92, b: 255), RGB(r: 255, g: 0, b: 255),
    RGB(r: 0, g: 255, b: 255), RGB(r: 255, g: 255, b: 255),
  ]

  /// The levels of a channel in xterm's 6×6×6 cube.
  private static let levels = [0, 95, 135, 175, 215, 255]

  /// The nearest of entries 16 to 255: xterm's cube and its ramp of greys.
  static func xterm256(_ color: RGB) -> Int {
    let (red, green, blue) = (step(color.r), step(color.g), step(color.b))
    let mean = (Int(color.r) + Int(color.g) + Int(color.b)) / 3
    let grey = min(23, max(0, (mean - 3) / 10))
    let cube = 16 + 36 * red + 6 * green + blue
    return color.distance(to: xtermColor(232 + grey)) < color.distance(to: xtermColor(cube)) ? 232 + grey : cube
  }

  /// The colour of entry `index`, 0 to 255, as xterm shows it.
  static func xtermColor(_ index: Int) -> RGB {
    switch index {
    case ..<16: return ansi[max(0, index)]
    case 16..<232:
      let cube = index - 16
      return RGB(
        r: UInt8(levels[cube / 36]), g: UInt8(levels[cube / 6 % 6]), b: UInt8(levels[cube % 6]))
    default:
      let level = UInt8(8 + 10 * (min(255, index) - 232))
      return RGB(r: level, g: level, b: level)
    }
  }

  /// The nearest of the first `count` ANSI colours, other than `excluded`. A grey stays a grey: by distance alone a dark
  /// one would turn magenta.
  static func ansi(_ color: RGB, count: Int, excluding excluded: Int? = nil) -> Int {
    let isGrey = max(color.r, color.g, color.b) - min(color.r, color.g, color.b) < 40
    let candidates = ansi.indices.prefix(count).filter { $0 != excluded && (!isGrey || [0, 7, 8, 15].contains($0)) }
    return candidates.min { color.distance(to: ansi[$0]) < color.distance(to: ansi[$1]) } ?? 7
  }

  private static func step(_ channel: UInt8) -> Int {
    levels.indices.min { abs(levels[$0] - Int(channel)) < abs(levels[$1] - Int(channel)) } ?? 0
  }
}
