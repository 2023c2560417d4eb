import Dashboard
import EventFiles
import Foundation
import RunModel
import TerminalUI
import Training

/// A run with the dashboard in front: the trainer on its thread, the dashboard on the main one.
struct WatchedRun {
  let configuration: RunConfiguration
  /// Nil for what suits the terminal.
  let symbols: SymbolSet?

  init(_ configuration: RunConfiguration, symbols: SymbolSet? = nil) {
    self.configuration = configuration
    self.symbols = symbols
  }

  func run() throws -> ExitStatus {
    let mailbox = CommandMailbox()
    let terminal = try Terminal(
      theme: configuration.theme, symbols: symbols, instead: "`kdtop launch --headless` trains without a terminal."
    ) {
      mailbox.post(Command(.quit(saving: true), from: .signal))
    }
    var report = ""
    let status = try terminal.use { screen in try watch(screen, terminal, mailbox, &report) }
    // The terminal is a person's again: say where everything is.
    StandardStream.error.write(report + "\n")
    return status
  }

  private func watch(
    _ screen: any Screen, _ terminal: Terminal, _ mailbox: CommandMailbox, _ report: inout String
  ) throws -> ExitStatus {
    let directory = try RunDirectory(for: configuration)
    let queue = EventQueue()
    let waker = terminal.waker
    queue.onArrival { waker.wake() }
    let log = try EventLog(directory: directory.path)
    try terminal.redirectOutput(to: directory.logFile)
    let thread = TrainerThread { [configuration] in
      TrainerOutcome(
        Trainer(
          configuration, directory: directory, version: Version.text, isWatched: true, mailbox: mailbox,
          sink: EventFanOut([EventLogSink(log), queue]), logFailure: { log.failureReason }
        ).run())
    }
    let end = DashboardLoop(
      .live(size: screen.size), store: RunStore(), source: LiveSource(queue), screen: screen,
      symbols: terminal.symbols, send: mailbox.post
    ).run()
    // Nobody looks any more: what still happens goes to the log alone.
    queue.close()
    switch end {
    case .quit(let isSaving): mailbox.post(Command(.quit(saving: isSaving), from: .keyboard))
    case .hangup: mailbox.post(Command(.quit(saving: true), from: .signal))
    }
    let outcome = thread.join()
    let wasHungUp = end == .hangup ? terminal.signals.status ?? .hungUp : .done
    let saved = "run saved in \(directory.path)  (kdtop replay \(directory.path))"
    var status: ExitStatus
    switch outcome {
    case .finished(let summary, let unsaved):
      report = [summary.text, unsaved.map { "kdtop: \($0)" }, saved].compactMap(\.self).joined(separator: "\n")
      status = unsaved == nil ? wasHungUp : .cannotWrite
    case .stopped:
      report = saved
      status = wasHungUp
    case .failed(let message, let failure, let hasBegun):
      if !hasBegun { directory.removeUnused() }
      report = "kdtop: \(message)" + (hasBegun ? "\n\(saved)" : "")
      status = failure
    }
    do { try log.close(patience: 2) } catch {
      report = "kdtop: \(error)\n\(report)"
      status = .cannotWrite
    }
    return status
  }
}

/// A live run's events for the dashboard.
private final class LiveSource: EventSource {
  private let queue: EventQueue

  init(_ queue: EventQueue) { self.queue = queue }

  func poll() -> [(event: Event, run: String)] { queue.drain().map { ($0, "") } }
}
