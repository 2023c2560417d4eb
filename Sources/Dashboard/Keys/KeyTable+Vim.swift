import TerminalUI

extension KeyTable {
  /// Keys that never mean anything else: how one gets out whatever has been bound.
  static let fixed: Set<KeyEvent> = [KeyEvent(.character("c"), .control)]

  /// What `vim = true` in the configuration adds; h, j, k and l are there anyway.
  static let vim: [KeyBinding] = {
    func control(_ letter: Character) -> KeyEvent { KeyEvent(.character(letter), .control) }
    let replays = KeyContext.main.subtracting(.live)
    return [
      .init([control("d"), control("f")], .nextPage, in: .main, .vim, "the next page of charts"),
      .init([control("u"), control("b")], .previousPage, in: .main, .vim, "the page of charts before"),
      .init([control("d"), control("f")], .scrollPageDown, in: .overlay, .vim, "in a list: a page down"),
      .init([control("u"), control("b")], .scrollPageUp, in: .overlay, .vim, "in a list: a page up"),
      .init([KeyEvent("g"), KeyEvent("^")], .rewindStart, in: .live, .vim, "look back to the beginning"),
      .init([KeyEvent("G"), KeyEvent("$")], .rewindEnd, in: .live, .vim, "back to now"),
      .init([KeyEvent("g"), KeyEvent("^")], .seekStart, in: replays, .vim, "in a replay: to the beginning"),
      .init([KeyEvent("$")], .seekEnd, in: replays, .vim, "in a replay: to the end"),
      .init([KeyEvent("N")], .previousChange, in: replays, .vim, "in a replay: to the change before; n is the next"),
    ]
  }()
}
