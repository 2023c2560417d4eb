import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// Keys as a person has bound them, and names of keys.
@Suite struct KeyMapTests {
  /// Keys after a `[keys]` table.
  private func map(_ lines: String, vim: Bool = false) throws -> KeyMap {
    try UserConfiguration(text: (vim ? "vim = true\n" : "") + "[keys]\n" + lines, file: "c.toml").keys
  }

  private func fault(_ lines: String) -> String {
    do {
      _ = try map(lines)
      return ""
    } catch { return "\(error)" }
  }

  @Test func aChoiceTakesThePlaceOfTheUsualKeys() throws {
    let keys = try map("fork = [\"F6\", \"ctrl-k\"]\nundo = [\"default\", \"U\"]\nthrottle = []")
    for context in [KeyContext.knobs, .classes, .panels, .replay] {
      #expect(keys.binding(for: KeyEvent(.function(6)), in: context)?.action == .fork)
      #expect(keys.binding(for: KeyEvent(.character("k"), .control), in: context)?.action == .fork)
      #expect(keys.binding(for: KeyEvent("f"), in: context) == nil)
      #expect(keys.binding(for: KeyEvent("u"), in: context)?.action == .undo)
      #expect(keys.binding(for: KeyEvent("U"), in: context)?.action == .undo)
    }
    #expect(keys.binding(for: KeyEvent("t"), in: .knobs) == nil && keys.key(for: .throttle) == nil)
    #expect(keys.remarks.isEmpty)
    #expect(keys.rows().contains { $0.name == "throttle" && $0.keys == "none" })
    #expect(keys.bindings.first { $0.action == .fork }?.hint?.keys == [KeyEvent(.function(6))])
    #expect(keys.bindings.first { $0.action == .throttle }?.hint == nil)
  }

  @Test func theFooterNamesTheKeysThatCount() throws {
    // ←→ stands for two actions, of which one has got another key.
    let keys = try map("turn-up = \"F9\"")
    #expect(keys.bindings.first { $0.action == .turnDown }?.hint?.keys == [KeyEvent(.left), KeyEvent(.function(9))])
    var person = InputTests.Person()
    person.state.keys = keys
    #expect(person.frame.contains("←/F9 turn"))
    #expect(person.press(KeyEvent(.right)) == [])
    #expect(person.press(KeyEvent(.function(9))).count == 1)
    #expect(keys.rows().contains { $0.keys == "F9" && $0.help == "turn it up a little" })
  }

  @Test func twoChoicesOfOneKeyAreRefusedWithBothLines() {
    #expect(fault("fork = \"x\"\nundo = \"x\"") == "c.toml:3: x is to be undo here, and fork in line 2")
    #expect(
      fault("throttle = \"F5\"\n\n# more\nstep = [\"n\", \"F5\"]").hasPrefix("c.toml:5: f5 is to be step here, and"))
    // In places that never are at the same time one key may do two things.
    #expect(fault("throttle = \"x\"\nrange = \"F4\"\nfaster = \"x\"") == "")
  }

  @Test func aKeyTakenFromAnotherActionIsSaid() throws {
    let keys = try map("fork = \"x\"")
    #expect(keys.binding(for: KeyEvent("x"), in: .knobs)?.action == .fork)
    #expect(keys.key(for: .range) == nil)
    #expect(keys.remarks.count == 1)
    #expect(keys.remarks.first?.hasPrefix("c.toml:2: x is fork now, and no longer range") == true)
    // Unless the file says what becomes of that.
    #expect(try map("fork = \"x\"\nrange = \"R\"").remarks.isEmpty)
    #expect(try map("fork = \"x\"\nrange = []").remarks.isEmpty)
    // Where only one of its places is lost, the other is kept.
    let partly = try map("throttle = \"z\"")
    #expect(partly.binding(for: KeyEvent("z"), in: .knobs)?.action == .throttle)
    #expect(partly.binding(for: KeyEvent("z"), in: .replay)?.action == .maximise)
  }

  @Test func whatIsNeededAsItIsCannotBeTaken() {
    #expect(fault("fork = \"5\"").hasPrefix("c.toml:2: 5 cannot be fork: it is needed to show a view"))
    #expect(fault("fork = \"ctrl-c\"").contains("ctrl-c cannot be fork"))
    #expect(fault("type-character = \"x\"").hasPrefix("c.toml:2: 'type-character' should be left out"))
    #expect(fault("quit = \"Q\"") == "")
  }

  @Test func oneAlwaysGetsOut() throws {
    let keys = try map("quit = []\nsave-and-quit = \"F3\"")
    for context in KeyContext.all {
      let action = keys.binding(for: KeyEvent(.character("c"), .control), in: context)?.action
      #expect(action == .quit || action == .saveAndQuit)
    }
  }

  @Test func vimKeysAreAddedWhereNothingElseIs() throws {
    let keys = try map("", vim: true)
    #expect(KeyMap.standard.binding(for: KeyEvent("G"), in: .knobs) == nil)
    #expect(keys.binding(for: KeyEvent("G"), in: .knobs)?.action == .rewindEnd)
    #expect(keys.binding(for: KeyEvent("$"), in: .replay)?.action == .seekEnd)
    #expect(keys.binding(for: KeyEvent(.character("d"), .control), in: .overlay)?.action == .scrollPageDown)
    // What is typed is typed: ^D erases there.
    #expect(keys.binding(for: KeyEvent(.character("d"), .control), in: .line)?.action == .eraseNext)
    // Nothing that was there is lost.
    for binding in KeyTable.bindings {
      for context in KeyContext.all where binding.contexts.contains(context) {
        for key in binding.keys { #expect(keys.binding(for: key, in: context)?.action == binding.action) }
      }
    }
    for row in KeyTable.vim {
      #expect(keys.bindings.contains { $0.group == .vim && $0.help == row.help }, "\(row.help)")
    }
    // A choice comes before them.
    #expect(try map("fork = \"G\"", vim: true).binding(for: KeyEvent("G"), in: .knobs)?.action == .fork)
  }

  @Test func namesOfKeysCanBeReadBack() {
    for binding in KeyTable.bindings + KeyTable.vim {
      for key in binding.keys { #expect(KeyName.parse(KeyName.configured(key)) == key, "\(KeyName.configured(key))") }
    }
    let names: [(String, KeyEvent?)] = [
      ("x", KeyEvent("x")), ("X", KeyEvent("X")), ("shift-x", KeyEvent("X")), ("Space", KeyEvent(" ")),
      ("^d", KeyEvent(.character("d"), .control)), ("Ctrl-D", KeyEvent(.character("d"), .control)),
      ("alt-1", KeyEvent(.character("1"), .alt)), ("shift-left", KeyEvent(.left, .shift)),
      ("F12", KeyEvent(.function(12))),
      ("-", KeyEvent("-")), ("+", KeyEvent("+")), ("alt--", KeyEvent(.character("-"), .alt)), ("é", KeyEvent("é")),
      ("", nil), ("F13", nil), ("hyper-x", nil), ("ab", nil), ("ctrl-", nil), ("shift-1", nil), (" ", nil),
    ]
    for (text, key) in names { #expect(KeyName.parse(text) == key, "\(text)") }
  }

  @Test func everyActionHasANameOfItsOwn() {
    #expect(KeyAction.named.count == KeyAction.allCases.count)
    #expect(KeyAction.pauseOrResume.name == "pause-or-resume" && KeyAction.quit.name == "quit")
  }
}
