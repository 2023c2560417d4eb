import EventFiles
import Foundation
import RunModel
import Training

/// A run without a dashboard: a line of progress on standard error, a summary at the end.
struct HeadlessRun {
  let start: RunStart
  let printsJSON: Bool
  /// Whether the end of standard input ends the run as a signal does.
  let stopsWithInput: Bool

  init(_ start: RunStart, printsJSON: Bool, stopsWithInput: Bool = false) {
    self.start = start
    self.printsJSON = printsJSON
    self.stopsWithInput = stopsWithInput
  }

  func run() throws -> ExitStatus {
    let directory = start.directory
    let progress = ProgressPrinter()
    for notice in start.notices { progress.warn(notice.text) }
    let log = try EventLog(directory: directory.path) { progress.warn("\($0)") }
    let mailbox = CommandMailbox()
    let signals = Signals { mailbox.post(Command(.quit(saving: true), from: .signal)) }
    if stopsWithInput { EndOfInput.watch { mailbox.post(Command(.quit(saving: true), from: .signal)) } }
    let thread = TrainerThread { [start] in
      TrainerOutcome(
        Trainer(
          start, version: Version.text, isWatched: false, mailbox: mailbox,
          sink: EventFanOut([EventLogSink(log), progress]), log: log.control
        ).run())
    }
    let outcome = thread.join() ?? .stopped(by: .signal, isSaved: false)
    progress.finish()
    var status: ExitStatus
    switch outcome {
    case .finished(let summary, let unsaved):
      // What was learned is said first: it stands whatever becomes of the files.
      status = try report(summary, progress)
      if let unsaved {
        progress.warn(unsaved)
        status = .cannotWrite
      }
    case .stopped(_, let isSaved):
      progress.say("stopped\(isSaved ? ", weights saved" : ""): \(directory.path)")
      status = signals.status ?? .done
    case .failed(let message, let failure, let hasBegun):
      if !hasBegun, !start.isResumed { directory.removeUnused() }
      progress.warn(message)
      status = failure
    }
    do { try log.close(patience: 2) } catch {
      progress.warn("\(error)")
      status = .cannotWrite
    }
    return status
  }

  private func report(_ summary: RunSummary, _ progress: ProgressPrinter) throws -> ExitStatus {
    guard printsJSON else {
      progress.say(summary.text)
      return .done
    }
    guard StandardStream.output.write(try summary.json() + "\n") else {
      progress.warn("cannot write the summary to standard output: \(String(cString: strerror(errno)))")
      return .cannotWrite
    }
    return .done
  }
}

/// Hands a trainer's events to the log.
struct EventLogSink: EventSink {
  private let log: EventLog

  init(_ log: EventLog) { self.log = log }

  func take(_ events: [Event]) { log.append(events) }
}

extension EventLog {
  /// What a trainer asks of it.
  var control: Trainer.LogControl { .init(failure: { self.failureReason }, flush: { try self.flush() }) }

  /// Why events cannot be written at the moment.
  var failureReason: String? {
    guard case .failing(let error) = status else { return nil }
    // The cause comes first: a narrow screen shows the beginning alone.
    let cause = error.errno.map { String(cString: strerror($0)) } ?? error.whatIsWrong
    return "\(cause): \(error.path); \(error.whatToDo)"
  }
}
