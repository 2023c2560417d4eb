import ArgumentParser
import Foundation
import Training

/// `kdtop fork`.
struct Fork: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Go on from a step of a run as a new run, with a knob turned if you like.",
    discussion: """
      The nearest checkpoint before the step is taken and the steps from there are trained again, so that the new run
      stands exactly where the other one stood. The other run stays as it is.

      Examples:
        kdtop fork runs/mine@1500 --set temperature=8
        kdtop fork runs/mine@1500 --set alpha=0.5 --name softer --headless
      """)

  @Argument(
    help: ArgumentHelp("The run, and the step to go on from.", valueName: "run@step"), completion: .directory)
  var place: String
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Turn a knob at that step, such as temperature=8; may be given often.", valueName: "knob=value"))
  var settings: [String] = []
  @Option(help: ArgumentHelp("Steps of the student, in place of the run's.", valueName: "n"))
  var steps: Int?
  @Option(help: ArgumentHelp("Epochs of the student, in place of the run's.", valueName: "n"))
  var epochs: Int?
  @Option(help: ArgumentHelp("Where it is saved. (default: RUN-at-STEP)", valueName: "directory"))
  var runDir: String?
  @Option(help: ArgumentHelp("Save it as runs/NAME.", valueName: "name"))
  var name: String?
  @Option(help: ArgumentHelp("As for launch.", valueName: "n"))
  var checkpointEvery: String?
  @Option(help: ArgumentHelp("Colours; `kdtop themes` lists them.", valueName: "name"))
  var theme: String?
  @OptionGroup var display: RunDisplay

  func run() throws {
    let isWatched = display.isWatched
    let reference = try RunReference(place)
    guard let step = reference.step else {
      throw UsageError(description: "\(place) names no step; say which one to go on from: \(reference.path)@STEP")
    }
    let parent = try RecordedRun(reference.path)
    var options = RunOptions()
    (options.steps, options.epochs, options.runDirectory, options.name) = (steps, epochs, runDir, name)
    (options.checkpointEvery, options.theme) = (checkpointEvery, theme)
    let knobs = try Dictionary(settings.map(RunOptions.knobSetting)) { _, last in last }
    try TrainingPreflight.check(
      RunConfiguration.resolve(options.over(parent.options), isWatched: isWatched), isResumed: true)
    try display.train(theme: theme ?? parent.options.theme) { [options] in
      try RunStart.fork(parent, at: step, settings: knobs, with: options, isWatched: isWatched)
    }
  }
}
