import TerminalUI
import Testing

@testable import Dashboard

@Suite struct KeyTableTests {
  @Test("no key does two things in one place")
  func unique() {
    for context in KeyContext.all {
      var seen: [KeyEvent: KeyAction] = [:]
      for binding in KeyTable.bindings where binding.contexts.contains(context) {
        for key in binding.keys {
          #expect(seen[key] == nil, "\(KeyName.text(key)) is bound to \(binding.action) and \(seen[key] ?? .quit)")
          seen[key] = binding.action
        }
      }
    }
  }

  @Test("every action has a key, and every binding a place")
  func reachable() {
    for action in KeyAction.allCases { #expect(KeyTable.bindings.contains { $0.action == action }, "\(action)") }
    for binding in KeyTable.bindings {
      #expect(!(binding.keys.isEmpty && !binding.takesText) && !binding.contexts.isEmpty && !binding.help.isEmpty)
    }
  }

  @Test("help and quitting work everywhere panels are shown")
  func always() {
    for context in [KeyContext.knobs, .classes, .panels, .replay, .replayCrosshair] {
      for key in [KeyEvent(Character("?")), KeyEvent(.function(1))] {
        #expect(KeyMap.standard.binding(for: key, in: context)?.action == .help)
      }
      #expect(KeyMap.standard.binding(for: KeyEvent(Character("q")), in: context)?.action == .quit)
    }
    for context in KeyContext.all {
      let action = KeyMap.standard.binding(for: KeyEvent(.character("c"), .control), in: context)?.action
      #expect(action == .quit || action == .saveAndQuit)
    }
  }

  @Test("the list for people has every binding once, group by group")
  func rows() {
    let rows = KeyMap.standard.rows()
    #expect(rows.count == KeyTable.bindings.count + KeyTable.mouse.count)
    #expect(rows.contains { $0.group == "Knobs" && $0.keys == "← h" })
    var groups: [String] = []
    for row in rows where groups.last != row.group { groups.append(row.group) }
    #expect(Set(groups).count == groups.count)
    #expect(KeyMap.standard.rows(symbols: .ascii).allSatisfy { $0.keys.unicodeScalars.allSatisfy(\.isASCII) })
  }
}
