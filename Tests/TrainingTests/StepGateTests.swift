import Distillation
import RunModel
import Synchronization
import Testing

@testable import Training

/// What holds training back between two steps, with a person whose key presses are written down beforehand.
@Suite struct StepGateTests {
  /// A gate, and what goes in and out of it.
  private final class Rig {
    let mailbox = CommandMailbox()
    let sink: RecordingSink
    let reporter: Reporter
    let gate: StepGate

    /// - Parameter script: commands posted when a pause is reported, a line for each pause.
    ///   - schedule: changes that come by themselves.
    init(
      script: [[Command.Action]] = [], throttle: Double = 0, failures: [String?] = [], schedule: [KnobChange] = [],
      catchUp: CatchUp? = nil
    ) {
      let pauses = Counter()
      let mailbox = self.mailbox
      sink = RecordingSink { event in
        guard event.status?.state == .paused else { return }
        let line = pauses.value
        pauses.increment()
        if line < script.count { for action in script[line] { mailbox.post(Command(action, from: .keyboard)) } }
      }
      reporter = Reporter(sink: sink)
      let waiting = Mutex(failures)
      let board = KnobBoard(
        knobs: [KnowledgeDistillation.alpha, TrainingKnobs.throttle], values: KnobValues(["throttle": throttle]))
      let keeper = CheckpointKeeper(
        cadence: .never, folder: CheckpointFolder(run: "/nowhere"), reporter: reporter, flushLog: {})
      gate = StepGate(
        board: board, schedule: KnobSchedule(schedule), catchUp: catchUp, mailbox: mailbox, reporter: reporter,
        keeper: keeper
      ) {
        waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      }
    }

    func post(_ actions: Command.Action...) {
      for action in actions { mailbox.post(Command(action, from: .keyboard)) }
    }

    var events: [Event] {
      reporter.flush()
      return sink.events
    }
  }

  @Test func commandsAreCarriedOutBeforeTheNextStep() throws {
    let rig = Rig()
    rig.reporter.step = 41
    try rig.gate.pass(isThrottled: true)
    rig.post(.setKnob(name: "alpha", value: 0.25), .setKnob(name: "alpha", value: 7), .resetKnob(name: "throttle"))
    #expect(rig.gate.knobs[KnowledgeDistillation.alpha] == 0.9, "a step under way never sees a knob move")
    try rig.gate.pass(isThrottled: true)
    #expect(rig.gate.knobs[KnowledgeDistillation.alpha] == 0.25)
    #expect(
      rig.events.outcomes == [
        CommandOutcome(command: "set", source: .keyboard, applied: true, knob: "alpha", old: 0.9, new: 0.25),
        CommandOutcome(
          command: "set", source: .keyboard, applied: false, reason: "alpha = 7 is out of range: it takes [0, 1]",
          knob: "alpha", old: 0.25, new: 7),
        CommandOutcome(command: "reset", source: .keyboard, applied: true, knob: "throttle", old: 0, new: 0),
      ])
    #expect(rig.events.allSatisfy { $0.step == 41 })
    #expect(rig.events.curve("knob/alpha").map(\.value) == [0.25], "a refused value is not logged as the knob's")
  }

  @Test func pauseAndResume() throws {
    let rig = Rig(script: [[.resume]])
    rig.post(.pause)
    try rig.gate.pass(isThrottled: true)
    #expect(rig.events.statuses.map(\.state) == [.paused, .running])
    #expect(rig.events.outcomes.map(\.command) == ["pause", "resume"])
  }

  @Test func pausingTwiceAndResumingWhileRunningAreRefused() throws {
    let rig = Rig(script: [[.pause, .resume]])
    rig.post(.resume, .pause)
    try rig.gate.pass(isThrottled: true)
    #expect(rig.events.outcomes.map(\.applied) == [false, true, false, true])
    #expect(rig.events.outcomes.compactMap(\.reason) == ["training is not paused", "training is paused already"])
    #expect(rig.events.statuses.map(\.state) == [.paused, .running])
  }

  @Test func oneStepThenPausedAgain() throws {
    let rig = Rig()
    rig.post(.step)
    try rig.gate.pass(isThrottled: true)
    #expect(rig.events.statuses.map(\.state) == [.paused], "stepping while running pauses after the step")
    rig.post(.step, .step)
    try rig.gate.pass(isThrottled: true)
    try rig.gate.pass(isThrottled: true)
    // Both steps are used up: only a wish to quit gets past now.
    rig.post(.quit(saving: false))
    #expect(throws: StopRequest.self) { try rig.gate.pass(isThrottled: true) }
    #expect(rig.events.statuses.map(\.state) == [.paused])
  }

  @Test func knobsMoveWhilePaused() throws {
    let rig = Rig(script: [[.setKnob(name: "alpha", value: 0), .resume]])
    rig.post(.pause)
    try rig.gate.pass(isThrottled: true)
    #expect(rig.gate.knobs[KnowledgeDistillation.alpha] == 0)
  }

  @Test func quitting() throws {
    for saving in [true, false] {
      let rig = Rig(script: [[.quit(saving: saving)]])
      rig.post(.pause)
      let stop = #expect(throws: StopRequest.self) { try rig.gate.pass(isThrottled: true) }
      #expect(stop?.isSaving == saving && stop?.source == .keyboard)
      #expect(rig.sink.events.outcomes.last?.command == "quit", "handed on before the trainer ends")
    }
  }

  @Test func theThrottleKeepsStepsApart() throws {
    let rig = Rig(throttle: 200)
    let began = Reporter.now
    for _ in 0..<5 { try rig.gate.pass(isThrottled: true) }
    // The first goes at once, four intervals of 5 ms follow; waiting longer is the machine's business.
    #expect(Reporter.now - began >= 4 * 0.005)
  }

  @Test func aThrottledTrainerHearsCommands() throws {
    // At one step in 1,000 s only a command can end the wait.
    let rig = Rig(throttle: 0.001)
    try rig.gate.pass(isThrottled: true)
    rig.post(.setKnob(name: "throttle", value: 0))
    try rig.gate.pass(isThrottled: true)
    rig.post(.setKnob(name: "throttle", value: 1), .quit(saving: false))
    #expect(throws: StopRequest.self) { try rig.gate.pass(isThrottled: true) }
  }

  @Test func whatIsNotThrottledGoesAtOnce() throws {
    let rig = Rig(throttle: 0.001)
    for _ in 0..<3 { try rig.gate.pass(isThrottled: false) }
  }

  @Test func aLogThatCannotBeWrittenHoldsTraining() throws {
    let rig = Rig(failures: ["disk full", "disk full", nil])
    try rig.gate.pass(isThrottled: true)
    let statuses = rig.events.statuses
    #expect(statuses.map(\.state) == [.paused, .running])
    #expect(statuses.first?.reason?.contains("cannot write the log: disk full") == true)
  }

  @Test func aHeldTrainerDoesNotSayThatItRuns() throws {
    // Paused by a person, then held by the log, then resumed by the person: it runs once the log can be written.
    let rig = Rig(script: [[], [.resume]], failures: ["disk full", "disk full", nil])
    rig.post(.pause)
    try rig.gate.pass(isThrottled: true)
    let statuses = rig.events.statuses
    #expect(statuses.map(\.state) == [.paused, .paused, .running])
    #expect(statuses.last?.reason == "the log can be written again")
  }

  @Test func aPersonsPauseOutlastsTheLogs() throws {
    let rig = Rig(script: [[.pause], [.resume]], failures: ["disk full", nil])
    try rig.gate.pass(isThrottled: true)
    let statuses = rig.events.statuses
    #expect(statuses.map(\.state) == [.paused, .paused, .running])
    #expect(statuses.map { $0.reason ?? "" }[1] == "the log can be written again")
  }

  @Test func scheduledChangesComeBeforeCommandsOfTheSameStep() throws {
    let rig = Rig(schedule: [
      KnobChange(step: 7, knob: "alpha", value: 0.5), KnobChange(step: 3, knob: "alpha", value: 0.25),
    ])
    rig.reporter.step = 3
    rig.post(.setKnob(name: "alpha", value: 0.75))
    try rig.gate.pass(isThrottled: true)
    rig.reporter.step = 7
    try rig.gate.pass(isThrottled: true)
    #expect(rig.events.outcomes.map(\.new) == [0.25, 0.75, 0.5])
    #expect(rig.events.outcomes.map(\.source) == [.schedule, .keyboard, .schedule])
  }

  /// A knob that somebody holds stays; put back, it is the method's again. Repeated changes do the same.
  @Test func aHeldKnobIsNotMovedUntilItIsPutBack() throws {
    let rig = Rig(schedule: [
      KnobChange(step: 2, knob: "alpha", value: 0.5), KnobChange(step: 4, knob: "alpha", value: 0.9, isReset: true),
    ])
    func moved(to value: Double, at step: Int) throws -> Double? {
      rig.reporter.step = step
      try rig.gate.pass(isThrottled: true)
      return rig.gate.moveByItself("alpha", to: value)
    }
    #expect(try moved(to: 0.8, at: 1) == 0.8)
    #expect(try moved(to: 0.7, at: 2) == nil && rig.gate.knobs[KnowledgeDistillation.alpha] == 0.5)
    #expect(try moved(to: 0.7, at: 3) == nil)
    #expect(try moved(to: 0.7, at: 4) == 0.7)
    #expect(try moved(to: 7, at: 5) == 1, "within the range")
    #expect(rig.events.outcomes.map(\.command) == ["set", "reset"])
  }

  /// A change made after weights were put back must not be made before the loss that was no number.
  @Test func aChangeAfterARecoveryWaitsForIt() throws {
    let rig = Rig(schedule: [KnobChange(step: 3, knob: "alpha", value: 0.25, recoveries: 1)])
    rig.reporter.step = 3
    try rig.gate.pass(isThrottled: true)
    #expect(rig.gate.knobs[KnowledgeDistillation.alpha] == 0.9)
    rig.gate.noteRecovery()
    #expect(rig.gate.hasScheduledChange)
    try rig.gate.pass(isThrottled: true)
    #expect(rig.gate.knobs[KnowledgeDistillation.alpha] == 0.25)
    #expect(!rig.gate.hasScheduledChange)
  }

  @Test func whatIsKnownIsNotLoggedAgainAndCommandsWait() throws {
    let rig = Rig(
      schedule: [KnobChange(step: 1, knob: "alpha", value: 0.25), KnobChange(step: 3, knob: "alpha", value: 0.5)],
      catchUp: CatchUp(target: 2, overrides: [KnobChange(step: 2, knob: "throttle", value: 9)]))
    var arrivals = 0
    rig.gate.onArrival { arrivals += 1 }
    rig.reporter.isMuted = true
    rig.post(.setKnob(name: "alpha", value: 0.75))
    for step in 0...3 {
      rig.reporter.step = step
      #expect(rig.gate.isCatchingUp == (step <= 2))
      try rig.gate.pass(isThrottled: false)
      #expect(rig.gate.knobs[KnowledgeDistillation.alpha] == [0.9, 0.25, 0.75, 0.5][step])
    }
    #expect(arrivals == 1)
    // The change at step 1 is in the log that is gone on with; the others are news.
    #expect(rig.events.outcomes.map(\.new) == [9, 0.75, 0.5])
  }

  @Test func aRunThatCatchesUpCanBeLeft() throws {
    let rig = Rig(catchUp: CatchUp(target: 100))
    rig.post(.pause, .quit(saving: true))
    #expect(throws: StopRequest.self) { try rig.gate.pass(isThrottled: false) }
  }
}
