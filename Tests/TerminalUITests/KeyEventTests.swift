import Testing

@testable import TerminalUI

@Suite struct KeyEventTests {
  @Test(arguments: [
    ("ctrl-c", KeyEvent(.character("c"), .control)), ("shift-left", KeyEvent(.left, .shift)),
    ("F1", KeyEvent(.function(1))),
    ("space", KeyEvent(" ")), ("enter", KeyEvent(.enter)), ("G", KeyEvent("G")), ("?", KeyEvent("?")),
    ("minus", KeyEvent("-")), ("shift-tab", KeyEvent(.tab, .shift)), ("alt-x", KeyEvent(.character("x"), .alt)),
    ("pagedown", KeyEvent(.pageDown)), ("esc", KeyEvent(.escape)), ("ctrl-alt-up", KeyEvent(.up, [.control, .alt])),
    ("é", KeyEvent("é")),
  ])
  func namesRoundTrip(_ name: String, _ key: KeyEvent) {
    #expect(KeyEvent(name) == key)
    #expect(key.description == name)
  }

  @Test func spellings() {
    #expect(KeyEvent("Ctrl-C") == KeyEvent(.character("c"), .control))
    #expect(KeyEvent("Return") == KeyEvent(.enter))
    #expect(KeyEvent("f12") == KeyEvent(.function(12)))
    #expect(KeyEvent("-") == KeyEvent("-"))
    #expect(KeyEvent("f13") == nil)
    #expect(KeyEvent("") == nil)
    #expect(KeyEvent("ctrl-") == nil)
    #expect(KeyEvent("hyper-x") == nil)
  }
}
