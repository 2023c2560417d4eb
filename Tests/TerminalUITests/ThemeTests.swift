import Foundation
import Testing

@testable import TerminalUI

@Suite("Themes") struct ThemeTests {
  static let names = [
    "ansi-16", "colorblind-dark", "colorblind-light", "dracula", "gruvbox-dark", "gruvbox-light", "high-contrast",
    "kdtop-dark", "kdtop-light", "midnight", "mono", "nord", "solarized-dark", "solarized-light",
  ]
  static let light = ["colorblind-light", "gruvbox-light", "kdtop-light", "solarized-light"]

  /// Meanings that are read as words, or have to be told apart.
  static let words = Theme.Key.allCases.filter {
    ![.background, .border, .selected, .selectedBackground, .defaultBackground, .defaultText].contains($0)
  }

  @Test("the built-in default is what its file says")
  func builtIn() throws {
    #expect(ThemeLibrary.shipped.names() == Self.names)
    #expect(try ThemeLibrary.shipped.theme(named: nil) == .dark)
    #expect(try ThemeLibrary(directories: []).theme(named: nil) == .dark)
    #expect(ThemeLibrary(directories: []).names() == ["kdtop-dark"])
    #expect(Set(Theme.dark.colors.keys) == Set(Theme.Key.allCases))
  }

  @Test("text reads on its background", arguments: names)
  func contrast(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    let least = name == "high-contrast" ? 7.0 : 4.5
    for key in Self.words {
      #expect((theme[key] ?? theme.ink).contrast(with: theme.paper) >= least, "\(key)")
    }
    for color in theme.peers { #expect((color ?? theme.ink).contrast(with: theme.paper) >= least) }
    for color in theme.series { #expect((color ?? theme.ink).contrast(with: theme.paper) >= 3) }
    if !(theme.attributes[.selected] ?? []).contains(.reverse) {
      let selected = try #require(theme[.selected])
      #expect(selected.contrast(with: try #require(theme[.selectedBackground])) >= least)
    }
    #expect(theme.series.count >= 6 && theme.peers.count >= 3)
    #expect(!theme.about.isEmpty && theme.isDark != Self.light.contains(name))
    #expect((theme[.border] ?? theme.ink).contrast(with: theme.paper) >= 1.3)
  }

  @Test("what is dim is nearer to its background", arguments: names)
  func dimming(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    for style in [Style.student, .teacher, .student.on(.border)] {
      let (plain, _, _) = theme.colors(of: style)
      let (front, back, attributes) = theme.colors(of: style.dim)
      guard let plain, let front, plain.entry == nil else {
        // The terminal's own colour: the terminal dims it.
        #expect(attributes.contains(.dim))
        continue
      }
      let paper = back ?? theme.paper
      #expect(front.contrast(with: paper) < plain.contrast(with: paper) && !attributes.contains(.dim))
    }
  }

  @Test("words on a heat map read at every level", arguments: names)
  func contrastOnLevels(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    for step in 0...100 {
      let (front, back, _) = theme.colors(of: Style.text.on(.heat(Double(step) / 100)))
      #expect((front ?? theme.ink).contrast(with: back ?? theme.paper) >= 4.5)
    }
  }

  @Test("nothing disappears on the chosen row", arguments: names)
  func contrastOnSelection(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    for role in [Role.text, .muted, .border, .knob, .knobFocused, .accent, .teacher, .student, .series(1)] {
      let (front, back, attributes) = theme.colors(of: Style(role, on: .selected))
      #expect((front ?? theme.ink).contrast(with: back ?? theme.paper) >= 3, "\(role)")
      #expect(!attributes.isSuperset(of: [.dim, .reverse]))
    }
  }

  @Test("teacher and student differ for every kind of colour vision", arguments: names.filter { $0 != "mono" })
  func colorVision(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    let (teacher, student) = (try #require(theme[.teacher]), try #require(theme[.student]))
    for vision in ColorVision.allCases {
      #expect(vision.difference(teacher, student) > 0.12, "\(vision)")
    }
  }

  /// What stands side by side in a chart, or has to be seen at once.
  private func curves(_ theme: Theme, peers: Int) throws -> [(String, RGB)] {
    var colors: [(String, RGB)] = []
    for key in [Theme.Key.teacher, .student, .warning] { colors.append((key.rawValue, try #require(theme[key]))) }
    for index in 0..<peers { colors.append(("peer \(index)", try #require(theme.peers[index]))) }
    return colors
  }

  /// The bound: about six times a difference that can just be seen, which is 0.02 in OKLab.
  @Test(
    "teacher, student, peers and warnings differ without one kind of cone",
    arguments: ["colorblind-dark", "colorblind-light"])
  func colorBlind(name: String) throws {
    let all = try curves(ThemeLibrary.shipped.theme(named: name), peers: 2)
    for vision in ColorVision.allCases {
      for (index, one) in all.enumerated() {
        for other in all[(index + 1)...] {
          let difference = vision.difference(one.1, other.1)
          #expect(difference > 0.12, "\(vision): \(one.0) and \(other.0) differ by \(difference)")
        }
      }
    }
    // The bound is one: the default does not keep it.
    let usual = try curves(.dark, peers: 2)
    #expect(ColorVision.deuteranopia.difference(usual[0].1, usual[3].1) < 0.12)
  }

  @Test("with three kinds of cone they differ in every theme", arguments: names.filter { $0 != "mono" })
  func differences(name: String) throws {
    let all = try curves(ThemeLibrary.shipped.theme(named: name), peers: 1)
    for (index, one) in all.enumerated() {
      for other in all[(index + 1)...] {
        #expect(ColorVision.full.difference(one.1, other.1) > 0.06, "\(one.0) and \(other.0)")
      }
    }
  }

  @Test("simulated dichromats confuse what they are known to confuse")
  func simulation() throws {
    let (red, green) = (try #require(RGB("#a06000")), try #require(RGB("#708000")))
    #expect(ColorVision.full.difference(red, green) > 0.09)
    #expect(ColorVision.deuteranopia.difference(red, green) < 0.04)
    #expect(ColorVision.tritanopia.difference(red, green) > 0.09)
    for vision in ColorVision.allCases {
      // Greys stay greys: the rows of each matrix sum to 1.
      let grey = RGB(hex: 0x808080)
      #expect(vision.difference(grey, RGB(hex: 0xFFFFFF)) > 0.3)
      #expect(vision.seen(grey).distance(to: grey) <= 12, "\(vision)")
    }
  }

  @Test("few colours leave the terminal's own, none leave type faces")
  func suited() {
    #expect(Theme.suited(toColors: 256).name == "kdtop-dark" && Theme.suited(toColors: 1 << 24).name == "kdtop-dark")
    // Where no file is found it is the built-in one, which every terminal can show somehow.
    #expect(["ansi-16", "kdtop-dark"].contains(Theme.suited(toColors: 16).name))
    #expect(["mono", "kdtop-dark"].contains(Theme.suited(toColors: 0).name))
  }

  @Test("the 16 colours are the terminal's own entries, and everything in their theme is one of them")
  func entries() throws {
    let theme = try ThemeLibrary.shipped.theme(named: "ansi-16")
    let all = theme.colors.values.compactMap(\.self) + (theme.series + theme.peers).compactMap(\.self)
    #expect(all.allSatisfy { $0.entry != nil })
    for step in 0...32 {
      #expect(theme.gradient.color(at: Double(step) / 32)?.entry != nil)
      #expect(theme.heat.color(at: Double(step) / 32)?.entry != nil)
    }
    #expect(RGB.entryNames.count == 16 && RGB(entry: "bright-red")?.entry == 9 && RGB(entry: "brown") == nil)
  }

  @Test("WCAG's own numbers")
  func luminance() throws {
    let (black, white) = (RGB(hex: 0), RGB(hex: 0xFFFFFF))
    #expect(abs(black.contrast(with: white) - 21) < 1e-9)
    // The lightest grey that is readable on white at level AA, as WebAIM's checker has it: 4.54.
    #expect(abs(try #require(RGB("#767676")).contrast(with: white) - 4.54) < 0.005)
    // Ottosson's table of OKLab values for sRGB's red is (.62796, .22486, .12585).
    let red = RGB(hex: 0xFF0000).okLab
    #expect(abs(red.x - 0.62796) < 1e-4 && abs(red.y - 0.22486) < 1e-4 && abs(red.z - 0.12585) < 1e-4)
    for hex in stride(from: UInt32(0), to: 0xFFFFFF, by: 65_537 * 3 + 1234) {
      #expect(RGB(okLab: RGB(hex: hex).okLab) == RGB(hex: hex))
    }
  }

  @Test("colours are #rrggbb and nothing else")
  func parsing() {
    #expect(RGB("#10Ac0f") == RGB(r: 0x10, g: 0xAC, b: 0x0F))
    #expect(RGB("#10Ac0f")?.description == "#10ac0f")
    for wrong in ["", "#", "10ac0f", "#10ac0", "#10ac0ff", "#10ac0g", "#１0ac0", "#+0ac0f", " #10ac0f", "red"] {
      #expect(RGB(wrong) == nil, "\(wrong)")
    }
  }

  @Test("ramps go through their stops, and take any level")
  func ramps() {
    let (a, b, c) = (RGB(hex: 0x102030), RGB(hex: 0x80FF00), RGB(hex: 0xFFFFFF))
    let ramp = ColorRamp([a, b, c])
    #expect([-1, 0, 0.5, 1, 7].map { ramp.color(at: $0) } == [a, a, b, c, c])
    #expect(ramp.color(at: .nan) == a && ramp.color(at: -.infinity) == a && ramp.color(at: .infinity) == c)
    #expect(Set((0...1000).map { ramp.color(at: Double($0) / 1000) }).count <= ColorRamp.steps)
    #expect(ColorRamp([]).color(at: 0.5) == nil)
    #expect(ColorRamp([b]).color(at: 0.3) == b)
    #expect(ColorRamp([nil, c]).color(at: 0) == nil && ColorRamp([nil, c]).color(at: 1) == c)
  }

  @Test("a palette repeats")
  func series() {
    let count = Theme.dark.series.count
    #expect(Theme.dark.color(of: .series(count + 1)) == Theme.dark.series[1])
    #expect(Theme.dark.color(of: .series(-1)) == Theme.dark.series[1])
    #expect(Theme.dark.color(of: .series(.min)) != nil)
  }
}
