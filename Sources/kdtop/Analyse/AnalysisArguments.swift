import ArgumentParser
import Figures
import Foundation
import Training

/// What every analysis lets choose about its output.
struct AnalysisArguments: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, svg }

  @Flag(help: "Print one JSON object in the place of the table.")
  var json = false
  @Option(help: "text or svg: print the table or the figure. (default: text)")
  var format: Format?
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp(
      "Write the figure (SVG) to this file; one that is there is not overwritten.", valueName: "file"))
  var output: String?
  @Option(help: ArgumentHelp("Where the data set's files are, if not where they were.", valueName: "directory"))
  var dataDir: String?
  @Option(help: ArgumentHelp("Cores to use, at most. (default: as the run)", valueName: "n"))
  var threads: Int?

  /// - Throws: what can be said before anything is computed.
  func check() throws {
    if json, format != nil { throw UsageError(description: "--json and --format both say what to print; give one") }
    if let threads, !(1...1024).contains(threads) {
      throw UsageError(description: "--threads is \(threads); it takes 1 to 1024")
    }
    if let output { try OutputExists.check(output) }
  }

  func reader(_ path: String) throws -> RunReader {
    try RunReader(path, dataDirectory: dataDir, threads: threads)
  }

  /// Prints and writes what was found.
  /// - Parameters:
  ///   - report: for `--json`.
  ///   - table: for people.
  func finish(_ report: some Encodable, table: String, figure: Figure) throws {
    if let output {
      do { try figure.svg.write(toFile: output, atomically: true, encoding: .utf8) } catch {
        throw RunDirectoryError.cannotWrite(path: output, reason: (error as NSError).localizedDescription)
      }
    }
    if json { return try StandardStream.output.print(ComparisonReport.json(report)) }
    // A file has it already.
    if format == .svg, output == nil { return try StandardStream.output.print(figure.svg) }
    try StandardStream.output.print(table)
  }
}
