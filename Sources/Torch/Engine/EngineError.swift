import Foundation

/// Why the tensor engine could not be opened, or could not do what was asked.
public enum EngineError: Error, Equatable, Sendable {
  /// No engine library at any of the paths looked at.
  case notBuilt(searched: [String])
  /// The library is there, the dynamic linker refused it.
  case cannotOpen(path: String, reason: String)
  /// The library was built from another version of kdtop.
  case abiMismatch(path: String, found: Int, expected: Int)
  /// An operation failed: its name, libtorch's message, and the shapes of its operands.
  case operation(name: String, message: String, shapes: [[Int]])
}

extension EngineError: LocalizedError, CustomStringConvertible {
  public var description: String {
    switch self {
    case .notBuilt(let searched):
      """
      the training engine is not built (looked for \(searched.joined(separator: ", ")))
      Install libtorch and build everything once (`swift run kdtop` alone does not build the engine):
        apt-get install libtorch-dev libopenblas-dev libopenblas0-pthread
        \(Engine.buildCommand)
      If libtorch was installed after a first build, SwiftPM still remembers that there was none:
        swift package purge-cache && touch Package.swift && \(Engine.buildCommand)
      """
    case .cannotOpen(let path, let reason):
      "cannot open the training engine \(path): \(reason)"
    case .abiMismatch(let path, let found, let expected):
      """
      the training engine \(path) is of another version (\(found), this program needs \(expected)); \
      build both again: \(Engine.buildCommand)
      """
    case .operation(let name, let message, let shapes):
      "\(name)\(Self.text(shapes)): \(message)"
    }
  }

  public var errorDescription: String? { description }

  private static func text(_ shapes: [[Int]]) -> String {
    shapes.isEmpty ? "" : " of " + shapes.map { "\($0)" }.joined(separator: " and ")
  }
}
