import Distillation
import Foundation
import RunModel

/// What stands between two steps: scheduled changes and commands are carried out here, and pauses, the throttle and a full
/// disk hold training back here. A step never sees a knob move.
final class StepGate {
  private let mailbox: CommandMailbox
  private let reporter: Reporter
  private let keeper: CheckpointKeeper
  private let logFailure: () -> String?
  private(set) var board: KnobBoard
  private var schedule: KnobSchedule
  /// How often weights have been put back because a loss was no number.
  private(set) var recoveries: Int
  /// Steps that are being taken again, to come to where the run stood.
  private var catchUp: CatchUp?
  private var onArrivalBody: () throws -> Void = {}
  /// Shows another sentence; nil where nothing reads any.
  var readSentence: ((String) throws -> Void)?
  /// Commands that wait until the run stands there.
  private var deferred: [Command] = []
  private var isPaused = false
  /// Training waits because something cannot be written.
  private var isHeld = false
  /// Steps that may be taken while paused.
  private var allowance = 0
  /// When the last step was let through, on `Reporter`'s clock.
  private var lastPass = -Double.infinity

  init(
    board: KnobBoard, schedule: KnobSchedule = KnobSchedule(), recoveries: Int = 0, catchUp: CatchUp? = nil,
    mailbox: CommandMailbox, reporter: Reporter, keeper: CheckpointKeeper, logFailure: @escaping () -> String?
  ) {
    self.board = board
    self.recoveries = recoveries
    self.schedule = schedule
    self.catchUp = catchUp
    self.mailbox = mailbox
    self.reporter = reporter
    self.keeper = keeper
    self.logFailure = logFailure
  }

  var knobs: KnobValues { board.values }
  /// Whether a change is going to be made before the next step.
  var hasScheduledChange: Bool { schedule.isDue(at: reporter.step, recoveries: recoveries) }
  /// Whether steps are taken that the log knows already.
  var isCatchingUp: Bool { catchUp != nil }

  /// Returns when the next step may be taken.
  /// - Parameters:
  ///   - isThrottled: whether the throttle holds for this step.
  ///   - beforePause: called once before training stands still for a pause, so that the screen shows its last word.
  /// - Throws: `StopRequest` when somebody wants to quit; what `beforePause` throws, and what saving throws.
  func pass(isThrottled: Bool, beforePause: () throws -> Void = {}) throws {
    var hasPaused = false
    try arriveIfThere()
    try takeCommands()
    if catchUp != nil {
      catchUp?.report(reporter)
      return
    }
    try keeper.tick()
    while true {
      if let failure = logFailure() {
        hold("cannot write the log: \(failure); training waits, nothing logged is lost", seconds: 0.25)
      } else if isHeld {
        isHeld = false
        reportState(reason: "the log can be written again")
      } else if isPaused {
        if allowance > 0 {
          allowance -= 1
          break
        }
        if !hasPaused { try beforePause() }
        hasPaused = true
        reporter.flush()
        // Not for ever: the log may turn out not to be writable, and a checkpoint may be done.
        mailbox.wait(seconds: 1)
        try keeper.tick()
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

  /// Does what must not be left undone, again and again until it works: a person may make room on a full disk.
  /// - Throws: `StopRequest` when somebody wants to quit.
  func insist(on body: () throws -> Void) throws {
    while true {
      do {
        try body()
        if isHeld {
          isHeld = false
          reportState(reason: "what could not be written is written")
        }
        return
      } catch { hold("\(error); kdtop waits and tries again, nothing is lost", seconds: 1) }
      try takeCommands()
    }
  }

  private func hold(_ reason: String, seconds: Double) {
    if !isHeld {
      isHeld = true
      reporter.status(.paused, reason: reason)
    }
    mailbox.wait(seconds: seconds)
  }

  /// Stops before the next step, for the trainer's own reasons.
  func pause(reason: String?) {
    isPaused = true
    allowance = 0
    reportState(reason: reason)
  }

  /// Weights were put back: changes made after that are told apart from those before, though no step was taken.
  func noteRecovery() {
    recoveries += 1
    reporter.outcome(CommandOutcome(command: CommandOutcome.recovery, source: .trainer, applied: true))
  }

  /// Says whether training runs or is paused; a log that cannot be written has had its say, and more to come.
  func reportState(reason: String? = nil) {
    guard !isHeld, catchUp == nil else { return }
    reporter.status(isPaused ? .paused : .running, reason: reason)
  }

  // MARK: - Coming to where the run stood

  /// - Parameter body: called once the run stands where it shall, when what happens is news again.
  func onArrival(_ body: @escaping () throws -> Void) { onArrivalBody = body }

  /// Called between steps: ends the catching up when the run stands where it shall. Safe to call at any time.
  func arriveIfThere() throws {
    guard let catchUp, reporter.step >= catchUp.target else { return }
    // What had been changed after that many steps belongs to where the run stood.
    applyKnown()
    self.catchUp = nil
    reporter.isMuted = false
    for change in catchUp.overrides { set(change.knob, to: change.target, source: change.source) }
    try onArrivalBody()
    reportState()
  }

  // MARK: - Commands

  /// Scheduled changes and commands while no steps are taken: knobs move, a wish to quit is heard.
  /// - Throws: `StopRequest`, and what saving throws.
  func takeCommands() throws {
    if catchUp != nil {
      applyKnown()
      deferred += mailbox.takeAll()
      if let quit = deferred.firstIndex(where: \.isQuit) { try carryOut(deferred.remove(at: quit)) }
      return
    }
    for change in schedule.take(through: reporter.step, recoveries: recoveries) {
      try keeper.beforeChange()
      set(change.knob, to: change.target, source: change.source)
    }
    let waiting = deferred + mailbox.takeAll()
    deferred = []
    for command in waiting { try carryOut(command) }
  }

  /// Changes that the log has already: nothing is saved before them.
  private func applyKnown() {
    for change in schedule.take(through: reporter.step, recoveries: recoveries) {
      set(change.knob, to: change.target, source: change.source)
    }
  }

  private func carryOut(_ command: Command) throws {
    func answer(_ name: String, applied: Bool, reason: String? = nil) {
      reporter.outcome(CommandOutcome(command: name, source: command.source, applied: applied, reason: reason))
    }
    switch command.action {
    case .setKnob(let name, let value):
      try keeper.beforeChange()
      set(name, to: value, source: command.source)
    case .resetKnob(let name):
      try keeper.beforeChange()
      set(name, to: nil, source: command.source)
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
    case .readSentence(let text):
      answer(
        "sentence", applied: readSentence != nil, reason: readSentence == nil ? "nothing here reads sentences" : nil)
      try readSentence?(text)
      reporter.flush()
    case .checkpoint:
      let canSave = keeper.moment() != nil
      answer("checkpoint", applied: canSave, reason: canSave ? nil : "there is nothing to save yet")
      try keeper.save(.demand)
    case .note(let note): reporter.note(note)
    case .quit(let saving):
      answer("quit", applied: true)
      reporter.flush()
      throw StopRequest(isSaving: saving, source: command.source)
    }
  }

  /// A knob that the method moves; the value it came to, or nil where it did not move.
  func moveByItself(_ name: String, to value: Double) -> Double? { board.moveByItself(name, to: value) }

  private func set(_ name: String, to value: Double?, source: Command.Source) {
    let outcome = board.set(name, to: value, source: source)
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

/// Steps taken again, up to where a run stood.
struct CatchUp {
  /// Steps of the run at which it is there.
  var target: Int
  /// Changes that are made there and then.
  var overrides: [KnobChange] = []
  private var lastReport = -Double.infinity

  init(target: Int, overrides: [KnobChange] = []) {
    self.target = target
    self.overrides = overrides
  }

  /// Says twice a second how far it has come.
  mutating func report(_ reporter: Reporter) {
    guard Reporter.now - lastReport > 0.5 else { return }
    lastReport = Reporter.now
    reporter.status(.loading, reason: "taking steps again: \(reporter.step) of \(target)")
  }
}

/// Somebody wants the run to end before its time.
struct StopRequest: Error {
  var isSaving: Bool
  var source: Command.Source
}
