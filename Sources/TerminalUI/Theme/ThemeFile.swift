import Foundation
import TOMLKit
import TOMLText

/// One theme's file, read but not yet laid over the theme it inherits from.
///
/// A colour is `"#rrggbb"`, the name of one of the terminal's 16 (`"bright-blue"`) or `"default"` (the terminal's own).
/// `series`, `peers`, `gradient` and `heat` are lists of colours, `inherits` names another theme, `about` says what it is
/// like, and `[attributes]` adds type faces to meanings.
struct ThemeFile {
  /// The theme whose values count where this file has none; nil is the built-in default.
  var inherits: String?
  /// What it is like, in a line.
  private var about = ""
  private var colors: [Theme.Key: RGB?] = [:]
  private var attributes: [Theme.Key: Style.Attributes] = [:]
  private var lists: [List: [RGB?]] = [:]

  private enum List: String, CaseIterable { case series, peers, gradient, heat }

  /// Reads the file at `path`. Throws `ThemeError`.
  init(path: String) throws(ThemeError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(file: path, reason: error.localizedDescription)
    }
    try self.init(text: String(decoding: data, as: UTF8.self), file: path)
  }

  /// Reads TOML; `file` is what errors name. Throws `ThemeError`.
  init(text: String, file: String) throws(ThemeError) {
    let table: TOMLTable
    do {
      table = try TOMLTable(checking: text)
    } catch {
      throw .notTOML(file: file, line: error.line, reason: error.reason)
    }
    let reader = Reader(file: file, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    // Keys come sorted, so that of several mistakes the same one is always told.
    for name in table.keys.sorted() {
      guard let value = table[name] else { continue }
      if let key = Theme.Key(rawValue: name) {
        colors[key] = .some(try reader.color(value, key: name))
      } else if let list = List(rawValue: name) {
        lists[list] = try reader.colors(value, key: name)
      } else if name == "inherits" {
        guard let other = value.string else { throw reader.bad(name, "the name of a theme") }
        inherits = other
      } else if name == "about" {
        guard let text = value.string else { throw reader.bad(name, "a line of text") }
        about = text
      } else if name == "attributes" {
        guard let inner = value.table else { throw reader.bad(name, "a table") }
        for name in inner.keys.sorted() {
          guard let key = Theme.Key(rawValue: name) else {
            throw reader.unknown(name, Theme.Key.allCases.map(\.rawValue))
          }
          if let value = inner[name] { attributes[key] = try reader.attributes(value, key: name) }
        }
      } else {
        let known =
          Theme.Key.allCases.map(\.rawValue) + List.allCases.map(\.rawValue) + ["inherits", "about", "attributes"]
        throw reader.unknown(name, known)
      }
    }
  }

  /// The theme `base` with this file's values over it, called `name`.
  func applied(to base: Theme, name: String) -> Theme {
    Theme(
      name: name, about: about,
      colors: base.colors.merging(colors) { _, new in new },
      attributes: base.attributes.merging(attributes) { _, new in new },
      series: lists[.series] ?? base.series,
      peers: lists[.peers] ?? base.peers,
      gradient: lists[.gradient] ?? base.gradient.stops,
      heat: lists[.heat] ?? base.heat.stops)
  }
}

/// Turns TOML's values into colours and attributes, and says where one is wrong.
private struct Reader {
  let file: String
  let lines: [Substring]

  private static let faces: [String: Style.Attributes] = [
    "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
  ]

  private static let color = "a colour \"#rrggbb\", one of the 16 as \"bright-blue\", or \"default\""

  func color(_ value: any TOMLValueConvertible, key: String) throws(ThemeError) -> RGB? {
    guard let text = value.string else { throw bad(key, Reader.color) }
    if text == "default" { return nil }
    guard let color = RGB(text) ?? RGB(entry: text) else {
      throw bad(key, "\(Reader.color), not \"\(Text.sanitized(text))\"")
    }
    return color
  }

  func colors(_ value: any TOMLValueConvertible, key: String) throws(ThemeError) -> [RGB?] {
    guard let array = value.array, !array.isEmpty else { throw bad(key, "a list of colours") }
    var colors: [RGB?] = []
    for element in array { colors.append(try color(element, key: key)) }
    return colors
  }

  func attributes(_ value: any TOMLValueConvertible, key: String) throws(ThemeError) -> Style.Attributes {
    let names = value.string.map { [$0] } ?? value.array.map { $0.map { $0.string ?? "" } }
    var result: Style.Attributes = []
    for name in names ?? [""] {
      guard let face = Reader.faces[name] else {
        throw bad(key, "a list of \"bold\", \"dim\", \"underline\" and \"reverse\"")
      }
      result.insert(face)
    }
    return result
  }

  func bad(_ key: String, _ expected: String) -> ThemeError {
    .badValue(key: key, file: file, line: line(of: key), expected: expected)
  }

  func unknown(_ key: String, _ known: [String]) -> ThemeError {
    .unknownKey(key, file: file, line: line(of: key), nearest: nearest(to: key, among: known))
  }

  /// The first line that gives `key` a value; TOML's parser does not say where a value stood.
  private func line(of key: String) -> Int? {
    lines.firstIndex { line in
      let text = line.drop { $0 == " " || $0 == "\t" || $0 == "[" || $0 == "\"" }
      guard text.hasPrefix(key) else { return false }
      return text.dropFirst(key.count).drop { $0 == " " || $0 == "\t" || $0 == "\"" }.first.map { "=]".contains($0) }
        ?? false
    }.map { $0 + 1 }
  }
}
