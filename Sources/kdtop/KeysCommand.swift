import ArgumentParser
import Dashboard

/// `kdtop keys`.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List the dashboard's keys.", discussion: "Example: kdtop keys")

  func run() {
    let rows = KeyTable.rows()
    let width = rows.map(\.keys.count).max() ?? 0
    var group = ""
    for row in rows {
      if row.group != group {
        print((group.isEmpty ? "" : "\n") + row.group)
        group = row.group
      }
      print("  \(row.keys.padding(toLength: width, withPad: " ", startingAt: 0))  \(row.help)")
    }
  }
}
