import Foundation
import RunModel

/// A description of an augmentation that cannot be followed: which one, what is wrong, what would be right.
/// `description` says all of it on one line.
public struct AugmentationSpecError: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    case empty
    case unknownOption(String, known: [String])
    /// Given twice.
    case repeated(String)
    /// `expected` says what the option takes.
    case badValue(option: String, value: String, expected: String)
    /// A value for an option that is on or off.
    case needlessValue(String)
    /// `none` beside other options.
    case noneAndMore
    /// More than images of `shape` (`[channels, height, width]`) bear; at most `limit` pixels.
    case tooLarge(option: String, limit: Int, shape: [Int])
  }

  public var spec: String
  public var problem: Problem

  public init(spec: String, problem: Problem) {
    self.spec = spec
    self.problem = problem
  }
}

extension AugmentationSpecError: CustomStringConvertible, LocalizedError {
  public var description: String { "augmentation “\(spec)”: \(explanation)" }

  public var errorDescription: String? { description }

  private var explanation: String {
    switch problem {
    case .empty:
      "it is empty; write none for no augmentation"
    case .unknownOption(let name, let known):
      "there is no option \(name)"
        + (nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? "")
        + " (options: \(known.joined(separator: ", ")))"
    case .repeated(let name):
      "\(name) is given twice"
    case .badValue(let option, let value, let expected):
      value.isEmpty
        ? "\(option) needs a value, as in \(option)=…: \(expected)" : "\(option)=\(value) is not \(expected)"
    case .needlessValue(let name):
      "\(name) takes no value"
    case .noneAndMore:
      "none stands alone"
    case .tooLarge(let option, let limit, let shape):
      "\(option) is too large for images of \(shape.map(String.init).joined(separator: "×")) "
        + "(channels × height × width): at most \(max(0, limit)) pixels"
    }
  }
}
