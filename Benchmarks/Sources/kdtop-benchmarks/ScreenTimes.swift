import ArgumentParser
import EventFiles
import Foundation
import RunModel

/// The dashboard: first frames, key to screen, what it costs training, and what it costs when paused.
struct ScreenTimes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen", abstract: "First frames, key latency, the dashboard's cost.")

  @OptionGroup var program: ProgramOptions
  @Option(help: "A log to replay.")
  var log = "../Tests/EndToEndTests/Fixtures/pytorch-kd"
  @Option(help: "Rounds of each start.")
  var rounds = 10

  @Flag(help: "Leave out the job that is trained five times with a dashboard and five times without.")
  var withoutOverhead = false

  func run() throws {
    let folder = try TemporaryFolder()
    let kdtop = URL(fileURLWithPath: program.kdtop).path
    let help = try (0..<rounds).map { _ in
      let start = PseudoTerminal.now
      _ = try Subprocess.output(kdtop, ["--help"])
      return PseudoTerminal.now - start
    }
    report("--help", help)
    report("replay, first frame", try firstFrames(kdtop, ["replay", URL(fileURLWithPath: log).path], folder))
    report("launch, first frame", try firstFrames(kdtop, ["launch"], folder))
    try latency(kdtop, folder)
    for throttle in [40, 0] { try watching(kdtop, folder, throttle: throttle) }
    if !withoutOverhead { try overhead(kdtop, folder) }
  }

  private func report(_ name: String, _ seconds: [Double]) {
    print(
      name.padding(toLength: 24, withPad: " ", startingAt: 0)
        + String(format: "median %6.1f ms   p95 %6.1f ms", seconds.median * 1000, seconds.quantile(0.95) * 1000))
  }

  private func firstFrames(_ kdtop: String, _ arguments: [String], _ folder: TemporaryFolder) throws -> [Double] {
    // What stands at the bottom of the first frame: the footer, or what is being loaded.
    let last = arguments[0] == "launch" ? "engine" : "quit"
    return try (0..<rounds).map { round in
      let name = folder.path("first-\(arguments[0])-\(round)")
      let more = arguments[0] == "launch" ? ["--run-dir", name] : []
      let terminal = try PseudoTerminal(kdtop, arguments + more)
      defer { terminal.type("q") }
      guard let time = terminal.wait(upTo: 5, until: { $0.contains("kdtop") && $0.contains(last) }) else {
        throw ValidationError("no frame within 5 s of \(arguments)")
      }
      return time
    }
  }

  /// Turns a knob while training runs at full speed, and waits for the changed screen each time; then pauses.
  private func latency(_ kdtop: String, _ folder: TemporaryFolder) throws {
    let terminal = try PseudoTerminal(
      kdtop, ["launch", "--run-dir", folder.path("latency"), "--set", "throttle=0", "--steps", "2000000"])
    guard terminal.wait(upTo: 60, until: { $0.contains("distil") && $0.contains("soft") }) != nil else {
      throw ValidationError("training did not begin")
    }
    terminal.drain(3)
    var times: [Double] = []
    for press in 0..<60 {
      terminal.drain(0.11)
      let sent = PseudoTerminal.now
      // Up and down by coarse steps, which always move the handle: curses sends what has changed, and nothing else that
      // changes looks like it.
      terminal.type(press % 16 < 8 ? "\u{1B}[1;2C" : "\u{1B}[1;2D")
      guard terminal.wait(upTo: 2, until: { $0.contains("●") }) != nil else {
        throw ValidationError("the slider never moved at press \(press)")
      }
      times.append(PseudoTerminal.now - sent)
    }
    report("key to changed screen", times)
    terminal.type(" ")
    terminal.drain(2)
    let (bytes, processor) = (terminal.bytes, terminal.processorSeconds)
    terminal.drain(5)
    print(
      String(
        format: "paused for 5 s            %d bytes, %.2f %% of a core", terminal.bytes - bytes,
        (terminal.processorSeconds - processor) / 5 * 100))
    terminal.type("q")
    terminal.drain(0.2)
    terminal.type("q")
    terminal.drain(1)
  }

  /// A run that is watched, nobody touching anything: what the main thread, which is the dashboard, costs, and what goes over
  /// the line.
  /// - Parameter throttle: steps a second; 0 is as fast as possible.
  private func watching(_ kdtop: String, _ folder: TemporaryFolder, throttle: Int) throws {
    let seconds = 20.0
    let terminal = try PseudoTerminal(
      kdtop,
      ["launch", "--run-dir", folder.path("watched\(throttle)"), "--set", "throttle=\(throttle)", "--steps", "2000000"])
    guard terminal.wait(upTo: 60, until: { $0.contains("distil") && $0.contains("soft") }) != nil else {
      throw ValidationError("training did not begin")
    }
    terminal.drain(3)
    let (bytes, processor, frames) = (terminal.bytes, terminal.mainThreadSeconds, terminal.bursts)
    let start = PseudoTerminal.now
    terminal.drain(seconds)
    let length = PseudoTerminal.now - start
    print(
      String(
        format: "watching, throttle %-5d  %.2f %% of a core, %.0f bytes and %.1f frames a second", throttle,
        (terminal.mainThreadSeconds - processor) / length * 100, Double(terminal.bytes - bytes) / length,
        Double(terminal.bursts - frames) / length))
    terminal.type("qx")
    terminal.waitUntilExit()
  }

  /// The same job with and without a dashboard, in turns.
  private func overhead(_ kdtop: String, _ folder: TemporaryFolder) throws {
    var (with, without): ([Double], [Double]) = ([], [])
    let job = ["--seed", "1", "--set", "throttle=0", "--teacher-epochs", "3", "--steps", "60000"]
    for round in 0..<5 {
      let plain = folder.path("plain\(round)")
      _ = try Subprocess.output(kdtop, ["launch", "--json", "--run-dir", plain] + job)
      without.append(try phaseSeconds(plain))
      let shown = folder.path("shown\(round)")
      let terminal = try PseudoTerminal(kdtop, ["launch", "--run-dir", shown] + job)
      guard terminal.wait(upTo: 300, until: { $0.contains("finished") }) != nil else {
        throw ValidationError("the watched run did not finish")
      }
      terminal.type("q")
      terminal.waitUntilExit()
      with.append(try phaseSeconds(shown))
    }
    print(
      String(
        format: "dashboard against headless: %.2f s and %.2f s, %+.1f %%", with.median, without.median,
        (with.median / without.median - 1) * 100))
  }

  /// How long the last phase took, as the run's own summary says.
  private func phaseSeconds(_ run: String) throws -> Double {
    let store = RunStore()
    _ = try LogDirectory(path: run).read { store.apply($0.event, run: $0.run) }
    guard let summary = RunView(store).summary, let phase = summary.phases.last else {
      throw ValidationError("\(run) has no summary")
    }
    return phase.seconds
  }
}
