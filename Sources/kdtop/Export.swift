import ArgumentParser
import Foundation
import Training

/// `kdtop export`.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print what a run holds in a form other programs, or kdtop itself, can use.",
    discussion: """
      Examples:
        kdtop export runs/mine --schedule >> my-config.toml
        kdtop launch --config my-config.toml
      """)

  @Argument(help: ArgumentHelp("A run's directory.", valueName: "run"), completion: .directory)
  var path: String
  @Flag(
    help: "The changes of knobs that were made while it trained, as [[changes]] for the end of a configuration file.")
  var schedule = false

  func run() throws {
    guard schedule else { throw UsageError(description: "say what to export: --schedule") }
    let recorded = try RecordedRun(RunReference(path).path)
    guard !recorded.changes.isEmpty else {
      StandardStream.error.complain("no knob was changed while \(path) trained")
      return
    }
    try StandardStream.output.print("\n" + RunOptions.toml(of: recorded.changes))
  }
}
