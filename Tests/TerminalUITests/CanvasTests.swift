import Testing

@testable import TerminalUI

@Suite("Canvas") struct CanvasTests {
  @Test("what falls outside is left out")
  func clips() {
    var canvas = Canvas(width: 6, height: 2)
    canvas.put("abcdefgh", at: Point(x: -2, y: 0))
    canvas.put("xyz", at: Point(x: 4, y: 1))
    canvas.put("no", at: Point(x: 0, y: 2))
    canvas.put("no", at: Point(x: 0, y: -1))
    #expect(canvas.text == "cdefgh\n    xy")
    #expect(canvas[Point(x: 6, y: 0)] == nil)
    #expect(canvas[Point(x: 0, y: -1)] == nil)
  }

  @Test("half a wide glyph is never shown")
  func wideGlyphs() {
    var canvas = Canvas(width: 6, height: 1)
    canvas.put("日本語", at: .zero)
    #expect(canvas.text == "日本語")
    canvas[Point(x: 1, y: 0)] = Cell("x")
    #expect(canvas.text == " x本語")
    canvas[Point(x: 2, y: 0)] = Cell("y")
    #expect(canvas.text == " xy 語")
    canvas[Point(x: 3, y: 0)] = Cell("界")
    #expect(canvas.text == " xy界")
    canvas.put("界", at: Point(x: 5, y: 0))
    #expect(canvas[Point(x: 5, y: 0)]?.glyph == " ")
    canvas.put("界", at: Point(x: -1, y: 0))
    #expect(canvas[.zero]?.glyph == " ")
  }

  @Test("a window draws in its own coordinates and nowhere else")
  func windows() {
    var canvas = Canvas(width: 8, height: 4)
    canvas.fill(canvas.bounds, with: ".")
    canvas.draw(in: Rect(x: 2, y: 1, width: 4, height: 2)) { canvas in
      #expect(canvas.bounds == Rect(x: 0, y: 0, width: 4, height: 2))
      canvas.fill(Rect(x: -9, y: -9, width: 99, height: 99), with: "a")
      canvas.draw(in: Rect(x: 3, y: 1, width: 9, height: 9)) { $0.put("bbbb", at: .zero) }
      canvas.draw(in: Rect(x: -1, y: 0, width: 2, height: 1)) { $0.put("cc", at: .zero) }
    }
    #expect(canvas.text == "........\n..caaa..\n..aaab..\n........")
    #expect(canvas.size == Size(width: 8, height: 4))
  }

  @Test("nothing that a terminal would obey gets into a cell")
  func sanitises() {
    var canvas = Canvas(width: 20, height: 3)
    canvas.put("a\u{1B}[31mb\u{1B}]0;title\u{07}c\u{202E}d\u{9B}2Je\u{7}f\tg", at: .zero)
    #expect(canvas.text == "abcdef g")
    canvas[.zero] = Cell("\u{1B}")
    #expect(canvas[.zero]?.glyph == " ")
    canvas.fill(canvas.bounds, with: "\u{1B}")
    canvas.fill(Rect(x: 0, y: 1, width: 20, height: 1), with: "\0")
    #expect(canvas.text.isEmpty)
    #expect(!canvas.row(1).contains { $0.isContinuation })
  }

  @Test("filling with a wide glyph keeps whole glyphs")
  func fillsWide() {
    var canvas = Canvas(width: 5, height: 1)
    canvas.fill(canvas.bounds, with: "界")
    #expect(Text.width(canvas.text) <= 5)
    #expect(consistent(canvas))
  }

  @Test("a grapheme does not reach beyond its cell")
  func combining() {
    var canvas = Canvas(width: 4, height: 1)
    canvas.put("e" + String(repeating: "\u{301}", count: 100) + "x", at: .zero)
    #expect(canvas[.zero]?.glyph.unicodeScalars.count ?? 0 <= 8)
    #expect(canvas[Point(x: 1, y: 0)]?.glyph == "x")
    canvas.put("\u{1F469}\u{200D}", at: .zero)
    #expect(canvas[.zero]?.glyph == "\u{1F469}")
  }

  @Test("text is cut with an ellipsis, and set flush right")
  func places() {
    var canvas = Canvas(width: 10, height: 2)
    #expect(canvas.put("temperature", at: .zero, maxWidth: 6) == 6)
    canvas.putRight("日本", endingAt: 10, y: 0)
    #expect(canvas.text == "tempe…日本")
    #expect(canvas.put([("ab", .text), ("cdef", .muted), ("g", .text)], at: Point(x: 0, y: 1), maxWidth: 4) == 4)
    #expect(canvas.text == "tempe…日本\nabc…")
  }

  @Test("a box keeps its corners whatever its titles are")
  func box() {
    var canvas = Canvas(width: 24, height: 3)
    let inner = canvas.box(canvas.bounds, title: "loss", trailing: "log y", footer: "step")
    #expect(inner == Rect(x: 1, y: 1, width: 22, height: 1))
    for width in 0...24 {
      var canvas = Canvas(width: width, height: 3)
      canvas.box(canvas.bounds, title: "日本語 loss", trailing: "smooth", footer: "step", focused: true)
      guard width >= 2 else { continue }
      #expect(canvas.text.hasPrefix("╭") && canvas.text.hasSuffix("╯"))
      #expect(canvas[Point(x: width - 1, y: 0)]?.glyph == "╮")
    }
  }

  @Test("backgrounds change without the text")
  func backgrounds() {
    var canvas = Canvas(width: 4, height: 1)
    canvas.put("ab", at: .zero, style: .teacher)
    canvas.setBackground(.selected, in: Rect(x: 1, y: -3, width: 9, height: 9))
    #expect(canvas[.zero]?.style == .teacher)
    #expect(canvas[Point(x: 1, y: 0)] == Cell("b", Style.teacher.on(.selected)))
  }

  @Test("random drawing leaves whole glyphs and touches nothing outside its window", arguments: 0..<20 as Range<UInt64>)
  func fuzz(seed: UInt64) {
    var random = SplitMix(state: seed)
    let pieces = ["a", "日", "é", "👩‍👩‍👧", "🇩🇪", "\u{1B}[2J", "\u{301}", "x界y", "⠿", "│", "\u{202E}", "", "ᄒ", "\u{0}"]
    func point() -> Point { Point(x: .random(in: -9...49, using: &random), y: .random(in: -4...19, using: &random)) }
    func rect() -> Rect {
      let origin = point()
      return Rect(
        x: origin.x, y: origin.y, width: .random(in: -3...50, using: &random),
        height: .random(in: -3...20, using: &random))
    }
    var canvas = Canvas(
      width: .random(in: 0...40, using: &random), height: .random(in: 0...15, using: &random),
      symbols: SymbolSet.allCases.randomElement(using: &random) ?? .braille)
    let size = canvas.size
    for _ in 0..<200 {
      let text = (0..<3).compactMap { _ in pieces.randomElement(using: &random) }.joined()
      let glyph = text.first ?? "?"
      canvas.draw(in: rect()) { canvas in
        switch Int.random(in: 0...6, using: &random) {
        case 0: canvas.put(text, at: point(), maxWidth: .random(in: -2...9, using: &random))
        case 1: canvas.putRight(text, endingAt: point().x, y: point().y)
        case 2: canvas.fill(rect(), with: glyph)
        case 3: canvas[point()] = Cell(glyph)
        case 4: canvas.box(rect(), title: text, trailing: text, footer: text)
        case 5: canvas.setBackground(.heat(0.5), in: rect())
        default: canvas.put(text, at: point())
        }
      }
    }
    #expect(canvas.size == size)
    #expect(consistent(canvas))
  }

  /// Whether every continuation follows a wide glyph, and every wide glyph has one.
  private func consistent(_ canvas: Canvas) -> Bool {
    (0..<canvas.size.height).allSatisfy { y in
      let row = canvas.row(y)
      return row.indices.allSatisfy { x in
        if row[x].isContinuation { return x > 0 && Text.width(row[x - 1].glyph) == 2 }
        switch Text.width(row[x].glyph) {
        case 1: return true
        case 2: return x + 1 < row.count && row[x + 1].isContinuation
        default: return false
        }
      }
    }
  }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
