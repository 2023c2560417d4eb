import Testing

@testable import TerminalUI

@Suite struct SymbolSetTests {
  @Test(arguments: [
    (["LANG": "en_GB.UTF-8", "TERM": "xterm-256color"], SymbolSet.braille),
    (["LC_ALL": "C.utf8"], .braille), (["LANG": "de_DE.utf8@euro", "TERM": "tmux-256color"], .braille),
    (["LANG": "C.UTF-8", "TERM": "linux"], .block), (["LANG": "C.UTF-8", "TERM": "linux-16color"], .block),
    (["LANG": "C", "TERM": "linux"], .ascii), (["LC_ALL": "C", "LANG": "C.UTF-8"], .ascii), ([:], .ascii),
  ])
  func suitsTheTerminal(environment: [String: String], symbols: SymbolSet) {
    #expect(SymbolSet.suited(to: environment) == symbols)
  }
}
