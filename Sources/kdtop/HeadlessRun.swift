import EventFiles
import Foundation
import RunModel
import Training

/// A run without a dashboard: a line of progress on standard error, a summary at the end.
struct HeadlessRun {
  let configuration: RunConfiguration
  let printsJSON: Bool

  init(_ configuration: RunConfiguration, printsJSON: Bool) {
    self.configuration = configuration
    self.printsJSON = printsJSON
  }

  func run() throws -> ExitStatus {
    let directory = try RunDirectory(for: configuration)
    let progress = ProgressPrinter()
    let log = try EventLog(directory: directory.path) { progress.warn("\($0)") }
    let mailbox = CommandMailbox()
    let signals = Signals { mailbox.post(Command(.quit(saving: true), from: .signal)) }
    let thread = TrainerThread { [configuration] in
      TrainerOutcome(
        Trainer(
          configuration, directory: directory, version: Version.text, isWatched: false, mailbox: mailbox,
          sink: EventFanOut([EventLogSink(log), progress]), logFailure: { log.failureReason }
        ).run())
    }
    let outcome = thread.join()
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
      if !hasBegun { directory.removeUnused() }
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
  /// Why events cannot be written at the moment.
  var failureReason: String? {
    if case .failing(let error) = status { return "\(error)" }
    return nil
  }
}
