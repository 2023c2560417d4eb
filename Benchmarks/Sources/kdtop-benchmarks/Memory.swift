import ArgumentParser
import EventFiles
import Foundation
import RunModel

/// Resident memory: of a long run with the dashboard on, as it grows, and of logs of a million points, at its peak.
struct Memory: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Memory of a million small steps, and of replaying a million points.")

  @OptionGroup var program: ProgramOptions
  @Option(help: "Steps of the run that is watched; 0 for none.")
  var steps = 1_000_000
  @Option(help: "Examples of a step.")
  var batchSize = 8
  @Option(help: "Growth is counted from this step on.")
  var from = 100_000
  @Option(help: "Seconds between samples.")
  var every = 10.0
  @Option(help: "Points of the logs that are replayed; 0 for none.")
  var points = 1_000_000

  func run() throws {
    let folder = try TemporaryFolder()
    let kdtop = URL(fileURLWithPath: program.kdtop).path
    if points > 0 { try replays(kdtop, folder) }
    if steps > 0 { try growth(kdtop, folder) }
  }

  /// Logs of so many points in several forms, each replayed and made a picture of.
  private func replays(_ kdtop: String, _ folder: TemporaryFolder) throws {
    let forms: [(name: String, tags: Int, isTogether: Bool)] = [
      ("one tag", 1, true), ("four tags a step", 4, true), ("an event a point", 4, false),
    ]
    for (name, tags, isTogether) in forms {
      let log = folder.path(name)
      try write(tags: tags, isTogether: isTogether, to: log)
      let terminal = try PseudoTerminal(kdtop, ["replay", log, "--speed", "max"])
      guard terminal.wait(upTo: 30, until: { $0.contains("quit") }) != nil else {
        throw ValidationError("no frame within 30 s of replaying \(name)")
      }
      // As fast as possible is two seconds for the whole log.
      terminal.drain(4)
      let replay = terminal.megabytes("VmHWM")
      terminal.type("q")
      terminal.waitUntilExit()
      let still = try Subprocess.peakMegabytes(kdtop, ["snapshot", log])
      print(
        "\(points) points, \(name):".padding(toLength: 36, withPad: " ", startingAt: 0)
          + String(format: "peak of replay %6.1f MB, of snapshot %6.1f MB", replay, still))
    }
  }

  private func write(tags: Int, isTogether: Bool, to path: String) throws {
    let writer = try EventFileWriter(directory: path)
    var time = 1.7e9
    for step in 0..<points / tags {
      time += 0.0007
      let scalars = (0..<tags).map { Scalar("loss/\($0)", Float(step * 7919 % 10_007) / 10_007) }
      for group in isTogether ? [scalars] : scalars.map({ [$0] }) {
        try writer.append(Event(step: step, wallTime: time, .scalars(group)))
      }
    }
    try writer.close()
  }

  /// A distillation of the built-in digits at full speed, watched from its beginning to its end.
  private func growth(_ kdtop: String, _ folder: TemporaryFolder) throws {
    let run = folder.path("run")
    let terminal = try PseudoTerminal(
      kdtop,
      [
        "launch", "--run-dir", run, "--set", "throttle=0", "--teacher-epochs", "1", "--steps", "\(steps)",
        "--batch-size", "\(batchSize)",
      ])
    guard terminal.wait(upTo: 60, until: { $0.contains("distil") }) != nil else {
      throw ValidationError("training did not begin")
    }
    let log = try LogDirectory(path: run)
    var (step, isOver) = (0, false)
    var samples: [(step: Int, resident: Double)] = []
    while !isOver {
      terminal.drain(every)
      _ = try log.read { logged in
        step = max(step, logged.event.step)
        if case .text(tag: Tag.summary, _) = logged.event.content { isOver = true }
      }
      samples.append((step, terminal.megabytes("VmRSS")))
      print(String(format: "step %9d   %6.1f MB", step, samples[samples.count - 1].resident))
      // It takes a quarter of an hour: also into a file, as it happens.
      fflush(nil)
    }
    terminal.type("q")
    terminal.waitUntilExit()
    guard let start = samples.first(where: { $0.step >= from }), let end = samples.last else { return }
    let top = samples.drop { $0.step < from }.map(\.resident).max() ?? 0
    print(
      String(
        format: "%.1f MB at step %d, %.1f MB at step %d: %+.1f MB; at most %+.1f MB on the way", start.resident,
        start.step, end.resident, end.step, end.resident - start.resident, top - start.resident))
  }
}
