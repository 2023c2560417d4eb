import ArgumentParser
import Foundation

/// `kdtop analyse teachers`.
struct TeachersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teachers",
    abstract:
      "Hold students of different teachers side by side: larger ones, early-stopped ones, several, peers, none.",
    discussion: """
      Reads finished runs, such as a sweep's, and sets the accuracy of every teacher against that of its student. Where the \
      most accurate teacher does not have the best student there is a capacity gap (Cho & Hariharan 2019), and the table \
      says how wide. Students that learn from peers, from a teacher trained beforehand, from several or from none stand in \
      the same table.

      Students are compared by their accuracy on the validation split at their best epoch; the test set is told, and chooses \
      nothing.

      Examples:
        kdtop sweep --teacher 'mlp:20|mlp:100|mlp:800,800' --seeds 3 --out runs/sizes
        kdtop sweep --teacher mlp:800,800 --teacher-stop 1,3,10 --seeds 3 --out runs/stops
        kdtop analyse teachers runs/sizes runs/stops -o teachers.svg
        kdtop sweep --method scratch,dml,kd,multi-teacher --seeds 3 --out runs/guides
        kdtop analyse teachers runs/guides
      """)

  @Argument(
    help: ArgumentHelp("A sweep's directory, a run's, or one of runs.", valueName: "run"), completion: .directory)
  var paths: [String]
  @OptionGroup var output: AnalysisArguments

  func run() throws {
    try output.check()
    let report = try TeachersReport(paths)
    for notice in report.notices { StandardStream.error.complain(notice) }
    try output.finish(report, table: report.text, figure: report.figure)
  }
}
