import Testing

@testable import TerminalUI

/// Colours: which a terminal gets, and which ncurses is asked for.
@Suite struct RGBTests {
  @Test(arguments: [
    (8, false, false, "", "", ColorSupport.indexed(8)),
    (16, true, false, "", "", .indexed(16)),
    (88, true, false, "truecolor", "", .indexed(16)),
    (256, true, false, "", "", .indexed(256)),
    (256, false, false, "truecolor", "", .indexed(256)),
    (256, true, false, "truecolor", "", .redefinable(256)),
    (256, true, false, "24bit", "", .redefinable(256)),
    (256, true, false, "truecolor", "1", .none),
    (1 << 24, false, true, "", "", .direct),
    (-1, false, false, "truecolor", "", .none),
    (0, false, false, "", "", .none),
  ])
  func support(
    colors: Int, canRedefine: Bool, direct: Bool, colorTerm: String, noColor: String, expected: ColorSupport
  ) {
    let facts = ColorSupport.Facts(colors: colors, canRedefine: canRedefine, hasDirectColor: direct)
    let environment = ["COLORTERM": colorTerm, "NO_COLOR": noColor]
    #expect(ColorSupport(facts, environment: environment) == expected)
  }

  /// Every entry of xterm's palette is its own nearest colour (its cube and its greys share 8, 18, … with nothing).
  @Test func everyXtermColorIsNearestToItself() {
    for index in 16..<256 {
      let color = NearestColor.xtermColor(index)
      #expect(NearestColor.xtermColor(NearestColor.xterm256(color)) == color, "entry \(index)")
    }
  }

  /// No entry is nearer than the one chosen, for colours all over the cube.
  @Test func noXtermColorIsNearer() {
    for sample in stride(from: 0, to: 1 << 24, by: 40_503) {
      let color = RGB(
        r: UInt8(sample >> 16), g: UInt8(sample >> 8 & 255), b: UInt8(sample & 255))
      let chosen = color.distance(to: NearestColor.xtermColor(NearestColor.xterm256(color)))
      let best = (16..<256).map { color.distance(to: NearestColor.xtermColor($0)) }.min()
      #expect(chosen == best, "\(color)")
    }
  }

  @Test func ansiLeavesOutTheExcludedColor() {
    let nearlyBlack = RGB(r: 20, g: 20, b: 20)
    #expect(NearestColor.ansi(nearlyBlack, count: 8) == 0)
    #expect(NearestColor.ansi(nearlyBlack, count: 8, excluding: 0) != 0)
    #expect(NearestColor.ansi(RGB(r: 250, g: 10, b: 5), count: 8) == 1)
    #expect(NearestColor.ansi(RGB(r: 250, g: 10, b: 5), count: 16) == 9)
  }

  @Test func greysStayGrey() {
    let darkGrey = RGB(r: 110, g: 110, b: 120)
    #expect(NearestColor.ansi(darkGrey, count: 8, excluding: 0) == 7)
    #expect(NearestColor.ansi(darkGrey, count: 16) == 8)
  }

  @Test func pairsAreSharedAndNeverTooMany() {
    let device = Device()
    var pairs = ColorPairs(support: .indexed(256), limit: 10, hasDefaults: true, definer: device)
    #expect(pairs.pair(foreground: nil, background: nil) == 0)
    let first = pairs.pair(foreground: grey(0), background: nil)
    #expect(first == 1)
    #expect(pairs.pair(foreground: grey(0), background: nil) == first)
    for level in 1..<60 { _ = pairs.pair(foreground: grey(level), background: grey(level / 2)) }
    #expect(pairs.count == 9)
    #expect(device.log.pairs.keys.max() == 9)
    // With none left, the background goes first.
    #expect(pairs.pair(foreground: grey(0), background: grey(59)) == first)
  }

  /// 64 pairs are fewer than eight colours on nine backgrounds: running out must not make every frame start over.
  @Test func smallTerminalsAreNeverCrowded() {
    var pairs = ColorPairs(support: .indexed(8), limit: 64, hasDefaults: true, definer: Device())
    for level in 0..<64 { _ = pairs.pair(foreground: grey(level), background: grey(255 - level * 3)) }
    #expect(!pairs.isCrowded)
  }

  @Test func textNeverVanishesInItsBackground() {
    let device = Device()
    var pairs = ColorPairs(support: .indexed(8), limit: 64, hasDefaults: true, definer: device)
    let onDefault = pairs.pair(foreground: grey(30), background: nil)
    #expect(device.log.pairs[onDefault]?.0 != 0)
    let onDark = pairs.pair(foreground: grey(40), background: grey(10))
    #expect(device.log.pairs[onDark]?.0 != device.log.pairs[onDark]?.1)
  }

  @Test func withoutDefaultsTheTerminalIsWhiteOnBlack() {
    let device = Device()
    var pairs = ColorPairs(support: .indexed(8), limit: 64, hasDefaults: false, definer: device)
    let pair = pairs.pair(foreground: nil, background: RGB(r: 200, g: 0, b: 0))
    #expect(device.log.pairs[pair]?.0 == 7)
    #expect(device.log.pairs[pair]?.1 == 1)
  }

  @Test func thePaletteIsRedefinedUntilItIsFull() {
    let device = Device()
    var pairs = ColorPairs(support: .redefinable(256), limit: 4096, hasDefaults: true, definer: device)
    for level in 0..<255 {
      _ = pairs.pair(foreground: RGB(r: UInt8(level), g: 1, b: 1), background: nil)
    }
    #expect(device.log.colors.keys.sorted() == Array(16..<256))
    #expect(device.log.colors[16] == RGB(r: 0, g: 1, b: 1))
    // Level 254 came too late: it looks like level 239, the last that found room.
    let late = pairs.pair(foreground: RGB(r: 254, g: 1, b: 1), background: nil)
    #expect(device.log.pairs[late]?.0 == 255)
  }

  @Test func directColorsAreTheirOwnNumbers() {
    let device = Device()
    var pairs = ColorPairs(support: .direct, limit: 4096, hasDefaults: true, definer: device)
    let pair = pairs.pair(
      foreground: RGB(r: 0x12, g: 0x34, b: 0x56), background: RGB(r: 0, g: 0, b: 3))
    #expect(device.log.pairs[pair]?.0 == 0x123456)
    // 1 to 7 would be ANSI's colours.
    #expect(device.log.pairs[pair]?.1 == 8)
  }

  @Test func theTerminalsOwnColorsAreItsEntries() throws {
    let (bright, dark) = (try #require(RGB(entry: "bright-blue")), try #require(RGB(entry: "red")))
    let expected: [(ColorSupport, Int32, Int32)] = [
      (.indexed(256), 12, 1), (.indexed(16), 12, 1), (.indexed(8), 4, 1), (.redefinable(256), 12, 1),
      (.direct, 0x5C5CFF, 1),
    ]
    for (support, foreground, background) in expected {
      let device = Device()
      var pairs = ColorPairs(support: support, limit: 64, hasDefaults: true, definer: device)
      let pair = pairs.pair(foreground: bright, background: dark)
      #expect(device.log.pairs[pair]?.0 == foreground && device.log.pairs[pair]?.1 == background, "\(support)")
      #expect(device.log.colors.isEmpty)
    }
  }

  private func grey(_ level: Int) -> RGB {
    RGB(r: UInt8(level * 4 & 255), g: UInt8(level * 4 & 255), b: UInt8(level * 4 & 255))
  }

  /// Notes what it is asked for.
  private struct Device: ColorDefining {
    final class Log {
      var colors: [Int32: RGB] = [:]
      var pairs: [Int32: (Int32, Int32)] = [:]
    }

    let log = Log()

    func defineColor(_ index: Int32, as color: RGB) -> Bool {
      log.colors[index] = color
      return true
    }

    func definePair(_ index: Int32, foreground: Int32, background: Int32) -> Bool {
      log.pairs[index] = (foreground, background)
      return true
    }
  }
}
