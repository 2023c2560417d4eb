import Foundation
import RunModel
import TOMLKit
import TOMLText

extension RunOptions {
  /// Reads a configuration file.
  /// - Throws: `ConfigurationError`: unreadable, not TOML (with line), unknown keys (with the nearest valid name),
  ///   wrong types.
  public init(contentsOf file: String) throws(ConfigurationError) {
    let text: String
    do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
      let isThere = FileManager.default.fileExists(atPath: file)
      throw .unreadable(file: file, reason: isThere ? "it is a directory, not readable or not UTF-8" : "no such file")
    }
    try self.init(toml: text, file: file)
  }

  /// - Parameter file: the name errors give.
  public init(toml text: String, file: String) throws(ConfigurationError) {
    self.init()
    let table: TOMLTable
    do { table = try TOMLTable(checking: text) } catch {
      throw .notTOML(file: file, message: "line \(error.line), column \(error.column): \(error.reason)")
    }
    for key in table.keys.sorted() {
      if key == "knobs" {
        guard let knobTable = table[key]?.table else { throw .wrongType(file: file, key: key, expected: "a table") }
        for name in knobTable.keys {
          guard let value = RunOptions.number(knobTable[name]) else {
            throw .wrongType(file: file, key: "knobs.\(name)", expected: "a number")
          }
          knobs[name.replacingOccurrences(of: "-", with: "_")] = value
        }
        continue
      }
      if key == "options" {
        guard let options = table[key]?.table else { throw .wrongType(file: file, key: key, expected: "a table") }
        for name in options.keys {
          guard let value = options[name]?.string ?? RunOptions.number(options[name]).map({ Knob.text($0) }) else {
            throw .wrongType(file: file, key: "options.\(name)", expected: "a string or a number")
          }
          choices[name.replacingOccurrences(of: "-", with: "_")] = value
        }
        continue
      }
      if key == "changes" {
        changes = try RunOptions.changes(table[key], file: file)
        continue
      }
      if key == "alerts" {
        alerts = try RunOptions.alerts(table[key], file: file)
        continue
      }
      guard let field = RunOptions.fields.first(where: { $0.name == key }) else {
        throw .unknownKey(
          file: file, key: key, known: RunOptions.fields.map(\.name) + ["knobs", "options", "changes", "alerts"])
      }
      try read(field, table[key], file: file)
    }
  }

  private mutating func read(_ field: Field, _ value: TOMLValueConvertible?, file: String) throws(ConfigurationError) {
    switch field.kind {
    case .text(let path):
      guard let text = value?.string else { throw .wrongType(file: file, key: field.name, expected: "a string") }
      self[keyPath: path] = text
    case .integer(let path):
      guard let number = value?.int else { throw .wrongType(file: file, key: field.name, expected: "a whole number") }
      self[keyPath: path] = number
    case .unsigned(let path):
      guard let number = value?.int, number >= 0 else {
        throw .wrongType(file: file, key: field.name, expected: "a whole number, 0 or more")
      }
      self[keyPath: path] = UInt64(number)
    case .number(let path):
      guard let number = RunOptions.number(value) else {
        throw .wrongType(file: file, key: field.name, expected: "a number")
      }
      self[keyPath: path] = number
    case .flag(let path):
      guard let flag = value?.bool else { throw .wrongType(file: file, key: field.name, expected: "true or false") }
      self[keyPath: path] = flag
    }
  }

  static func number(_ value: TOMLValueConvertible?) -> Double? {
    if let number = value?.double { return number.isFinite ? number : nil }
    return value?.int.map(Double.init)
  }

  /// As a TOML file that reads back to the same options.
  public var toml: String {
    var lines = RunOptions.fields.compactMap { field -> String? in
      let value: String? =
        switch field.kind {
        case .text(let path): self[keyPath: path].map(RunOptions.quoted)
        case .integer(let path): self[keyPath: path].map(String.init)
        case .unsigned(let path): self[keyPath: path].map(String.init)
        case .number(let path): self[keyPath: path].map(RunOptions.floating)
        case .flag(let path): self[keyPath: path].map(String.init)
        }
      return value.map { "\(field.name) = \($0)" }
    }
    if alerts?.isEmpty == true { lines.append("alerts = []") }
    if !knobs.isEmpty {
      lines +=
        ["", "[knobs]"]
        + knobs.sorted { $0.key < $1.key }.map { "\(RunOptions.key($0.key)) = \(RunOptions.floating($0.value))" }
    }
    if !choices.isEmpty {
      lines +=
        ["", "[options]"]
        + choices.sorted { $0.key < $1.key }.map { "\(RunOptions.key($0.key)) = \(RunOptions.quoted($0.value))" }
    }
    if !changes.isEmpty { lines += ["", RunOptions.toml(of: changes)] }
    if let alerts, !alerts.isEmpty { lines += ["", RunOptions.toml(of: alerts)] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The shortest decimal that reads back to the same number, in a form TOML takes for a float.
  static func floating(_ value: Double) -> String {
    let text = "\(value)"
    return text.contains(".") || text.contains("e") ? text : text + ".0"
  }

  /// A knob's name as it must stand before the `=`: any name may have come from a file.
  private static func key(_ name: String) -> String {
    func isBare(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return !name.isEmpty && name.utf8.allSatisfy(isBare) ? name : quoted(name)
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case let control where control.value < 0x20 || control.value == 0x7F:
        result += String(format: "\\u%04X", control.value)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
