import ArgumentParser
import Foundation
import RunModel
import TerminalUI
import Training

/// `kdtop report`.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write one page (HTML) about runs: curves, figures of every analysis, knobs, changes and commands.",
    discussion: """
      The page stands alone: nothing is loaded from elsewhere, figures are SVG in it. Under each figure is the command that \
      makes it. A run whose checkpoints or data are gone is told from its log alone. Concepts and information take minutes \
      and come with --concepts and --information; several runs are also held side by side as `kdtop analyse teachers` does, \
      and a student without a teacher among them is the baseline of the others with its seed.

      Examples:
        kdtop report runs/mine -o mine.html
        kdtop report runs/kd runs/scratch --concepts -o why.html
      """)

  @Argument(help: ArgumentHelp("A run's directory, or one of runs.", valueName: "run"), completion: .directory)
  var paths: [String]
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The page to write; one that is there is not overwritten.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var output: String
  @Flag(help: "Count visual concepts too (minutes).")
  var concepts = false
  @Flag(help: "Fit how much the student's layers tell of the teacher's, too (minutes).")
  var information = false
  @Option(help: ArgumentHelp("Where the data set's files are, if not where they were.", valueName: "directory"))
  var dataDir: String?
  @Option(help: ArgumentHelp("Cores to use, at most. (default: as the run)", valueName: "n"))
  var threads: Int?

  func run() throws {
    try OutputExists.check(output)
    var arguments = AnalysisArguments()
    (arguments.dataDir, arguments.threads) = (dataDir, threads)
    (arguments.json, arguments.format, arguments.output) = (false, nil, nil)
    try arguments.check()
    let progress = AnalysisProgress()
    defer { progress.finish() }
    let builder = ReportBuilder(
      arguments: arguments, wantsConcepts: concepts, wantsInformation: information, progress: progress)
    let page = try builder.page(ComparedPaths.expanded(paths))
    progress.finish()
    for notice in builder.notices { StandardStream.error.complain(notice) }
    do { try page.html.write(toFile: output, atomically: true, encoding: .utf8) } catch {
      throw RunDirectoryError.cannotWrite(path: output, reason: (error as NSError).localizedDescription)
    }
    StandardStream.error.write("\(Text.sanitized(output)): \(page.figureCount) figures of \(page.runCount) runs\n")
  }
}
