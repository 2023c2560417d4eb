import ArgumentParser
import Dashboard
import TerminalUI

/// `kdtop keys`.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List the dashboard's keys, as you have them.",
    discussion: """
      ~/.config/kdtop/config.toml gives actions other keys, by the names that --names shows; vim = true adds some of vim's:

        vim = true
        [keys]
        pause-or-resume = ["space", "F5"]   # all its keys
        fork = ["default", "ctrl-k"]        # one more
        throttle = []                       # none

      In the dashboard, : runs every action by its name. A key that is given to two actions in the same place is an error; one
      that is taken from an action that the file does not mention is said here and when the dashboard begins.

      Examples:
        kdtop keys
        kdtop keys --names
      """)

  @Flag(help: "Show the name of each action, for the configuration and the command palette.")
  var names = false
  @Flag(help: "As it comes, without your configuration.")
  var standard = false

  func run() throws {
    let own = standard ? UserConfiguration() : try UserConfiguration.read()
    let rows = own.keys.rows()
    let width = rows.map { Text.width($0.keys) }.max() ?? 0
    let nameWidth = rows.map(\.name.count).max() ?? 0
    var lines = own.path.map { ["from \(Text.sanitized($0))", ""] } ?? []
    var group = ""
    for row in rows {
      if row.group != group {
        lines += (group.isEmpty ? [] : [""]) + [row.group]
        group = row.group
      }
      let name = names ? Text.padded(row.name, to: nameWidth) + "  " : ""
      lines.append("  \(Text.padded(row.keys, to: width))  \(name)\(row.help)")
    }
    let remarks = own.keys.remarks.map { Text.sanitized($0) }
    if !remarks.isEmpty { lines += ["", "Taken from others"] + remarks.map { "  " + $0 } }
    try StandardStream.output.print(lines.joined(separator: "\n"))
  }
}
