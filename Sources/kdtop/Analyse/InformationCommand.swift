import ArgumentParser
import Foundation

/// `kdtop analyse information`.
struct InformationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "information",
    abstract:
      "How much a student's layer tells of its teacher's: log-likelihood maps, epoch by epoch (Ahn et al. 2019).",
    discussion: """
      To the networks as they were at several epochs a variational distribution q(t|s) is fitted, the one of VID, whatever \
      method the student was trained with: so students of different methods can be compared. Shown are the mean of \
      log q(t|s) over examples that the fit has not seen, as a curve, and at every place of a few pictures, as heat maps. \
      Student's and teacher's layers are the last groups with places.

      Examples:
        kdtop analyse information runs/vid --baseline runs/scratch -o vid.svg
        kdtop analyse information runs/kd --epochs 4 --steps 500
      """)

  @Argument(help: "The run of a student with a teacher.", completion: .directory)
  var path: String
  @Option(help: ArgumentHelp("A student trained without distilling, on the same data.", valueName: "run"))
  var baseline: String?
  @Option(help: ArgumentHelp("Epochs to look at, evenly spread, the last one among them.", valueName: "n"))
  var epochs = 4
  @Option(help: ArgumentHelp("Steps of every fit, on 64 training examples each.", valueName: "n"))
  var steps = 300
  @Option(help: ArgumentHelp("Pictures whose maps are shown, every class in turn.", valueName: "n"))
  var images = 6
  @Option(help: ArgumentHelp("The student's layer, and the teacher's: group2, or group2,group3.", valueName: "names"))
  var layers: String?
  @OptionGroup var output: AnalysisArguments

  func run() throws {
    try output.check()
    for (name, value, range) in [
      ("epochs", epochs, 1...1000), ("steps", steps, 10...1_000_000), ("images", images, 1...64),
    ]
    where !range.contains(value) {
      throw UsageError(description: "--\(name) is \(value); it takes \(range.lowerBound) to \(range.upperBound)")
    }
    let progress = AnalysisProgress()
    defer { progress.finish() }
    let report = try InformationReport(
      output.reader(path), baseline: baseline.map(output.reader), epochs: epochs, steps: steps, images: images,
      layers: layers, progress: progress)
    progress.finish()
    try output.finish(report, table: report.text, figure: report.figure)
  }
}
