import Dashboard
import EventFiles
import Foundation
import RunModel
import Synchronization
import TerminalUI
import Training

/// Runs with the dashboard in front, one after the other when one is forked from another: the trainer on its thread, the
/// dashboard on the main one.
struct WatchedRun {
  /// Begins a run once there is a terminal.
  typealias Begin = () throws -> RunStart

  /// What became of a run, and of the person who watched it.
  private struct Ending {
    var status: ExitStatus
    var report: String
    /// The run to go on with.
    var next: Begin?
    /// How the person looked at it.
    var look: DashboardState
  }

  /// Makes the first run, and shows it.
  /// - Parameters:
  ///   - theme: a theme's name; nil is the default.
  ///   - symbols: nil is what suits the terminal.
  ///   - layout: a layout's name; nil is the one kept last.
  static func run(theme: String?, symbols: SymbolSet?, layout: String?, _ begin: @escaping Begin) throws -> ExitStatus {
    let mailboxes = CurrentMailbox()
    let terminal = try Terminal(
      theme: theme, symbols: symbols, layout: layout, instead: "`kdtop launch --headless` trains without a terminal."
    ) {
      mailboxes.post(Command(.quit(saving: true), from: .signal))
    }
    var report = ""
    let status = try terminal.use { screen in
      try follow(begin, on: screen, of: terminal, mailboxes: mailboxes, report: &report)
    }
    // The terminal is a person's again: say where everything is.
    StandardStream.error.write(report + "\n")
    return status
  }

  /// Carries out a run, and those that are forked from it, until the person leaves.
  /// - Parameters:
  ///   - look: how the person looked at the run before; nil begins as `terminal` is furnished.
  ///   - report: what is to be said once the terminal is a person's again.
  static func follow(
    _ begin: @escaping Begin, on screen: any Screen, of terminal: Terminal, mailboxes: CurrentMailbox,
    look: DashboardState? = nil, report: inout String
  ) throws -> ExitStatus {
    var next: Begin? = begin
    var look = look
    var status = ExitStatus.done
    var reports: [String] = []
    defer { report = reports.joined(separator: "\n") }
    while let begin = next {
      let start: RunStart
      do { start = try begin() } catch  where !reports.isEmpty {
        // What became of the run before is said all the same.
        reports.append("kdtop: cannot fork it: \(error)")
        return ExitStatus.status(of: error) ?? .internalError
      }
      let ending = try WatchedRun(start: start, screen: screen, terminal: terminal, look: look).watch(mailboxes)
      reports.append(ending.report)
      status = ending.status
      (next, look) = (ending.next, ending.look)
    }
    return status
  }

  private let start: RunStart
  private let screen: any Screen
  private let terminal: Terminal
  private let look: DashboardState?

  private func watch(_ mailboxes: CurrentMailbox) throws -> Ending {
    let directory = start.directory
    // Before the new log is there: what is read is what went before.
    let past = try LoadedLog.past(of: start)
    let mailbox = CommandMailbox()
    mailboxes.mailbox = mailbox
    let queue = EventQueue()
    let waker = terminal.waker
    queue.onArrival { waker.wake() }
    let log = try EventLog(directory: directory.path)
    try terminal.redirectOutput(to: directory.logFile)
    let thread = TrainerThread { [start] in
      TrainerOutcome(
        Trainer(
          start, version: Version.text, isWatched: true, mailbox: mailbox,
          sink: EventFanOut([EventLogSink(log), queue]), log: log.control
        ).run())
    }
    var state = DashboardState.live(size: screen.size, after: past)
    try terminal.furnish(&state)
    if let look { state.look(as: look) }
    if start.parent != nil || start.isResumed { state.title = LogTitle.text(for: directory.path) }
    for notice in start.notices { state.begin(with: notice, now: DashboardLoop.steadyClock()) }
    let loop = DashboardLoop(
      state, store: past, source: LiveSource(queue), screen: screen, symbols: terminal.symbols, send: mailbox.post,
      output: DashboardOutput(
        write: { note in
          // The trainer has ended, its log is still open.
          let time = past.wallTimes.last ?? Date().timeIntervalSince1970
          let event = Event.note(note, step: note.step, wallTime: time)
          log.append([event])
          try log.flush()
          return event
        }, save: { try PictureFile.write($0, to: $1, theme: terminal.theme) }))
    let end = loop.run()
    // Nobody looks any more: what still happens goes to the log alone.
    queue.close()
    switch end {
    case .quit(let isSaving): mailbox.post(Command(.quit(saving: isSaving), from: .keyboard))
    case .fork: mailbox.post(Command(.quit(saving: true), from: .keyboard))
    case .hangup: mailbox.post(Command(.quit(saving: true), from: .signal))
    }
    var ending = ending(thread.join() ?? .stopped(by: .signal, isSaved: false), end, loop.state)
    do { try log.close(patience: 2) } catch {
      ending.report = "kdtop: \(error)\n\(ending.report)"
      ending.status = .cannotWrite
    }
    if case .fork(let request) = end {
      ending.next = {
        try RunStart.fork(RecordedRun(directory.path), at: request.step, settings: request.settings, isWatched: true)
      }
    }
    return ending
  }

  private func ending(_ outcome: TrainerOutcome, _ end: LeaveReason, _ look: DashboardState) -> Ending {
    let directory = start.directory
    let wasHungUp = end == .hangup ? terminal.signals.status ?? .hungUp : .done
    let saved = "run saved in \(directory.path)  (kdtop replay \(directory.path))"
    switch outcome {
    case .finished(let summary, let unsaved):
      return Ending(
        status: unsaved == nil ? wasHungUp : .cannotWrite,
        report: [summary.text, unsaved.map { "kdtop: \($0)" }, saved].compactMap(\.self).joined(separator: "\n"),
        look: look)
    case .stopped(_, let isSaved):
      let more = isSaved ? "\nto go on with it: kdtop launch --resume \(directory.path)" : ""
      return Ending(status: wasHungUp, report: saved + more, look: look)
    case .failed(let message, let failure, let hasBegun):
      if !hasBegun, !start.isResumed { directory.removeUnused() }
      return Ending(status: failure, report: "kdtop: \(message)" + (hasBegun ? "\n\(saved)" : ""), look: look)
    }
  }
}

/// Where commands go that are not the dashboard's: to the run that is under way.
final class CurrentMailbox: Sendable {
  private let current = Mutex<CommandMailbox?>(nil)

  var mailbox: CommandMailbox? {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }

  func post(_ command: Command) { mailbox?.post(command) }
}

/// A live run's events for the dashboard.
private final class LiveSource: EventSource {
  private let queue: EventQueue

  init(_ queue: EventQueue) { self.queue = queue }

  func poll() -> [(event: Event, run: String)] { queue.drain().map { ($0, "") } }
}
