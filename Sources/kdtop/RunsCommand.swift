import ArgumentParser
import EventFiles
import Foundation
import RunModel
import TerminalUI

/// `kdtop runs`.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List saved runs with their methods, data, accuracies and durations.",
    discussion: """
      A run whose log is damaged says so; `kdtop snapshot` says what is wrong with it.

      Example: kdtop runs
      """)

  @Argument(help: "Where the runs are.", completion: .directory)
  var directory = "runs"

  private static let header = ["run", "method", "data", "teacher", "student", "steps", "duration", "state"]

  func run() throws {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } catch {
      throw InputMissing(what: "there is no directory \(directory); `kdtop launch` saves its runs under runs/")
    }
    let rows = names.compactMap(row)
    guard !rows.isEmpty else {
      try StandardStream.output.print(Text.sanitized("no runs in \(directory)"))
      return
    }
    // Names of methods, data and directories come from files: nothing of them may command the terminal.
    let cells = ([Self.header] + rows).map { row in row.map { Text.sanitized($0) } }
    let widths = Self.header.indices.map { column in cells.map { Text.width($0[column]) }.max() ?? 0 }
    let lines = cells.map { row in
      let padded = zip(row, widths).map { Text.padded($0, to: $1) }
      return padded.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }
    try StandardStream.output.print(lines.joined(separator: "\n"))
  }

  /// A run's cells; nil for what is no run of kdtop's.
  private func row(_ name: String) -> [String]? {
    let path = "\(directory)/\(name)"
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
    let log: LoadedLog
    do { log = try LoadedLog(path, withParent: false) } catch is EventFileError where isDirectory.boolValue {
      // There are event files, and none of them can be read.
      return [name] + Array(repeating: "-", count: Self.header.count - 2) + ["unreadable"]
    } catch {
      return nil
    }
    let view = RunView(log.store)
    guard let description = view.description else { return nil }
    func accuracy(_ final: RunSummary.Score?, _ tag: String) -> String {
      // The test accuracy once the run is over, otherwise the last validation accuracy, marked as such.
      if let final { return String(format: "%.2f %%", final.testAccuracy * 100) }
      return view.value(tag).map { String(format: "%.1f %% val", $0 * 100) } ?? "-"
    }
    let state = view.status?.isOver == true ? view.status?.state.rawValue ?? "" : "unfinished"
    return [
      name, description.method, description.dataset,
      description.teacher == nil ? "-" : accuracy(view.summary?.teacher?.final, Tag.teacherAccuracy),
      accuracy(view.summary?.student.final, Tag.studentAccuracy), "\(view.step)", duration(view.elapsed),
      state + (log.isDamaged ? ", damaged" : ""),
    ]
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9))
    if whole >= 3600 { return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60) }
    return String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
