import Foundation
import Testing

@testable import TerminalUI

@Suite("Exports") struct ExportTests {
  static let hostile = "<script>alert(1)</script> ]]> & \" ' \u{1B}[31m\u{0}\u{FFFE}\u{FFFF}\u{202E} --> <!-- 日本"

  @Test("ANSI says the same text, in SGR sequences alone", arguments: ThemeTests.names)
  func ansi(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    var canvas = ExportDemo.canvas()
    canvas.put(Self.hostile, at: Point(x: 0, y: 28))
    let text = canvas.ansi(theme)
    let sequence = /\u{1B}\[[0-9;]+m/
    let plain = text.replacing(sequence, with: "")
    #expect(!plain.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    let lines = plain.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == canvas.size.height)
    #expect(lines.allSatisfy { Text.width(String($0)) == canvas.size.width })
    // Heat maps are half blocks in colours, and shades where a theme has none.
    let isColored = theme.colors(of: Style(.heat(1))).foreground != nil
    let expected = (0..<canvas.size.height).map { y in
      String(canvas.row(y).filter { !$0.isContinuation }.map { isColored ? $0.glyph : $0.withoutColors.glyph })
    }
    #expect(lines.map { String($0) } == expected)
    for line in text.split(separator: "\n") where line.contains(sequence) {
      #expect(line.hasSuffix("\u{1B}[0m"))
    }
  }

  @Test("ANSI changes only what differs")
  func ansiRuns() {
    var canvas = Canvas(width: 6, height: 2)
    canvas.put([("ab", .teacher), ("  ", .muted), ("cd", .teacher)], at: .zero)
    canvas.put([("a", Style.teacher.bold), ("b", .teacher)], at: Point(x: 0, y: 1))
    let plain = Theme(name: "t", colors: [.teacher: RGB(r: 1, g: 2, b: 3)], series: [], gradient: [], heat: [])
    #expect(
      canvas.ansi(plain) == """
        \u{1B}[38;2;1;2;3mab  cd\u{1B}[0m
        \u{1B}[1;38;2;1;2;3ma\u{1B}[0;38;2;1;2;3mb    \u{1B}[0m
        """)
  }

  @Test("SVG is XML that says the same words, whatever they are", arguments: ThemeTests.names)
  func svg(name: String) throws {
    let theme = try ThemeLibrary.shipped.theme(named: name)
    var canvas = ExportDemo.canvas()
    canvas.put(Self.hostile, at: Point(x: 0, y: 28))
    let text = canvas.svg(theme, title: Self.hostile)
    #expect(!text.contains("<script") && !text.contains("]]>"))
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    let reader = SVGReader(text)
    #expect(reader.error == nil)
    #expect(reader.title == "<script>alert(1)</script> ]]> & \" '  --> <!-- 日本")
    #expect(reader.words.contains("<script>alert(1)</script> ]]> & \" '"))
    #expect(reader.elements.isSubset(of: ["svg", "title", "style", "rect", "circle", "path", "g", "text"]))
    #expect(text.utf8.count < 40_000)
    #expect(text == canvas.svg(theme, title: Self.hostile))
  }

  @Test("the smallest canvases are pictures too")
  func smallest() {
    for size in [Size.zero, Size(width: 1, height: 1), Size(width: 0, height: 3)] {
      #expect(SVGReader(Canvas(size: size).svg(.dark, title: "t")).error == nil)
      #expect(SVGReader(Canvas(size: size).svg(.dark)).error == nil)
    }
    #expect(Canvas(size: .zero).ansi(.dark).isEmpty)
  }

  @Test("neighbours become one shape")
  func merges() {
    var canvas = Canvas(width: 40, height: 10)
    canvas.box(canvas.bounds)
    canvas.setBackground(.selected, in: Rect(x: 1, y: 1, width: 38, height: 8))
    let text = canvas.svg(.dark)
    // One background rectangle, four lines and four corners.
    #expect(text.contains("<path class=\"k\" fill=\"#26334d\" d=\"M25 34h342v144h-342z\"/>"))
    #expect(text.utf8.count < 1_200)
  }

  @Test("numbers are as short as can be")
  func numbers() {
    #expect(
      [0, 1, -1, 0.5, -0.5, 2.125, 1.0004, -0.0001].map(SVGPath.number) == [
        "0", "1", "-1", ".5", "-.5", "2.125", "1", "0",
      ])
  }

  @Test("characters are the shapes their names say")
  func shapes() throws {
    #expect(BoxDrawing("┝") == .arms(up: .light, right: .heavy, down: .light, left: .none))
    #expect(BoxDrawing("╿") == .arms(up: .heavy, right: .none, down: .light, left: .none))
    #expect(BoxDrawing("┊") == .dashes(.light, horizontal: false, count: 4))
    #expect(BoxDrawing("┅") == .dashes(.heavy, horizontal: true, count: 3))
    #expect(BoxDrawing("╏") == .dashes(.heavy, horizontal: false, count: 2))
    #expect(BoxDrawing("╮") == .arc(right: false, down: true))
    #expect(BoxDrawing("═") == nil && BoxDrawing("╱") == nil && BoxDrawing("a") == nil)
    #expect(try #require(BlockElement("▎")).parts == [.init(x: 0, y: 0, width: 2, height: 8)])
    #expect(try #require(BlockElement("▂")).parts == [.init(x: 0, y: 6, width: 8, height: 2)])
    #expect(try #require(BlockElement("▓")).cover == 0.75)
    #expect(try #require(BlockElement("▚")).parts.map { [$0.x, $0.y] } == [[0, 0], [4, 4]])
    for value in UInt32(0x2580)...0x259F {
      let glyph = Character(try #require(Unicode.Scalar(value)))
      #expect(try #require(BlockElement(glyph)).parts.isEmpty == false)
    }
  }

  @Test("the demo can be looked at", .enabled(if: ProcessInfo.processInfo.environment["KDTOP_EXPORT_TO"] != nil))
  func look() throws {
    let directory = ProcessInfo.processInfo.environment["KDTOP_EXPORT_TO"] ?? "/tmp"
    let library = ThemeLibrary.shipped
    for name in library.names() {
      let theme = try library.theme(named: name)
      try ExportDemo.canvas().svg(theme, title: "kdtop — \(name)")
        .write(toFile: "\(directory)/\(name).svg", atomically: true, encoding: .utf8)
      try ExportDemo.canvas().ansi(theme).write(toFile: "\(directory)/\(name).ans", atomically: true, encoding: .utf8)
    }
  }
}

extension ThemeLibrary {
  /// The themes of the source tree.
  static let shipped = ThemeLibrary(directories: [
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("themes").path
  ])
}
