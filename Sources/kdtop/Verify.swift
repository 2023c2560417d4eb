import ArgumentParser
import EventFiles
import Foundation
import RunModel
import TerminalUI
import Training

/// `kdtop verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check every byte of a run, its log and its checkpoints, and say what is wrong.",
    discussion: """
      The torn end that a run which was killed leaves in its log is no fault: --resume goes on from there. Nothing is
      changed. Exit code 0: all is well; 65: something is damaged.

      Examples:
        kdtop verify runs/mine
        kdtop verify runs/mine --json
      """)

  @Argument(
    help: ArgumentHelp("A run's directory, an event file, or a TensorBoard log directory.", valueName: "path"),
    completion: .directory)
  var path: String
  @Flag(help: "Print what was found as one JSON object.")
  var json = false

  func run() throws {
    let report = try VerificationReport(path)
    try StandardStream.output.print(json ? try report.json() : report.text)
    if report.isDamaged { Foundation.exit(ExitStatus.badData.rawValue) }
  }
}

/// What `kdtop verify` has found.
struct VerificationReport: Encodable {
  struct LogFile: Encodable {
    var path: String
    var records: Int
    /// What was lost of it, if anything.
    var problem: String?
    /// What is no fault and worth knowing.
    var note: String?
  }

  struct CheckpointLine: Encodable {
    var step: Int
    var reason: String?
    var bytes: Int
    var problem: String?
  }

  var path: String
  var log: [LogFile] = []
  var checkpoints: [CheckpointLine] = []
  /// What is wrong with the run as a whole.
  var problems: [String] = []
  var notes: [String] = []

  /// - Throws: `EventFileError` for a path that is not there.
  init(_ path: String) throws {
    self.path = path
    let directory = try LogDirectory(path: path)
    var record = RecordedChanges()
    while try directory.read(into: { if $0.run.isEmpty { record.apply($0.event) } }) == .restarted {
      record = RecordedChanges()
    }
    log = directory.statisticsByFile.map { path, statistics in
      LogFile(
        path: path, records: statistics.records, problem: statistics.damage, note: Self.note(on: statistics))
    }
    problems += directory.problems.map { "\($0)" }
    if log.isEmpty { problems.append("there are no events in \(path)") }
    guard FileManager.default.fileExists(atPath: path + "/run.toml") else { return }
    do { _ = try RunConfiguration.resolve(RunOptions(contentsOf: path + "/run.toml"), isWatched: true) } catch {
      problems.append("run.toml: \(error)")
    }
    let inspection = CheckpointInspection(run: path)
    checkpoints = inspection.findings.map {
      CheckpointLine(step: $0.step, reason: $0.reason?.rawValue, bytes: $0.bytes, problem: $0.problem)
    }
    problems += [inspection.problem].compactMap(\.self)
    notes += inspection.unfinished.map { "\($0) was not finished, and is not used" }
    if let parent = Lineage.parent(of: directory), Lineage.place(of: parent, child: path) == nil {
      notes.append("the run it was forked from, \(parent.run), is not there any more")
    }
    if let last = record.furthestStep, let ahead = checkpoints.last(where: { $0.step > last }) {
      problems.append(
        "the log ends at step \(last), before the checkpoint of step \(ahead.step): a part of it is missing")
    }
  }

  var isDamaged: Bool {
    !problems.isEmpty || log.contains { $0.problem != nil } || checkpoints.contains { $0.problem != nil }
  }

  private static func note(on statistics: ReadStatistics) -> String? {
    switch statistics.tail {
    case .torn: "\(statistics.tailBytes) bytes of an unfinished record at the end"
    case .zeros: "\(statistics.tailBytes) zeros at the end"
    case .none, .damaged: nil
    }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var text: String {
    var lines: [String] = []
    for file in log {
      let name = FilePath.name(of: file.path)
      lines.append("log         \(name): \(file.records) records" + suffix(file.problem, file.note))
    }
    for checkpoint in checkpoints {
      let size = String(format: "%.1f MB", Double(checkpoint.bytes) / 1e6)
      let reason = checkpoint.reason.map { ", \($0)" } ?? ""
      lines.append("checkpoint  step \(checkpoint.step)\(reason), \(size)" + suffix(checkpoint.problem, nil))
    }
    lines += problems.map { "DAMAGED     \($0)" } + notes.map { "note        \($0)" }
    lines.append(isDamaged ? "\(path) is damaged" : "\(path) is whole")
    return lines.map { Text.sanitized($0) }.joined(separator: "\n")
  }

  private func suffix(_ problem: String?, _ note: String?) -> String {
    (problem.map { "  DAMAGED: \($0)" } ?? "  ok") + (note.map { " (\($0))" } ?? "")
  }
}
