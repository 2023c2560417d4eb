import ArgumentParser
import Foundation
import RunModel
import Torch
import Training

/// `kdtop sweep`.
struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train every combination of settings with several seeds, and print a table of them.",
    usage: """
      kdtop sweep [--out <directory>] [--seeds <n>] [--json] [options of kdtop launch, with several values]
      kdtop sweep --table <directory> [--json]
      """,
    discussion: """
      Every option of `kdtop launch` that says what to train and how may have several values: each is an axis of the \
      grid. They are separated by , where a comma cannot be part of a value (--set, --method, --teacher-stop, --epochs \
      and other numbers and names), and by | anywhere: networks, schedules, augmentations and files need quotes and |.

      Runs are trained one after the other, without a dashboard. A teacher that several of them share is trained once. \
      The same command again, with the same --out, goes on where it stopped: what has finished is not trained again, \
      what was interrupted is resumed. A run that fails is reported, and the others go on.

      The table has a row a setting, with the mean over seeds and its standard deviation. Rows are sorted by \
      validation accuracy: choose by that, and look at the test accuracy of the one you chose.

      Examples:
        kdtop sweep --set temperature=1,2,4,8 --set alpha=0.5,0.9 --seeds 3
        kdtop sweep --method kd,scratch,eskd --seeds 5 --out runs/methods
        kdtop sweep --student 'mlp:12|mlp:24,dropout=0.1' --teacher-stop 5,10
        kdtop sweep --schedule 'constant|cosine,warmup=100' --seed-list 1,5
        kdtop sweep --table runs/methods
        kdtop sweep --table runs/methods --json | jq '.rows[0]'
      """)

  @Option(
    help: ArgumentHelp("Where the runs go. (default: runs/sweep-TIME)", valueName: "directory"),
    completion: .directory)
  var out: String?
  @Option(help: ArgumentHelp("Train each setting with the seeds 0 to n − 1. (default: 1)", valueName: "n"))
  var seeds: Int?
  @Option(help: ArgumentHelp("Train each setting with these seeds, such as 1,5.", valueName: "list"))
  var seedList: String?
  @Option(
    help: ArgumentHelp("Print the table of a sweep as it stands, and train nothing.", valueName: "directory"),
    completion: .directory)
  var table: String?
  @Flag(help: "Say what would be trained, and train nothing.")
  var dryRun = false
  @Flag(help: "Print the table as one JSON object.")
  var json = false
  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("Options of `kdtop launch`, with one value or several.", valueName: "options"))
  var words: [String] = []

  func run() throws {
    if let table {
      guard words.isEmpty, out == nil, seeds == nil, seedList == nil, !dryRun else {
        throw UsageError(description: "--table prints what there is; it goes with --json alone")
      }
      guard let record = try SweepRecord(in: table) else {
        throw InputMissing(what: "there is no sweep in \(table): it has no sweep.json")
      }
      return try show(SweepTable(record, in: table))
    }
    let plan = try SweepPlan(SweepArguments(words), seeds: chosenSeeds(), parse: Sweep.options)
    for run in plan.runs { try TrainingPreflight.check(run.configuration) }
    let runner = try SweepRunner(plan, directory: out ?? Sweep.directory())
    if dryRun {
      return try StandardStream.output.print(runner.outline.joined(separator: "\n"))
    }
    let status = try runner.run()
    // What was interrupted will go on: its table is for then.
    if runner.isStopped { Foundation.exit(status.rawValue) }
    try show(SweepTable(runner.record, in: runner.directory))
    Foundation.exit(status.rawValue)
  }

  private func show(_ table: SweepTable) throws {
    try StandardStream.output.print(json ? ComparisonReport.json(table.report) : table.text)
  }

  /// - Throws: `UsageError` in the parser's words.
  private static func options(_ words: [String]) throws -> RunOptions {
    let arguments: RunArguments
    do { arguments = try RunArguments.parse(words) } catch {
      throw UsageError(description: RunArguments.message(for: error))
    }
    return try arguments.options(isWatched: false)
  }

  private func chosenSeeds() throws -> [UInt64] {
    if seeds != nil, seedList != nil {
      throw UsageError(description: "--seeds and --seed-list both say which seeds; give one of them")
    }
    if let seeds {
      guard (1...1000).contains(seeds) else { throw UsageError(description: "--seeds is \(seeds); it takes 1 to 1000") }
      return (0..<UInt64(seeds)).map { $0 }
    }
    guard let seedList else { return [0] }
    let parts = seedList.split(separator: ",", omittingEmptySubsequences: false)
    let chosen = parts.compactMap { UInt64($0.trimmingCharacters(in: .whitespaces)) }
    guard chosen.count == parts.count, Set(chosen).count == chosen.count else { throw SweepError.badSeeds(seedList) }
    return chosen
  }

  private static func directory() -> String {
    var seconds = time(nil)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return String(
      format: "runs/sweep-%04d%02d%02d-%02d%02d%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
      parts.tm_hour, parts.tm_min, parts.tm_sec)
  }
}
