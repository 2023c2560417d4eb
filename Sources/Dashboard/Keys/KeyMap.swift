import TerminalUI

/// The keys as they are in this session: those of the table, and what a person has bound otherwise. Dispatch, footer, help
/// and `kdtop keys` go by it.
public struct KeyMap: Sendable {
  public private(set) var bindings: [KeyBinding]
  /// What a person's choices have taken from other actions, in words.
  public private(set) var remarks: [String] = []
  private var index: [Place: Int] = [:]

  /// As it comes.
  public static let standard = KeyMap(KeyTable.bindings)

  private struct Place: Hashable {
    var key: KeyEvent
    var context: KeyContext
  }

  private init(_ bindings: [KeyBinding]) {
    self.bindings = bindings
    for (number, binding) in bindings.enumerated() {
      for context in KeyContext.all where binding.contexts.contains(context) {
        for key in binding.keys { index[Place(key: key, context: context)] = number }
      }
    }
  }

  /// The table with a person's choices over it.
  /// - Parameters:
  ///   - vim: adds the keys of `KeyTable.vim` wherever nothing else has them.
  ///   - choices: what the configuration says, one an action.
  ///   - file: what errors and remarks name.
  /// - Throws: `UserConfigurationError` where two of the choices, or a choice and a key that is needed for typing, are the
  ///   same key in the same place.
  init(vim: Bool, choices: [KeyChoice] = [], file: String) throws(UserConfigurationError) {
    var rows = KeyTable.bindings
    var chosen: [Int: KeyChoice] = [:]
    for choice in choices {
      for number in rows.indices where rows[number].action == choice.action {
        let usual = rows[number].keys.filter { choice.keepsUsual || KeyTable.fixed.contains($0) }
        rows[number].keys = usual + choice.keys.filter { !usual.contains($0) }
        chosen[number] = choice
      }
    }
    // Who has a key in a place: a choice before the table's own.
    var owners: [Place: Int] = [:]
    var losers: [(row: Int, place: Place, to: Int)] = []
    for number in rows.indices {
      for context in KeyContext.all where rows[number].contexts.contains(context) {
        for key in rows[number].keys {
          let place = Place(key: key, context: context)
          guard let other = owners[place], rows[other].action != rows[number].action else {
            owners[place] = number
            continue
          }
          let isChoice = chosen[number]?.keys.contains(key) == true
          switch (isChoice ? chosen[number] : nil, chosen[other]?.keys.contains(key) == true ? chosen[other] : nil) {
          case (let one?, let two?): throw .conflict(key, one, two, file: file)
          case (let one?, nil):
            if rows[other].isFixed(key) { throw .reserved(key, one, for: rows[other].help, file: file) }
            losers.append((other, place, number))
            owners[place] = number
          case (nil, let two?):
            if rows[number].isFixed(key) { throw .reserved(key, two, for: rows[number].help, file: file) }
            losers.append((number, place, other))
          case (nil, nil): break
          }
        }
      }
    }
    // A row goes without a key that it has lost everywhere.
    for number in rows.indices {
      let row = rows[number]
      let contexts = KeyContext.all.filter { row.contexts.contains($0) }
      rows[number].keys = row.keys.filter { key in
        contexts.contains { context in
          owners[Place(key: key, context: context)].map { rows[$0].action == row.action } ?? true
        }
      }
    }
    if vim {
      for var row in KeyTable.vim {
        let contexts = KeyContext.all.filter { [wanted = row.contexts] in wanted.contains($0) }
        row.keys = row.keys.filter { key in
          !contexts.contains { owners[Place(key: key, context: $0)] != nil }
        }
        guard !row.keys.isEmpty else { continue }
        for context in KeyContext.all where row.contexts.contains(context) {
          for key in row.keys { owners[Place(key: key, context: context)] = rows.count }
        }
        rows.append(row)
      }
    }
    bindings = rows
    index = owners
    bindings = rows.map { row in
      var row = row
      let keys = (row.hint?.keys ?? []).compactMap { current($0, for: row) }
      row.hint?.keys = keys
      if row.hint?.keys.isEmpty == true { row.hint = nil }
      return row
    }
    remarks = KeyMap.remarks(losers.map { ($0.place.key, rows[$0.row].action, $0.to) }, rows, chosen, file)
  }

  /// One sentence for each key that an action has lost, unless the file says something of that action, too.
  private static func remarks(
    _ losses: [(key: KeyEvent, action: KeyAction, to: Int)], _ rows: [KeyBinding], _ chosen: [Int: KeyChoice],
    _ file: String
  ) -> [String] {
    let spoken = Set(chosen.values.map(\.action))
    var said: [String] = []
    for loss in losses where !spoken.contains(loss.action) {
      guard let winner = chosen[loss.to] else { continue }
      let text =
        "\(file):\(winner.line): \(KeyName.configured(loss.key)) is \(winner.action.name) now, and no longer "
        + "\(loss.action.name); give \(loss.action.name) a key of its own, or none: \(loss.action.name) = []"
      if !said.contains(text) { said.append(text) }
    }
    return said
  }

  /// The binding of a key where it is pressed. A place where text is typed takes every character that is bound to nothing.
  func binding(for key: KeyEvent, in context: KeyContext) -> KeyBinding? {
    if let number = index[Place(key: key, context: context)] { return bindings[number] }
    guard key.typed != nil else { return nil }
    return bindings.first { $0.takesText && $0.contexts.contains(context) }
  }

  /// Whether a key leaves a replay.
  public func quits(_ key: KeyEvent) -> Bool { binding(for: key, in: .replay)?.action == .quit }

  /// The key of an action, wherever it counts; nil when it has none.
  func key(for action: KeyAction) -> KeyEvent? {
    bindings.first { $0.action == action && !$0.keys.isEmpty }?.keys.first
  }

  /// The key that does now what `key` does in the table where `row` counts.
  private func current(_ key: KeyEvent, for row: KeyBinding) -> KeyEvent? {
    let usual = KeyTable.bindings.filter { !$0.contexts.isDisjoint(with: row.contexts) && $0.keys.contains(key) }
    // A key may do other things elsewhere: it is one of the same kind that a hint names.
    guard let action = (usual.first { $0.group == row.group } ?? usual.first)?.action else { return nil }
    let now = bindings.filter { $0.action == action && !$0.contexts.isDisjoint(with: row.contexts) }
    return now.contains { $0.keys.contains(key) } ? key : now.lazy.compactMap(\.keys.first).first
  }
}

/// What a person's configuration says of one action.
struct KeyChoice: Sendable {
  var action: KeyAction
  var keys: [KeyEvent]
  /// Whether the usual keys stay beside them.
  var keepsUsual: Bool
  /// Where the file says so.
  var line: Int
}

extension KeyBinding {
  /// Whether a key of this row is needed as it is: to type a value, or to get out.
  fileprivate func isFixed(_ key: KeyEvent) -> Bool { keysText != nil || KeyTable.fixed.contains(key) }
}
