import Foundation
import Training

/// Mode: bit 0, somebody watches; bit 1, through a file.
enum TOMLFuzz {
  static let place = FuzzPlace("toml")

  static func run(_ bytes: [UInt8]) {
    let input = FuzzInput(bytes)
    do {
      let options =
        input.flag(1)
        ? try RunOptions(contentsOf: place.write(input.rest, to: "run.toml"))
        : try RunOptions(toml: String(decoding: input.rest, as: UTF8.self), file: "memory")
      try check(options)
      _ = try options.over(file: options, isWatched: input.flag(0))
      let run = try RunConfiguration.resolve(options, isWatched: input.flag(0), now: Date(timeIntervalSince1970: 0))
      try check(run.options)
      let again = try RunConfiguration.resolve(run.options, isWatched: input.flag(0))
      precondition(again.options == run.options, "run.toml runs the same run again")
      for step in [0, 1, 1 << 20] { _ = run.schedule.factor(at: step, of: 1 << 20) }
    } catch {
      _ = "\(error)"
    }
  }

  /// What is written reads back.
  private static func check(_ options: RunOptions) throws {
    let again: RunOptions
    do { again = try RunOptions(toml: options.toml, file: "again") } catch { fatalError("\(error)") }
    precondition(again == options, "options read back as they were written")
  }
}
