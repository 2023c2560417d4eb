import CNcurses
import Testing

@testable import TerminalUI

/// What a terminal sends, as events.
@Suite struct ScreenInputTests {
  @Test(arguments: [
    ("a", KeyEvent("a")), ("G", KeyEvent("G")), ("é", KeyEvent("é")), ("漢", KeyEvent("漢")), ("🐙", KeyEvent("🐙")),
    (" ", KeyEvent(" ")), ("\u{3}", KeyEvent(.character("c"), .control)),
    ("\u{1A}", KeyEvent(.character("z"), .control)), ("\u{0}", KeyEvent(.character(" "), .control)),
    ("\u{1C}", KeyEvent(.character("\\"), .control)),
    ("\u{7F}", KeyEvent(.backspace)), ("\u{8}", KeyEvent(.backspace)), ("\t", KeyEvent(.tab)),
    ("\r", KeyEvent(.enter)), ("\n", KeyEvent(.enter)), ("\u{1B}", KeyEvent(.escape)),
    ("\u{1B}x", KeyEvent(.character("x"), .alt)), ("\u{1B}é", KeyEvent(.character("é"), .alt)),
    ("\u{1B}\r", KeyEvent(.enter, .alt)), ("\u{1B}[", KeyEvent(.character("["), .alt)),
    ("\u{1B}[A", KeyEvent(.up)), ("\u{1B}OA", KeyEvent(.up)), ("\u{1B}[1;2A", KeyEvent(.up, .shift)),
    ("\u{1B}[1;2D", KeyEvent(.left, .shift)), ("\u{1B}[1;5C", KeyEvent(.right, .control)),
    ("\u{1B}[1;3B", KeyEvent(.down, .alt)), ("\u{1B}[1;6H", KeyEvent(.home, [.shift, .control])),
    ("\u{1B}[F", KeyEvent(.end)), ("\u{1B}[5~", KeyEvent(.pageUp)), ("\u{1B}[6;2~", KeyEvent(.pageDown, .shift)),
    ("\u{1B}[3~", KeyEvent(.delete)), ("\u{1B}[2~", KeyEvent(.insert)), ("\u{1B}[Z", KeyEvent(.tab, .shift)),
    ("\u{1B}OP", KeyEvent(.function(1))), ("\u{1B}[15;2~", KeyEvent(.function(5), .shift)),
    ("\u{1B}[24~", KeyEvent(.function(12))), ("\u{1B}[[A", KeyEvent(.function(1))),
  ])
  func keys(sent: String, expected: KeyEvent) {
    #expect(decode(sent) == [.key(expected)])
  }

  @Test(arguments: [
    ("\u{1B}[<0;1;1M", MouseEvent(.press(.left), at: .zero)),
    ("\u{1B}[<2;300;41M", MouseEvent(.press(.right), at: Point(x: 299, y: 40))),
    ("\u{1B}[<1;5;6m", MouseEvent(.release(.middle), at: Point(x: 4, y: 5))),
    ("\u{1B}[<32;7;8M", MouseEvent(.drag(.left), at: Point(x: 6, y: 7))),
    ("\u{1B}[<64;7;8M", MouseEvent(.wheelUp, at: Point(x: 6, y: 7))),
    ("\u{1B}[<69;7;8M", MouseEvent(.wheelDown, at: Point(x: 6, y: 7), .shift)),
    ("\u{1B}[<24;7;8M", MouseEvent(.press(.left), at: Point(x: 6, y: 7), [.alt, .control])),
    ("\u{1B}[M !!", MouseEvent(.press(.left), at: .zero)),
    ("\u{1B}[M`\"#", MouseEvent(.wheelUp, at: Point(x: 1, y: 2))),
  ])
  func mouse(sent: String, expected: MouseEvent) {
    #expect(decode(sent) == [.mouse(expected)])
  }

  /// X10 reports do not say which button was let go.
  @Test func theReleasedButtonIsTheOneThatWasPressed() {
    #expect(
      decode("\u{1B}[M\"!!\u{1B}[M#!!") == [
        .mouse(MouseEvent(.press(.right), at: .zero)), .mouse(MouseEvent(.release(.right), at: .zero)),
      ])
  }

  /// What means nothing is left out whole: no piece of it comes out as letters.
  @Test(arguments: [
    "\u{1B}[<35;4;4M", "\u{1B}[<66;4;4M", "\u{1B}[<0;0;0M", "\u{1B}[<0;99999999999999999999;1M", "\u{1B}[?1;2c",
    "\u{1B}[I", "\u{1B}[200~", "\u{1B}[<;;M", "\u{1B}[1;99A", "\u{1B}[M!",
  ])
  func uselessSequences(sent: String) {
    #expect(decode(sent + "q").last == .key(KeyEvent("q")) || sent == "\u{1B}[M!")
    #expect(decode(sent).isEmpty)
  }

  @Test func brokenUTF8IsLeftOut() {
    #expect(decode(bytes: [0xFF, 0xC3, 0x28, 0x80, UInt8(ascii: "q")]).last == .key(KeyEvent("q")))
  }

  @Test func aKeyInTheMiddleOfASequenceIsKept() {
    #expect(decode("\u{1B}[1;\u{1B}[B") == [.key(KeyEvent(.down))])
  }

  @Test(arguments: [
    (KEY_UP, KeyEvent(.up)), (KEY_SR, KeyEvent(.up, .shift)), (KEY_SF, KeyEvent(.down, .shift)),
    (KEY_SLEFT, KeyEvent(.left, .shift)), (KEY_SRIGHT, KeyEvent(.right, .shift)), (KEY_NPAGE, KeyEvent(.pageDown)),
    (KEY_PPAGE, KeyEvent(.pageUp)), (KEY_BTAB, KeyEvent(.tab, .shift)), (KEY_DC, KeyEvent(.delete)),
    (KEY_SUSPEND, KeyEvent(.character("z"), .control)), (KEY_F0 + 1, KeyEvent(.function(1))),
    (KEY_F0 + 12, KeyEvent(.function(12))),
    (KEY_F0 + 13, KeyEvent(.function(1), .shift)), (KEY_F0 + 29, KeyEvent(.function(5), .control)),
  ])
  func codes(code: Int32, expected: KeyEvent) {
    #expect(KeyCodes.event(for: code, name: { _ in nil }) == expected)
  }

  @Test func codesKnownByName() {
    #expect(KeyCodes.event(named: "kUP5") == KeyEvent(.up, .control))
    #expect(KeyCodes.event(named: "kDN") == KeyEvent(.down, .shift))
    #expect(KeyCodes.event(named: "kNXT3") == KeyEvent(.pageDown, .alt))
    #expect(KeyCodes.event(named: "kRIT6") == KeyEvent(.right, [.shift, .control]))
    #expect(KeyCodes.event(named: "kXX") == nil)
    #expect(KeyCodes.event(named: "KEY_RESIZE") == nil)
  }

  private func decode(_ text: String) -> [InputEvent] { decode(bytes: Array(text.utf8)) }

  private func decode(bytes: [UInt8]) -> [InputEvent] {
    var decoder = InputDecoder()
    var rest = bytes[...]
    var events: [InputEvent] = []
    while let byte = rest.popFirst() {
      if let event = decoder.event(startingWith: byte, next: { rest.popFirst() }) { events.append(event) }
    }
    return events
  }
}
