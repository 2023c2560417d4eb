import ArgumentParser
import Dashboard

/// `kdtop keys`.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List the dashboard's keys.", discussion: "Example: kdtop keys")

  func run() throws {
    let rows = KeyTable.rows()
    let width = rows.map(\.keys.count).max() ?? 0
    var lines: [String] = []
    var group = ""
    for row in rows {
      if row.group != group {
        lines += (group.isEmpty ? [] : [""]) + [row.group]
        group = row.group
      }
      lines.append("  \(row.keys.padding(toLength: width, withPad: " ", startingAt: 0))  \(row.help)")
    }
    try StandardStream.output.print(lines.joined(separator: "\n"))
  }
}
