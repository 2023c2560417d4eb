import Analysis
import ArgumentParser
import Foundation
import Training

/// `kdtop analyse concepts`.
struct ConceptsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concepts",
    abstract: "Count the visual concepts that teacher, distilled student and baseline hold (Cheng et al. 2020).",
    discussion: """
      For every picture the noise is fitted that each of its pixels (or cells of pixels) stands before the features of a \
      layer change: where little noise does harm, the network holds a visual concept. Counted are concepts on the object \
      (N_fg) and beside it (N_bg), λ = N_fg/(N_fg + N_bg), how far the weights had come when an image's concepts were most \
      (D_mean, and its standard deviation D_std), and the share of all concepts there have been that the final network \
      still holds (ρ).

      RUN is a run directory, or a directory of runs. Runs without a teacher are baselines for the distilled ones of the \
      same seed and student. D and ρ need several checkpoints of the student's training: launch with --checkpoint-every epoch.

      Examples:
        kdtop sweep --method kd,scratch --seeds 3 --checkpoint-every epoch --out runs/why
        kdtop analyse concepts runs/why -o concepts.svg
        kdtop analyse concepts runs/kd --baseline runs/scratch --layer group2 --mask box
      """)

  @Argument(help: ArgumentHelp("A run's directory, or one of runs.", valueName: "run"), completion: .directory)
  var paths: [String]
  @Option(
    help: ArgumentHelp("A student trained without distilling; may be given often.", valueName: "run"),
    completion: .directory)
  var baseline: [String] = []
  @Option(help: ArgumentHelp("The layer whose features count, or logits. (default: the last group)", valueName: "name"))
  var layer: String?
  @Option(
    help: ArgumentHelp(
      "The object's pixels: threshold=0.1 (bright ones), box=0.667 (in the middle), or a safetensors file with mask. "
        + "(default: threshold where pictures are on black, else box)", valueName: "mask"))
  var mask: String?
  @Option(help: ArgumentHelp("Pictures of the validation split, every class in turn.", valueName: "n"))
  var images = 20
  @Option(help: ArgumentHelp("Epochs to look at, evenly spread, the last one among them.", valueName: "n"))
  var epochs = 8
  @Option(help: ArgumentHelp("How far below the background's mean entropy a concept lies, in nats.", valueName: "b"))
  var threshold = 0.2
  @Option(help: ArgumentHelp("Share of the features' variance that the noise may take.", valueName: "share"))
  var share = 0.1
  @Option(
    help: ArgumentHelp("Pixels along a side of a cell. (default: so that there are 16 cells or fewer)", valueName: "n"))
  var cell: Int?
  @Option(help: ArgumentHelp("Steps of every fit.", valueName: "n"))
  var iterations = 200
  @Option(help: ArgumentHelp("Noises in a step.", valueName: "n"))
  var draws = 4
  @OptionGroup var output: AnalysisArguments

  func run() throws {
    try output.check()
    for (name, value, range) in [
      ("images", images, 1...10_000), ("epochs", epochs, 1...1000), ("iterations", iterations, 10...100_000),
      ("draws", draws, 1...1000), ("cell", cell ?? 1, 1...1000),
    ] where !range.contains(value) {
      throw UsageError(description: "--\(name) is \(value); it takes \(range.lowerBound) to \(range.upperBound)")
    }
    for (name, value) in [("threshold", threshold), ("share", share)] where !(value > 0 && value <= 100) {
      throw UsageError(description: "--\(name) is \(value); it takes a number above 0, 100 at most")
    }
    let mask = try mask.map { try ForegroundMask($0) }
    let settings = ConceptsAnalysis.Settings(
      layer: layer, mask: mask, images: images, epochs: epochs, threshold: threshold, cell: cell,
      fit: EntropyFit(share: share, iterations: iterations, draws: draws))
    let progress = AnalysisProgress()
    defer { progress.finish() }
    let pairs = try ConceptPairs(paths, baselines: baseline, output)
    let analysis = ConceptsAnalysis(settings, progress: progress)
    let report = try ConceptsReport(pairs.groups.map { try analysis.measure($0) }, settings: analysis.told)
    progress.finish()
    for notice in pairs.notices + analysis.notices { StandardStream.error.complain(notice) }
    try output.finish(report, table: report.text, figure: report.figure)
  }
}
