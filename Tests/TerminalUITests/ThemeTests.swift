import Foundation
import Testing

@testable import TerminalUI

@Suite("Themes") struct ThemeTests {
  static let names = ["high-contrast", "kdtop-dark", "kdtop-light", "mono"]

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
    for color in theme.series { #expect((color ?? theme.ink).contrast(with: theme.paper) >= 3) }
    if !(theme.attributes[.selected] ?? []).contains(.reverse) {
      let selected = try #require(theme[.selected])
      #expect(selected.contrast(with: try #require(theme[.selectedBackground])) >= least)
    }
    #expect(theme.series.count >= 6)
    #expect((theme[.border] ?? theme.ink).contrast(with: theme.paper) >= 1.3)
  }

  @Test("what is dim is nearer to its background", arguments: names)
  func dimming(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    for style in [Style.student, .teacher, .student.on(.border)] {
      let (plain, _, _) = theme.colors(of: style)
      let (front, back, attributes) = theme.colors(of: style.dim)
      guard let plain, let front else {
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

  /// Colours as people without one kind of cone see them: Machado, Oliveira and Fernandes, "A Physiologically-based
  /// Model for Simulation of Color Vision Deficiency" (2009), severity 1.
  @Test("teacher and student differ for every kind of colour vision", arguments: names.filter { $0 != "mono" })
  func colorVision(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    let (teacher, student) = (try #require(theme[.teacher]), try #require(theme[.student]))
    let kinds: [[Double]] = [
      [1, 0, 0, 0, 1, 0, 0, 0, 1],
      [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
      [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
      [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    ]
    for m in kinds {
      func seen(_ color: RGB) -> SIMD3<Double> {
        let (r, g, b) = color.linear
        return RGB(
          linear: m[0] * r + m[1] * g + m[2] * b, m[3] * r + m[4] * g + m[5] * b, m[6] * r + m[7] * g + m[8] * b
        ).okLab
      }
      let difference = seen(teacher) - seen(student)
      #expect((difference * difference).sum().squareRoot() > 0.12)
    }
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
