import ArgumentParser
import TerminalUI

/// `kdtop themes`.
struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the colour themes.", discussion: "Example: kdtop launch --theme kdtop-light")

  func run() throws {
    for name in Theme.names() { print(name) }
  }
}
