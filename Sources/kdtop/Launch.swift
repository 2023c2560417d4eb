import ArgumentParser
import Foundation
import RunModel
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
        kdtop launch --resume runs/mine
        kdtop launch --from runs/mine --seed 7 --headless
        kdtop launch --config examples/fashion-mnist.toml --headless --json > summary.json
      """)

  @OptionGroup var arguments: RunArguments
  @Option(
    help: ArgumentHelp(
      "Go on with a run where it stopped, or from a step of it: what came after is then superseded.",
      valueName: "run[@step]"), completion: .directory)
  var resume: String?
  @Option(
    help: ArgumentHelp(
      "Repeat a run, with the same changes of knobs at the same steps; other options change it.", valueName: "run"),
    completion: .directory)
  var from: String?
  @OptionGroup var display: RunDisplay

  func run() throws {
    let (theme, begin) = try plan(isWatched: display.isWatched)
    try display.train(theme: theme, begin)
  }

  /// What to do, with everything checked that can be before the screen is taken or a directory is made.
  private func plan(isWatched: Bool) throws -> (theme: String?, begin: WatchedRun.Begin) {
    if resume != nil, from != nil {
      throw UsageError(description: "--resume goes on with a run, --from repeats it; give one of them")
    }
    var typed = try arguments.options(isWatched: isWatched)
    if let resume {
      let reference = try RunReference(resume)
      let run = try RecordedRun(reference.path)
      try typed.allowOnlyContinuation(of: "--resume")
      try TrainingPreflight.check(
        RunConfiguration.resolve(typed.over(run.options), isWatched: isWatched), isResumed: true)
      return (
        typed.theme ?? run.options.theme,
        { [typed] in try RunStart.resume(run, at: reference.step, with: typed, isWatched: isWatched) }
      )
    }
    if let from {
      let reference = try RunReference(from)
      let run = try RecordedRun(reference.path)
      var recipe = run.options
      recipe.changes = reference.step.map { step in run.changes.filter { $0.step <= step } } ?? run.changes
      typed = try typed.over(file: recipe, isWatched: isWatched)
    }
    let configuration = try RunConfiguration.resolve(typed, isWatched: isWatched)
    try TrainingPreflight.check(configuration)
    return (configuration.theme, { try RunStart.fresh(configuration) })
  }
}
