import ArgumentParser
import Foundation
import RunModel

/// `kdtop runs`.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List saved runs with their methods, data, accuracies and durations.",
    discussion: "Example: kdtop runs")

  @Argument(help: "Where the runs are.", completion: .directory)
  var directory = "runs"

  func run() throws {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted() } catch {
      throw InputMissing(what: "there is no directory \(directory); `kdtop launch` saves its runs under runs/")
    }
    var rows = [["run", "method", "data", "teacher", "student", "steps", "duration", "state"]]
    for name in names {
      guard let log = try? LoadedLog("\(directory)/\(name)") else { continue }
      let view = RunView(log.store)
      guard let description = view.description else { continue }
      func accuracy(_ final: RunSummary.Score?, _ tag: String) -> String {
        // The test accuracy once the run is over, otherwise the last validation accuracy, marked as such.
        if let final { return String(format: "%.2f %%", final.testAccuracy * 100) }
        return view.value(tag).map { String(format: "%.1f %% val", $0 * 100) } ?? "-"
      }
      rows.append([
        name, description.method, description.dataset,
        description.teacher == nil ? "-" : accuracy(view.summary?.teacher?.final, "accuracy/teacher"),
        accuracy(view.summary?.student.final, "accuracy/student"), "\(view.step)", duration(view.elapsed),
        view.status?.isOver == true ? view.status?.state.rawValue ?? "" : "unfinished",
      ])
    }
    guard rows.count > 1 else {
      print("no runs in \(directory)")
      return
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
    }
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9))
    if whole >= 3600 { return String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60) }
    return String(format: "%d:%02d", whole / 60, whole % 60)
  }
}
