import Foundation
import TOMLKit
import TOMLText
import TerminalUI

/// What a person has written into `config.toml` of their configuration (`$XDG_CONFIG_HOME/kdtop`, or `~/.config/kdtop`).
///
/// `theme`, `symbols` and `vim` stand at the top; `[keys]` gives actions other keys. Every command line option wins.
public struct UserConfiguration: Sendable {
  /// A theme's name; nil leaves it to the terminal.
  public var theme: String?
  /// Nil is what the terminal can show.
  public var symbols: SymbolSet?
  public var keys = KeyMap.standard
  /// Where it was read from; nil when there is no such file.
  public var path: String?

  public init() {}

  /// Where the file would be; nil where nothing says where a person's configuration is.
  public static func path(environment: [String: String] = ProcessInfo.processInfo.environment) -> String? {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    return (value("XDG_CONFIG_HOME") ?? value("HOME").map { $0 + "/.config" }).map { $0 + "/kdtop/config.toml" }
  }

  /// Reads the file; what is usual when there is none.
  /// - Throws: `UserConfigurationError`.
  public static func read(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(UserConfigurationError) -> UserConfiguration {
    guard let path = path(environment: environment), FileManager.default.fileExists(atPath: path) else {
      return UserConfiguration()
    }
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw .unreadable(file: path, reason: error.localizedDescription)
    }
    return try UserConfiguration(text: String(decoding: data, as: UTF8.self), file: path)
  }

  private static let known = ["keys", "symbols", "theme", "vim"]

  /// - Parameter file: what errors name.
  init(text: String, file: String) throws(UserConfigurationError) {
    let table: TOMLTable
    do { table = try TOMLTable(checking: text) } catch {
      throw .notTOML(file: file, line: error.line, reason: error.reason)
    }
    path = file
    let lines = ConfigurationLines(text)
    var choices: [KeyChoice] = []
    var vim = false
    // Keys come sorted, so that of several mistakes the same one is always told.
    for name in table.keys.sorted() {
      let line = lines.line(of: name)
      func bad(_ expected: String) -> UserConfigurationError {
        .badValue(key: name, file: file, line: line, expected: expected)
      }
      switch name {
      case "theme":
        guard let text = table[name]?.string else { throw bad("the name of a theme; `kdtop themes` lists them") }
        theme = text
      case "symbols":
        guard let set = table[name]?.string.flatMap(SymbolSet.init(rawValue:)) else {
          throw bad("\"braille\", \"block\" or \"ascii\"")
        }
        symbols = set
      case "vim":
        guard let value = table[name]?.bool else { throw bad("true or false") }
        vim = value
      case "keys":
        guard let inner = table[name]?.table else { throw bad("a table: [keys]") }
        choices = try UserConfiguration.choices(inner, lines, file)
      default:
        throw .unknown(
          key: name, file: file, line: line, nearest: Text.nearest(to: name, among: UserConfiguration.known))
      }
    }
    if vim || !choices.isEmpty { keys = try KeyMap(vim: vim, choices: choices, file: file) }
  }

  private static func choices(
    _ table: TOMLTable, _ lines: ConfigurationLines, _ file: String
  ) throws(UserConfigurationError) -> [KeyChoice] {
    var choices: [KeyChoice] = []
    for name in table.keys.sorted() {
      let line = lines.line(of: name, in: "keys")
      guard let action = KeyAction.named[name] else {
        throw .unknown(
          key: name, file: file, line: line, nearest: Text.nearest(to: name, among: Array(KeyAction.named.keys)))
      }
      let expected =
        "a key such as \"x\", \"space\", \"ctrl-d\", \"shift-left\" or \"F5\", a list of them, or \"default\""
      guard !action.needsItsKey else {
        throw .badValue(key: name, file: file, line: line, expected: "left out: what is typed says what it does")
      }
      let texts = table[name]?.string.map { [$0] } ?? table[name]?.array.map { $0.map { $0.string ?? "" } }
      guard let texts else { throw .badValue(key: name, file: file, line: line, expected: expected) }
      var choice = KeyChoice(action: action, keys: [], keepsUsual: false, line: line ?? 1)
      for text in texts {
        if text == "default" {
          choice.keepsUsual = true
        } else if let key = KeyName.parse(text) {
          choice.keys.append(key)
        } else {
          throw .badValue(key: name, file: file, line: line, expected: expected)
        }
      }
      choices.append(choice)
    }
    return choices.sorted { $0.line < $1.line }
  }
}

/// Finds where a TOML file gives a key its value; its parser does not say.
struct ConfigurationLines {
  private let lines: [Substring]

  init(_ text: String) { lines = text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The line, from 1, of a key in a table; nil for one that is written in a way that cannot be found.
  func line(of key: String, in table: String? = nil) -> Int? {
    var current: String?
    for (number, line) in lines.enumerated() {
      let text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("[") {
        current = String(text.dropFirst().prefix { $0 != "]" }).filter { $0 != " " && $0 != "\"" }
        if table == nil, current == key { return number + 1 }
        continue
      }
      guard current == table else { continue }
      let name = text.prefix { $0 != "=" }.filter { !" \t\"'".contains($0) }
      if name == key || (table == nil && name.hasPrefix(key + ".")) { return number + 1 }
    }
    // `keys.fork = "x"` at the top.
    guard let table else { return nil }
    return lines.firstIndex { $0.filter { !" \t\"'".contains($0) }.hasPrefix("\(table).\(key)=") }.map { $0 + 1 }
  }
}
