import TerminalUI

extension KeyTable {
  /// One line of a list of keys for people.
  public struct Row: Sendable, Equatable {
    /// A heading: `Knobs`.
    public var group: String
    /// `← h`.
    public var keys: String
    public var help: String
  }

  /// The table as lines for people, group by group: the help screen, `kdtop keys` and the README's list.
  public static func rows(symbols: SymbolSet = .braille) -> [Row] {
    KeyGroup.allCases.flatMap { group -> [Row] in
      if group == .mouse { return mouse.map { Row(group: group.rawValue, keys: $0.keys, help: $0.help) } }
      return bindings.filter { $0.group == group }.map { binding in
        Row(
          group: group.rawValue,
          keys: binding.keysText ?? binding.keys.map { KeyName.text($0, symbols: symbols) }.joined(separator: " "),
          help: binding.help)
      }
    }
  }
}
