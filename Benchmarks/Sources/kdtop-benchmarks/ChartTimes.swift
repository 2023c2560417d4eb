import ArgumentParser
import EventFiles
import Foundation
import RunModel

/// Looking at a long log: key to changed screen with a million points a curve, and the memory of it.
struct ChartTimes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "charts",
    abstract: "Key to changed screen, bytes and memory with a million points in each of four curves.")

  @OptionGroup var program: ProgramOptions
  @Option(help: "Points of each curve.")
  var points = 1_000_000
  @Option(
    help: "Where to write the log, and leave it for other programs to be measured with; one that is there is taken.")
  var log: String?

  private static let tags = [Tag.studentLoss, Tag.teacherLoss, Tag.loss("hard"), Tag.loss("soft")]

  func run() throws {
    let folder = try TemporaryFolder()
    let log = log ?? folder.path("log")
    if !FileManager.default.fileExists(atPath: log) { try write(to: log) }
    let terminal = try PseudoTerminal(URL(fileURLWithPath: program.kdtop).path, ["replay", log, "--speed", "max"])
    guard let first = terminal.wait(upTo: 60, until: { $0.contains("quit") }) else {
      throw ValidationError("no frame within 60 s")
    }
    print(String(format: "first frame               %.2f s", first))
    terminal.drain(5)
    let keys: [(name: String, keys: [String])] = [
      ("smoother (s)", .init(repeating: "s", count: 10)), ("less smooth (S)", .init(repeating: "S", count: 9)),
      ("zoom in (+), smoothed", .init(repeating: "+", count: 12)),
      (
        "zoom by the wheel",
        .init(repeating: "\u{1B}[<64;30;8M", count: 8) + .init(repeating: "\u{1B}[<65;30;8M", count: 8)
      ),
      ("pan (Shift-arrows)", .init(repeating: "\u{1B}[1;2D", count: 10) + .init(repeating: "\u{1B}[1;2C", count: 10)),
      ("crosshair (i, arrows)", ["i"] + .init(repeating: "\u{1B}[C", count: 20)),
      ("unit of the axis (X)", .init(repeating: "X", count: 6)),
      ("one curve alone (o)", .init(repeating: "o", count: 5)),
      ("log axis (y)", .init(repeating: "y", count: 6)),
    ]
    var all: [Double] = []
    let before = terminal.bytes
    for (name, presses) in keys {
      let times = presses.compactMap { press(terminal, $0) }
      all += times
      report(name, times)
    }
    report("all keys", all)
    print("bytes a key               \((terminal.bytes - before) / max(1, all.count))")
    print(
      String(
        format: "memory                    %.1f MB resident, %.1f MB at its peak", terminal.megabytes("VmRSS"),
        terminal.megabytes("VmHWM")))
    terminal.type("q")
    terminal.waitUntilExit()
  }

  /// Seconds until the last byte of the answer; nil where nothing changes.
  private func press(_ terminal: PseudoTerminal, _ key: String) -> Double? {
    terminal.drain(0.05)
    let sent = PseudoTerminal.now
    terminal.type(key)
    var last: Double?
    while !terminal.read(within: last == nil ? 1 : 0.01).isEmpty { last = PseudoTerminal.now }
    return last.map { $0 - sent }
  }

  private func report(_ name: String, _ seconds: [Double]) {
    guard !seconds.isEmpty else { return }
    print(
      name.padding(toLength: 26, withPad: " ", startingAt: 0)
        + String(
          format: "median %5.1f ms   p95 %5.1f ms   most %5.1f ms   (%d keys)", seconds.median * 1000,
          seconds.quantile(0.95) * 1000, (seconds.max() ?? 0) * 1000, seconds.count))
  }

  private func write(to path: String) throws {
    let writer = try EventFileWriter(directory: path)
    for step in 0..<points {
      let scalars = Self.tags.enumerated().map { index, tag in
        Scalar(tag, Float(exp(-Double(step) / 200_000)) + Float((step * 7919 + index * 31) % 10_007) / 20_000)
      }
      try writer.append(Event(step: step, wallTime: 1.7e9 + Double(step) * 0.0007, .scalars(scalars)))
    }
    try writer.close()
  }
}
