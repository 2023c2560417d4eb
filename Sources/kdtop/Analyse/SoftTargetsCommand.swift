import Analysis
import ArgumentParser
import Foundation
import Models
import Training

/// `kdtop analyse soft-targets`.
struct SoftTargetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soft-targets",
    abstract:
      "What the teacher says beyond the labels, how much of it the student repeats, and how far both may be trusted.",
    discussion: """
      Looks at the final networks of a run over a split: which classes the teacher finds alike at temperature T (the graph \
      of its dark knowledge), the entropy of its soft targets class by class, on how many examples student and teacher name \
      the same class, the expected calibration error of both, and what T makes of all that. With --baseline, a student \
      trained without distilling, also what each class gained.

      Examples:
        kdtop analyse soft-targets runs/mine
        kdtop analyse soft-targets runs/mine --temperature 8 --baseline runs/scratch -o soft.svg
        kdtop analyse soft-targets runs/mine --json | jq .pairs
      """)

  @Argument(help: "A run's directory.", completion: .directory)
  var path: String
  @Option(help: ArgumentHelp("T. (default: where the run's knob began, or 4)", valueName: "T"))
  var temperature: Double?
  @Option(help: ArgumentHelp("validation, test or training.", valueName: "split"))
  var split = "validation"
  @Option(help: ArgumentHelp("Pairs of classes to list.", valueName: "n"))
  var pairs = 8
  @Option(help: ArgumentHelp("A student trained without distilling, on the same data.", valueName: "run"))
  var baseline: String?
  @OptionGroup var output: AnalysisArguments

  func run() throws {
    try output.check()
    if let temperature, !(temperature > 0 && temperature <= 1000) {
      throw UsageError(description: "--temperature is \(temperature); it takes a number above 0, 1000 at most")
    }
    guard (1...1000).contains(pairs) else { throw UsageError(description: "--pairs is \(pairs); it takes 1 to 1000") }
    let part = try RunReader.Part(argument: split)
    let reader = try output.reader(path)
    let report = try SoftTargetsReport(
      reader, part: part, temperature: temperature, pairs: pairs, baseline: baseline.map(output.reader))
    try output.finish(report, table: report.text, figure: report.figure)
  }
}

extension RunReader.Part {
  /// - Throws: `UsageError` with the names there are.
  init(argument: String) throws(UsageError) {
    guard let part = Self(rawValue: argument) else {
      throw UsageError(
        description: "--split is \(argument); it takes \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = part
  }
}

extension RunReader {
  /// What a network says of a split, with the labels.
  func table(_ network: any Network, _ part: Part) throws -> LogitTable {
    LogitTable(
      logits: try logits(of: network, part).doubles(), labels: labels(part), classes: dataset.classCount)
  }

  /// What the student says at the end.
  func studentTable(_ part: Part) throws -> LogitTable { try table(student(at: finalMoment), part) }

  /// What its teacher says; nil without one.
  func teacherTable(_ part: Part) throws -> LogitTable? {
    try teacherLogits(part).map {
      LogitTable(logits: try $0.doubles(), labels: labels(part), classes: dataset.classCount)
    }
  }
}
