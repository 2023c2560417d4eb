import ArgumentParser
import Foundation
import TerminalUI

/// `kdtop themes`.
struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes", abstract: "List the colour themes, and where each comes from.",
    discussion: """
      T in the dashboard shows them as they are. A file of your own goes to ~/.config/kdtop/themes; themes/README.md says
      what is in it. --json prints an array of objects.

      Examples:
        kdtop launch --theme nord
        kdtop snapshot runs/NAME --theme gruvbox-light --format svg > picture.svg
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let entries = ThemeLibrary().entries()
    try StandardStream.output.print(json ? ThemesCommand.json(entries) : ThemesCommand.table(entries))
  }

  private static func table(_ entries: [ThemeLibrary.Entry]) -> String {
    let width = entries.map { Text.width(Text.sanitized($0.name)) }.max() ?? 0
    return entries.map { entry in
      // Names and words of files anybody may have put there.
      let name = Text.padded(Text.sanitized(entry.name), to: width)
      let place = entry.path.map { " [\(Text.sanitized($0))]" } ?? ""
      switch entry.theme {
      case .success(let theme):
        let own = entry.isUsers ? place : ""
        return "\(name)  \(theme.isDark ? "dark " : "light")  \(Text.sanitized(theme.about))\(own)"
      case .failure(let error): return "\(name)  wrong  \(Text.sanitized("\(error)"))"
      }
    }.joined(separator: "\n")
  }

  private static func json(_ entries: [ThemeLibrary.Entry]) throws -> String {
    struct Row: Encodable {
      var name: String
      var about: String?
      var dark: Bool?
      var path: String?
      var own: Bool
      var error: String?
    }
    let rows = entries.map { entry in
      let theme = try? entry.theme.get()
      var fault: String?
      if case .failure(let error) = entry.theme { fault = "\(error)" }
      return Row(
        name: entry.name, about: theme?.about, dark: theme?.isDark, path: entry.path, own: entry.isUsers, error: fault)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(rows), as: UTF8.self)
  }
}
