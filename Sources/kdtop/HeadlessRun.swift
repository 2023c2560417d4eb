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
    let directory = try RunDirectory(creating: configuration.runDirectory, options: configuration.options)
    let progress = ProgressPrinter()
    let log = try EventLog(directory: directory.path) { progress.warn("\($0)") }
    let mailbox = CommandMailbox()
    let signals = Signals { isFirst in
      // A second signal does not wait for the weights to be written.
      mailbox.post(Command(.quit(saving: isFirst), from: .signal))
    }
    let thread = TrainerThread { [configuration] in
      TrainerOutcome(
        Trainer(
          configuration, directory: directory, version: Version.text, isWatched: false, mailbox: mailbox,
          sink: EventFanOut([EventLogSink(log), progress]), logFailure: { log.failureReason }
        ).run())
    }
    let outcome = thread.join()
    progress.finish()
    do { try log.close(patience: 2) } catch {
      progress.warn("\(error)")
      return .cannotWrite
    }
    switch outcome {
    case .finished(let summary):
      if printsJSON { print(try summary.json()) } else { progress.say(summary.text) }
      return .done
    case .stopped(_, let isSaved):
      progress.say("stopped\(isSaved ? ", weights saved" : ""): \(directory.path)")
      return signals.status ?? .done
    case .failed(let message, let status):
      progress.warn(message)
      return status
    }
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
