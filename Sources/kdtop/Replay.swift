import ArgumentParser
import Dashboard
import EventFiles
import Foundation
import RunModel
import TerminalUI
import Torch
import Training

/// `kdtop replay`.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play back a run, or any TensorBoard log, in the dashboard.",
    discussion: """
      PATH is a run directory, an event file, or a TensorBoard log directory; of several runs in one directory the curves
      are shown side by side. Nothing is changed, but m adds a note to a run's log; f goes on from where the playhead is, as a
      new run.

      Examples:
        kdtop replay runs/digits-kd-20260101-120000
        kdtop replay runs/mine --speed 8 --from-step 500
      """)

  @Argument(help: "What to play back.", completion: .directory)
  var path: String
  @Option(help: "How fast: 0.25 to 64 times the log's own pace, or max.")
  var speed = "1"
  @Option(help: ArgumentHelp("Start at this step.", valueName: "n"))
  var fromStep: Int?
  @Flag(help: "Lines instead of boxes, for screen readers; then questions on standard input.")
  var plain = false
  @Option(help: ArgumentHelp("Colours; `kdtop themes` lists them.", valueName: "name"))
  var theme: String?
  @Option(help: "braille, block or ascii. (default: what the terminal can show)")
  var symbols: SymbolSet?
  @OptionGroup var screenLayout: LayoutChoice

  func run() throws {
    guard let pace = speed == "max" ? Double.infinity : Double(speed), speed == "max" || (0.25...64).contains(pace)
    else {
      throw UsageError(description: "--speed is \(speed); it takes 0.25 to 64, or max")
    }
    if plain {
      let log = try LoadedLog(path)
      if let warning = log.warning { StandardStream.error.complain(warning) }
      Foundation.exit(PlainReplay(store: log.store).run().rawValue)
    }
    // Before the terminal is taken, or asked for: what is wrong with the path is said in peace.
    if try LogDirectory(path: path).files.isEmpty || isatty(STDOUT_FILENO) == 0 { _ = try LoadedLog(path) }
    let mailboxes = CurrentMailbox()
    let terminal = try Terminal(
      theme: theme, symbols: symbols, layout: screenLayout.layout,
      instead: "`kdtop snapshot` prints a frame without a terminal."
    ) {
      mailboxes.post(Command(.quit(saving: true), from: .signal))
    }
    var report: String?
    let status = try terminal.use { screen in
      terminal.holdOutput()
      let log: LoadedLog
      do { log = try load(on: screen, terminal) } catch let reason as LeftWhileLoading { return reason.status }
      var state = DashboardState.replay(of: log.store, size: screen.size, speed: pace, fromStep: fromStep)
      try terminal.furnish(&state)
      state.title = LogTitle.text(for: path)
      state.forkRefusal = forkRefusal
      let notes = NoteLog(path: path, store: log.store)
      state.noteRefusal = notes.refusal
      if let warning = log.warning { state.begin(with: Notice(.warning, warning), now: terminal.clock()) }
      let loop = DashboardLoop(
        state, store: log.store, source: nil, screen: screen, symbols: terminal.symbols, send: { _ in },
        output: DashboardOutput(
          write: notes.write, save: { try PictureFile.write($0, to: $1, theme: terminal.theme) }),
        clock: terminal.clock)
      switch loop.run() {
      case .quit: return ExitStatus.done
      case .hangup: return terminal.signals.status ?? .hungUp
      case .fork(let request):
        Engine.letThreadsSleep()
        var said = ""
        defer { report = said }
        return try WatchedRun.follow(
          { try RunStart.fork(RecordedRun(path), at: request.step, settings: request.settings, isWatched: true) },
          on: screen, of: terminal, mailboxes: mailboxes, look: loop.state, report: &said)
      }
    }
    if let report { StandardStream.error.write(report + "\n") }
    Foundation.exit(status.rawValue)
  }

  /// Somebody did not want to wait.
  private struct LeftWhileLoading: Error { var status: ExitStatus }

  /// Reads the log, with a bar that shows how far it is.
  private func load(on screen: any Screen, _ terminal: Terminal) throws -> LoadedLog {
    let title = LogTitle.text(for: path)
    let keys = terminal.configuration.keys
    let start = terminal.clock()
    // What is there in the blink of an eye needs no bar.
    var next = start + 1 / DashboardLoop.framesPerSecond
    return try LoadedLog(
      path,
      onProgress: { fraction in
        guard terminal.clock() >= next else { return }
        next = terminal.clock() + 1 / DashboardLoop.framesPerSecond
        while let event = screen.nextEvent(timeout: 0) {
          if case .hangup = event { throw LeftWhileLoading(status: terminal.signals.status ?? .hungUp) }
          if case .key(let key) = event, keys.quits(key) { throw LeftWhileLoading(status: .done) }
        }
        screen.present(Dashboard.loading(title, fraction: fraction, size: screen.size, symbols: terminal.symbols))
      })
  }

  /// Why no run can go on from what is played back, if so.
  private var forkRefusal: String? {
    guard FileManager.default.fileExists(atPath: path + "/run.toml") else {
      return RecordedRunError.noRun(path: path).description
    }
    do { try Engine.find() } catch { return "\(error)" }
    return nil
  }
}
