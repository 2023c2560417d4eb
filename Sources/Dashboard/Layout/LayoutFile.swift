import Foundation
import TOMLKit
import TOMLText
import TerminalUI

/// A layout as TOML: a table for each view that is not as it comes.
///
///     [train]
///     left = ["loss", "accuracy"]      # panels of the columns, from the top
///     right = ["knobs", "soft targets"]
///     right_share = 0.4                # of the width, 0.1…0.9
///     hidden = ["accuracy"]
///     [train.heights]                  # shares of a column's height
///     loss = 2
///     accuracy = 1
enum LayoutFile {
  /// More than this many bytes are no layout.
  private static let largest = 1 << 20

  /// - Throws: `LayoutError` for a file that cannot be read, or holds something else.
  static func read(_ path: String, name: String) throws(LayoutError) -> ScreenLayout {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw .unreadable(file: path, reason: error.localizedDescription)
    }
    guard data.count <= largest else { throw .unreadable(file: path, reason: "it is larger than any layout") }
    return try parse(String(decoding: data, as: UTF8.self), name: name, file: path)
  }

  /// - Parameter file: what errors name.
  static func parse(_ text: String, name: String, file: String) throws(LayoutError) -> ScreenLayout {
    let table: TOMLTable
    do { table = try TOMLTable(checking: text) } catch {
      throw .notTOML(file: file, line: error.line, reason: error.reason)
    }
    var layout = ScreenLayout(name: name)
    // Keys come sorted, so that of several mistakes the same one is always told.
    for key in table.keys.sorted() {
      guard let view = ViewID.allCases.first(where: { self.key(of: $0) == key }) else {
        throw .unknown(key: key, file: file, known: ViewID.allCases.map(self.key(of:)))
      }
      guard let inner = table[key]?.table else { throw .bad(key: key, file: file, expected: "a table") }
      layout.views[view] = try viewLayout(inner, key, file)
    }
    return layout
  }

  private static func viewLayout(
    _ table: TOMLTable, _ view: String, _ file: String
  ) throws(LayoutError) -> ViewLayout {
    var layout = ViewLayout()
    for key in table.keys.sorted() {
      let place = "\(view).\(key)"
      switch key {
      case "left": layout.left = try panels(table[key], place, file)
      case "right": layout.right = try panels(table[key], place, file)
      case "hidden": layout.hidden = Set(try panels(table[key], place, file))
      case "right_share":
        guard let share = number(table[key]), ViewLayout.shares.contains(share) else {
          throw .bad(key: place, file: file, expected: "a number from 0.1 to 0.9")
        }
        layout.rightShare = share
      case "heights":
        guard let inner = table[key]?.table else { throw .bad(key: place, file: file, expected: "a table") }
        for name in inner.keys.sorted() {
          guard let share = number(inner[name]), share > 0, share <= 1e6 else {
            throw .bad(key: "\(place).\(name)", file: file, expected: "a number above 0")
          }
          layout.heights[PanelID(name)] = share
        }
      default:
        throw .unknown(key: place, file: file, known: ["left", "right", "right_share", "hidden", "heights"])
      }
    }
    return layout
  }

  private static func panels(
    _ value: (any TOMLValueConvertible)?, _ key: String, _ file: String
  ) throws(LayoutError) -> [PanelID] {
    guard let array = value?.array else { throw .bad(key: key, file: file, expected: "a list of panels") }
    var panels: [PanelID] = []
    for element in array {
      guard let name = element.string else { throw .bad(key: key, file: file, expected: "a list of panels' names") }
      if !panels.contains(PanelID(name)) { panels.append(PanelID(name)) }
    }
    return panels
  }

  private static func number(_ value: (any TOMLValueConvertible)?) -> Double? {
    let number = value?.double ?? value?.int.map(Double.init)
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func key(of view: ViewID) -> String { view.name.replacing(" ", with: "_") }

  /// The file of a layout; the same text for the same layout.
  static func text(of layout: ScreenLayout) -> String {
    var lines = ["# A layout of kdtop's: which panels the views show, where, and how large."]
    for view in ViewID.allCases {
      guard let own = layout.views[view], own != ViewLayout() else { continue }
      lines += ["", "[\(key(of: view))]"]
      func list(_ panels: some Sequence<PanelID>) -> String {
        "[" + panels.map { quoted($0.name) }.joined(separator: ", ") + "]"
      }
      if !own.left.isEmpty { lines.append("left = \(list(own.left))") }
      if !own.right.isEmpty { lines.append("right = \(list(own.right))") }
      if let share = own.rightShare { lines.append("right_share = \(String(format: "%.4f", share))") }
      if !own.hidden.isEmpty { lines.append("hidden = \(list(own.hidden.sorted { $0.name < $1.name }))") }
      guard !own.heights.isEmpty else { continue }
      lines += ["", "[\(key(of: view)).heights]"]
      for (panel, share) in own.heights.sorted(by: { $0.key.name < $1.key.name }) {
        lines.append("\(quoted(panel.name)) = \(share)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A basic string: names of panels may be tags from a log.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: quoted += String(format: "\\u%04X", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// Why a layout cannot be used, or kept.
public enum LayoutError: Error, Equatable, CustomStringConvertible {
  case noSuchLayout(String, known: [String])
  case unreadable(file: String, reason: String)
  case notTOML(file: String, line: Int, reason: String)
  case unknown(key: String, file: String, known: [String])
  case bad(key: String, file: String, expected: String)
  case unwritable(file: String, reason: String)
  /// There is neither `XDG_CONFIG_HOME` nor `HOME`.
  case nowhere

  public var description: String {
    switch self {
    case .noSuchLayout(let name, let known):
      "no layout is called '\(Text.sanitized(name))'; there are \(known.joined(separator: ", "))"
    case .unreadable(let file, let reason): "\(file): \(reason)"
    case .notTOML(let file, let line, let reason): "\(file):\(line): not TOML: \(reason)"
    case .unknown(let key, let file, let known):
      "\(file): unknown key '\(Text.sanitized(key))'; it takes \(known.joined(separator: ", "))"
    case .bad(let key, let file, let expected): "\(file): '\(Text.sanitized(key))' should be \(expected)"
    case .unwritable(let file, let reason): "cannot write the layout to \(file): \(reason)"
    case .nowhere: "cannot keep the layout: set HOME or XDG_CONFIG_HOME to say where"
    }
  }
}
