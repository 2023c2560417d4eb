/// What ncurses does for `ColorPairs`; tests put something else in its place.
protocol ColorDefining {
  func defineColor(_ index: Int32, as color: RGB) -> Bool
  func definePair(_ index: Int32, foreground: Int32, background: Int32) -> Bool
}

/// Hands out ncurses' colour pairs on demand, never more than the terminal has.
struct ColorPairs {
  private struct Pair: Hashable {
    var foreground: Int32
    var background: Int32
  }

  /// The number by which ncurses knows the terminal's own foreground and background.
  private static let terminalDefault: Int32 = -1

  private let support: ColorSupport
  /// Pair numbers below this one may be used; pair 0 is the terminal's default.
  private let limit: Int
  /// Whether the terminal can go back to its own colours; otherwise they are taken for white on black.
  private let hasDefaults: Bool
  private let definer: any ColorDefining
  private var pairs: [Pair: Int32] = [:]
  private var colors: [RGB: Int32] = [:]
  /// What the redefined entries of the palette show.
  private var entries: [RGB: Int32] = [:]

  init(support: ColorSupport, limit: Int, hasDefaults: Bool, definer: any ColorDefining) {
    self.support = support
    // A terminal that redefines its palette has 65,536 pairs and ncurses keeps a table of all that are used.
    self.limit = min(limit, 8192)
    self.hasDefaults = hasDefaults
    self.definer = definer
  }

  /// How many pairs are defined.
  var count: Int { pairs.count }

  /// Whether so many pairs are in use that the next frame had better start over.
  var isCrowded: Bool { limit >= 256 && pairs.count > limit * 3 / 4 }

  /// Forgets every pair. What is on the screen has to be written again.
  mutating func removeAllPairs() {
    pairs.removeAll(keepingCapacity: true)
  }

  /// The number of the pair for two colours; nil is the terminal's default. Where no pair is left the background is
  /// given up first, then the foreground.
  mutating func pair(foreground: RGB?, background: RGB?) -> Int32 {
    guard support != .none, foreground != nil || background != nil else { return 0 }
    let back = background.map { index(of: $0) } ?? (hasDefaults ? ColorPairs.terminalDefault : 0)
    var fore = foreground.map { index(of: $0) } ?? (hasDefaults ? ColorPairs.terminalDefault : 7)
    if case .indexed(let count) = support, count <= 16, let foreground, foreground != background {
      // Two colours that both come out as black would hide the text; a default background is most often black.
      let occupied = back == ColorPairs.terminalDefault ? 0 : Int(back)
      if Int(fore) == occupied { fore = Int32(NearestColor.ansi(foreground, count: count, excluding: occupied)) }
    }
    let wanted = Pair(foreground: fore, background: back)
    if let number = number(of: wanted) { return number }
    return number(of: Pair(foreground: fore, background: hasDefaults ? ColorPairs.terminalDefault : 0)) ?? 0
  }

  private mutating func number(of pair: Pair) -> Int32? {
    if let known = pairs[pair] { return known }
    let number = Int32(pairs.count + 1)
    guard Int(number) < limit,
      definer.definePair(number, foreground: pair.foreground, background: pair.background)
    else { return nil }
    pairs[pair] = number
    return number
  }

  private mutating func index(of color: RGB) -> Int32 {
    if let known = colors[color] { return known }
    let index: Int32
    switch support {
    case .indexed(let count) where color.entry != nil:
      // Where there are eight colours, bright ones are these.
      index = Int32(color.entry ?? 0) % Int32(min(count, 16))
    case .redefinable where color.entry != nil: index = Int32(color.entry ?? 0)
    case .direct where (color.entry ?? 8) < 8: index = Int32(color.entry ?? 0)
    case .none: return ColorPairs.terminalDefault
    case .indexed(let count) where count >= 256: index = Int32(NearestColor.xterm256(color))
    case .indexed(let count): index = Int32(NearestColor.ansi(color, count: count))
    case .redefinable(let count): index = paletteEntry(for: color, count: count)
    case .direct:
      let value = Int32(color.r) << 16 | Int32(color.g) << 8 | Int32(color.b)
      // Direct-colour terminals keep the numbers 0 to 7 for the colours of ANSI.
      index = (1...7).contains(value) ? 8 : value
    }
    if colors.count > 16_384 { colors.removeAll(keepingCapacity: true) }
    colors[color] = index
    return index
  }

  /// A palette entry that shows `color`: a new one, or the nearest when all are taken.
  private mutating func paletteEntry(for color: RGB, count: Int) -> Int32 {
    if let known = entries[color] { return known }
    let free = Int32(16 + entries.count)
    if Int(free) < count, definer.defineColor(free, as: color) {
      entries[color] = free
      return free
    }
    let nearest = entries.min { color.distance(to: $0.key) < color.distance(to: $1.key) }
    return nearest?.value ?? Int32(NearestColor.xterm256(color))
  }
}
