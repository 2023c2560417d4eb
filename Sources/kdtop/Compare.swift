import ArgumentParser
import Dashboard
import EventFiles
import Foundation
import RunModel
import TerminalUI

/// `kdtop compare`.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show several runs side by side: their curves, what sets them apart, and what came of them.",
    discussion: """
      RUN is a run directory, an event file, or a directory of runs. Finished runs that differ in nothing but the seed \
      stand together, as their mean and its spread.

      Steps count from the beginning of the phase in which a curve begins: students are compared with students, however \
      long their teachers trained.

      Examples:
        kdtop compare runs/t1 runs/t4
        kdtop compare runs --tag loss/soft --tag accuracy/agreement --size 160x50
        kdtop compare runs/kd-s0 runs/kd-s1 runs/kd-s2 --no-fold
        kdtop compare runs --format svg > picture.svg
        kdtop compare runs --json | jq '.groups[] | [.name, .results.agreement.mean]'
      """)

  @Argument(help: ArgumentHelp("What to compare; one or more.", valueName: "run"), completion: .directory)
  var paths: [String]
  @Option(help: ArgumentHelp("Curves to draw; may be given often. (default: loss/student, accuracy/student)"))
  var tag: [String] = []
  @Flag(inversion: .prefixedNo, help: "Put the seeds of one configuration together.")
  var fold = true
  @Flag(name: .customLong("log"), help: "Draw losses on a logarithmic axis.")
  var isLog = false
  @Flag(help: "Print one JSON object, with curves in 200 stretches at most.")
  var json = false
  @Option(
    help: ArgumentHelp(
      "Columns and rows of the charts; tables come below. (default: the terminal's, or 120x40)", valueName: "WxH"))
  var size: String?
  @Option(help: "text, ansi (with colours) or svg. (default: ansi on a terminal, text elsewhere)")
  var format: Snapshot.Format?
  @Option(help: ArgumentHelp("Colours; `kdtop themes` lists them.", valueName: "name"))
  var theme: String?
  @Option(help: "braille, block or ascii. (default: what the terminal can show)")
  var symbols: SymbolSet?

  private static let usualTags = [Tag.studentLoss, Tag.studentAccuracy]

  func run() throws {
    if json, format != nil { throw UsageError(description: "--json and --format both say what to print; give one") }
    let size = try self.size.map { try Size(argument: $0) } ?? OutputTerminal.size ?? Size(width: 120, height: 40)
    let theme = try Theme.named(theme)
    let logs = try readLogs()
    let tags = try chosenTags(logs)
    let names = ShortNames.of(logs.map { URL(fileURLWithPath: $0.path).standardizedFileURL.pathComponents })
    let comparison = Comparison(
      zip(logs, names).map { log, name in log.run(named: name) }, tags: tags, folds: fold)
    if json {
      try StandardStream.output.print(ComparisonReport(comparison).json())
      return
    }
    let canvas = Dashboard.compare(
      comparison, size: size, symbols: symbols ?? (format == .svg || OutputTerminal.size == nil ? .braille : .suited()),
      isLog: isLog)
    let picture =
      switch format ?? OutputTerminal.format {
      case .text: canvas.text
      case .ansi: canvas.ansi(theme)
      case .svg: canvas.svg(theme)
      }
    try StandardStream.output.print(picture)
  }

  /// The runs, with what is wrong with them said on standard error. One that was come upon in a directory and cannot be
  /// read is left out.
  private func readLogs() throws -> [ComparedLog] {
    var logs: [ComparedLog] = []
    var unreadable: (any Error)?
    for (path, isFound) in ComparedPaths.expanded(paths) {
      do {
        let log = try ComparedLog(path, tags: tag)
        for warning in log.warnings { StandardStream.error.complain("\(path): \(warning)") }
        logs.append(log)
      } catch {
        guard isFound else { throw error }
        StandardStream.error.complain("left out: \(error)")
        unreadable = error
      }
    }
    if logs.isEmpty, let unreadable { throw unreadable }
    return logs
  }

  /// - Throws: `UsageError` for a tag that no run has.
  private func chosenTags(_ logs: [ComparedLog]) throws(UsageError) -> [String] {
    var seen: Set<String> = []
    let known = logs.flatMap(\.tags).filter { seen.insert($0).inserted }
    func list() -> String { known.prefix(40).joined(separator: ", ") + (known.count > 40 ? ", …" : "") }
    for name in tag where !seen.contains(name) {
      let near = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
      throw UsageError(description: "no run has a curve \(name)\(near) (curves: \(list()))")
    }
    if !tag.isEmpty {
      var unique: Set<String> = []
      return tag.filter { unique.insert($0).inserted }
    }
    let usual = Compare.usualTags.filter(seen.contains)
    if usual.isEmpty, !known.isEmpty {
      throw UsageError(
        description: "no run has \(Compare.usualTags.joined(separator: " or ")); choose curves with --tag: \(list())")
    }
    return usual
  }
}
