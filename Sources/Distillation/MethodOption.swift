import Foundation
import RunModel

/// Something about a method that is chosen before a run and stays: `--set map=max-p`.
public struct MethodOption: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case choice([String])
    case count(ClosedRange<Int>)
    case number(ClosedRange<Double>)
  }

  /// In snake case.
  public var name: String
  public var kind: Kind
  /// As it would be typed.
  public var standard: String
  /// One line.
  public var help: String

  public init(_ name: String, _ kind: Kind, standard: String, help: String) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.help = help
  }

  /// The values it takes, in words.
  public var rangeText: String {
    switch kind {
    case .choice(let values): values.joined(separator: " or ")
    case .count(let range): "\(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "[\(Knob.text(range.lowerBound)), \(Knob.text(range.upperBound))]"
    }
  }

  func accepts(_ text: String) -> Bool {
    switch kind {
    case .choice(let values): values.contains(text)
    case .count(let range): Int(text).map(range.contains) ?? false
    case .number(let range): Double(text).map(range.contains) ?? false
    }
  }
}

/// A value for each option of a method.
public struct MethodSettings: Sendable, Equatable {
  /// By option; only those that differ from the standard need be there.
  public private(set) var values: [String: String]

  /// The standard values.
  public init() { values = [:] }

  /// - Parameter given: values by option name, as typed; a whole number may be written `3.0`.
  /// - Throws: `MethodOptionError`.
  public init(_ declared: [MethodOption], given: [String: String]) throws(MethodOptionError) {
    values = [:]
    for (name, text) in given.sorted(by: { $0.key < $1.key }) {
      guard let option = declared.first(where: { $0.name == name }) else {
        throw .unknown(name: name, known: declared.map(\.name))
      }
      let text = MethodSettings.plain(text, for: option)
      guard option.accepts(text) else { throw .badValue(option: option, value: text) }
      values[name] = text
    }
  }

  /// As typed, or the standard.
  public subscript(option: MethodOption) -> String { values[option.name] ?? option.standard }

  /// The value of a `count`.
  public func count(_ option: MethodOption) -> Int { Int(self[option]) ?? 0 }

  /// The value of a `number`.
  public func number(_ option: MethodOption) -> Double { Double(self[option]) ?? 0 }

  /// A configuration file knows numbers only as such: `peers = 3.0` means 3.
  private static func plain(_ text: String, for option: MethodOption) -> String {
    guard case .count = option.kind, let number = Double(text), let whole = Int(exactly: number) else { return text }
    return "\(whole)"
  }
}

/// An option of a method that cannot be.
public enum MethodOptionError: Error, CustomStringConvertible {
  case unknown(name: String, known: [String])
  case badValue(option: MethodOption, value: String)

  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "there is no option \(name)" + (nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? "")
        + (known.isEmpty ? " (this method has none)" : " (options: \(known.joined(separator: ", ")))")
    case .badValue(let option, let value): "\(option.name) = \(value) cannot be: it takes \(option.rangeText)"
    }
  }
}
