import Foundation
import Testing

/// Tests of the built program, two at a time: half of their time they wait. The tests of a suite come one after the other.
@Suite(.onThreadsOfTheirOwn) enum EndToEnd {}

/// Something a test needs is not on this machine, or did not happen in time.
struct EndToEndError: Error, CustomStringConvertible {
  var description: String
}

/// Asks again and again until `condition` holds.
/// - Throws: what `otherwise` says when it has not held for a generous time.
func eventually(seconds: Double = 90, _ condition: () throws -> Bool, otherwise: () -> String) throws {
  let end = Date().addingTimeInterval(seconds)
  while Date() < end {
    if try condition() { return }
    usleep(50_000)
  }
  throw EndToEndError(description: otherwise())
}

/// A directory of a test's own, gone when the test is over.
final class Workplace {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "kdtop-e2e-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// kdtop here.
  func run(_ arguments: [String]) throws -> Program.Outcome { try Program.run(arguments, in: path) }

  /// kdtop here, which has to end well.
  func succeed(
    _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Program.Outcome {
    let outcome = try run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
    return outcome
  }
}

/// Files that came with the tests.
enum Fixture {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
  }

  /// The top of the package.
  static var package: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
  }
}
