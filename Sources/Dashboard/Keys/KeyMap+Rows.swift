import TerminalUI

extension KeyMap {
  /// One line of a list of keys for people.
  public struct Row: Sendable, Equatable {
    /// A heading: `Knobs`.
    public var group: String
    /// What configuration and commands call it; empty for what cannot be called, such as the mouse.
    public var name: String
    /// `← h`.
    public var keys: String
    public var help: String
  }

  /// The keys as lines for people, group by group: the help screen, `kdtop keys` and the README's list.
  public func rows(symbols: SymbolSet = .braille) -> [Row] {
    KeyGroup.allCases.flatMap { group -> [Row] in
      if group == .mouse {
        return KeyTable.mouse.map { Row(group: group.rawValue, name: "", keys: $0.keys, help: $0.help) }
      }
      return bindings.filter { $0.group == group }.map { binding in
        let keys = binding.keys.map { KeyName.text($0, symbols: symbols) }.joined(separator: " ")
        return Row(
          group: group.rawValue, name: binding.action.needsItsKey ? "" : binding.action.name,
          keys: binding.keysText ?? (keys.isEmpty ? "none" : keys), help: binding.help)
      }
    }
  }
}
