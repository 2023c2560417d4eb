import ArgumentParser
import TerminalUI

/// `kdtop themes`.
struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the colour themes.", discussion: "Example: kdtop launch --theme kdtop-light")

  func run() throws {
    // Names of files anybody may have put there.
    try StandardStream.output.print(Theme.names().map { Text.sanitized($0) }.joined(separator: "\n"))
  }
}
