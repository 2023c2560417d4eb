import ArgumentParser
import Foundation
import RunModel
import TerminalUI
import Torch
import Training

/// `kdtop launch`.
struct Launch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a student while you watch, and turn the knobs.",
    discussion: """
      Without options: the built-in digits, about two minutes. The run is saved as it happens.

      Examples:
        kdtop launch
        kdtop launch --method scratch --seed 1
        kdtop launch --dataset fashion-mnist --student-examples 3000 --teacher mlp:1200,1200 --student mlp:100,100 \\
          --set temperature=4 --set alpha=0.9
        kdtop launch --config examples/fashion-mnist.toml --headless --json > summary.json
      """)

  @OptionGroup var arguments: RunArguments
  @Flag(help: "No dashboard: progress on standard error. Chosen by itself when standard output is not a terminal.")
  var headless = false
  @Flag(help: "Print one JSON object on standard output when the run is over (implies --headless).")
  var json = false
  @Option(help: "What the dashboard is drawn with: braille, block or ascii. (default: what the terminal can show)")
  var symbols: SymbolSet?

  func run() throws {
    let isWatched = !headless && !json && isatty(STDOUT_FILENO) != 0
    let configuration = try RunConfiguration.resolve(arguments.options(isWatched: isWatched), isWatched: isWatched)
    Engine.letThreadsSleep()
    // Said before the screen is taken, and without the 0.4 s it takes to open the engine.
    try Engine.find()
    try requireData(configuration)
    // Also where nothing is drawn: run.toml would hold a name that a later launch refuses.
    if let theme = configuration.theme { _ = try Theme.named(theme) }
    let ending =
      isWatched
      ? try WatchedRun(configuration, symbols: symbols).run() : try HeadlessRun(configuration, printsJSON: json).run()
    Foundation.exit(ending.rawValue)
  }

  /// Finds missing files before a run directory is made for nothing.
  private func requireData(_ configuration: RunConfiguration) throws {
    switch configuration.dataset.availability(directory: configuration.dataDirectory) {
    case .available: break
    case .needsDirectory:
      throw UsageError(
        description: "\(configuration.dataset.name) needs --data-dir: \(configuration.dataset.installation)")
    case .missing(let reason): throw InputMissing(what: reason)
    }
    if let weights = configuration.teacherWeights, !FileManager.default.fileExists(atPath: weights) {
      throw InputMissing(what: "there is no file \(weights); --teacher-weights takes safetensors")
    }
  }
}
