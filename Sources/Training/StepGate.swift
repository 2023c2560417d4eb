import Distillation
import Foundation
import RunModel

/// What stands between two steps: commands are carried out here, and pauses, the throttle and a full disk hold training
/// back here. A step never sees a knob move.
final class StepGate {
  private let mailbox: CommandMailbox
  private let reporter: Reporter
  private let logFailure: () -> String?
  private(set) var board: KnobBoard
  private var isPaused = false
  private var isHeldByLog = false
  /// Steps that may be taken while paused.
  private var allowance = 0
  /// When the last step was let through, on `Reporter`'s clock.
  private var lastPass = -Double.infinity

  init(board: KnobBoard, mailbox: CommandMailbox, reporter: Reporter, logFailure: @escaping () -> String?) {
    self.board = board
    self.mailbox = mailbox
    self.reporter = reporter
    self.logFailure = logFailure
  }

  var knobs: KnobValues { board.values }

  /// Returns when the next step may be taken.
  /// - Parameters:
  ///   - isThrottled: whether the throttle holds for this step.
  ///   - beforePause: called once before training stands still for a pause, so that the screen shows its last word.
  /// - Throws: `StopRequest` when somebody wants to quit; what `beforePause` throws.
  func pass(isThrottled: Bool, beforePause: () throws -> Void = {}) throws {
    var hasPaused = false
    try takeCommands()
    while true {
      if let failure = logFailure() {
        if !isHeldByLog {
          isHeldByLog = true
          reporter.status(.paused, reason: "cannot write the log: \(failure); training waits, nothing logged is lost")
        }
        mailbox.wait(seconds: 0.25)
      } else if isHeldByLog {
        isHeldByLog = false
        reportState(reason: "the log can be written again")
      } else if isPaused {
        if allowance > 0 {
          allowance -= 1
          break
        }
        if !hasPaused { try beforePause() }
        hasPaused = true
        reporter.flush()
        // Not for ever: the log may turn out not to be writable.
        mailbox.wait(seconds: 1)
      } else if isThrottled, let rest = throttleRest() {
        reporter.flush()
        mailbox.wait(seconds: rest)
      } else {
        break
      }
      try takeCommands()
    }
    lastPass = Reporter.now
  }

  /// Stops before the next step, for the trainer's own reasons.
  func pause(reason: String?) {
    isPaused = true
    allowance = 0
    reportState(reason: reason)
  }

  /// Says whether training runs or is paused; a log that cannot be written has had its say, and more to come.
  func reportState(reason: String? = nil) {
    guard !isHeldByLog else { return }
    reporter.status(isPaused ? .paused : .running, reason: reason)
  }

  /// Commands while no steps are taken: knobs move, a wish to quit is heard.
  /// - Throws: `StopRequest`.
  func takeCommands() throws(StopRequest) {
    for command in mailbox.takeAll() { try carryOut(command) }
  }

  private func carryOut(_ command: Command) throws(StopRequest) {
    func answer(_ name: String, applied: Bool, reason: String? = nil) {
      reporter.outcome(CommandOutcome(command: name, source: command.source, applied: applied, reason: reason))
    }
    switch command.action {
    case .setKnob(let name, let value): knobChange(board.set(name, to: value, source: command.source))
    case .resetKnob(let name): knobChange(board.set(name, to: nil, source: command.source))
    case .pause:
      answer("pause", applied: !isPaused, reason: isPaused ? "training is paused already" : nil)
      if !isPaused { pause(reason: nil) }
    case .resume:
      answer("resume", applied: isPaused, reason: isPaused ? nil : "training is not paused")
      if isPaused {
        isPaused = false
        reportState()
      }
    case .step:
      answer("step", applied: true)
      if !isPaused { pause(reason: nil) }
      allowance += 1
    case .quit(let saving):
      answer("quit", applied: true)
      reporter.flush()
      throw StopRequest(isSaving: saving, source: command.source)
    }
  }

  private func knobChange(_ outcome: CommandOutcome) {
    reporter.outcome(outcome)
    if outcome.applied, let knob = outcome.knob, let new = outcome.new {
      reporter.scalars([Scalar(Tag.knob(knob), Float(new))])
    }
    reporter.flush()
  }

  /// Seconds until the throttle lets the next step through; nil when it may go now.
  private func throttleRest() -> Double? {
    let limit = knobs[TrainingKnobs.throttle]
    guard limit > 0 else { return nil }
    let rest = lastPass + 1 / limit - Reporter.now
    return rest > 0 ? rest : nil
  }
}

/// Somebody wants the run to end before its time.
struct StopRequest: Error {
  var isSaving: Bool
  var source: Command.Source
}
