import RunModel
import TerminalUI
import Testing

@testable import Dashboard

/// A run in lines.
@Suite struct PlainTests {
  private let store = RunFixture.store(RunFixture.distillation(steps: 3000, status: StatusChange(.finished)))

  @Test func whatHappensIsToldOnceAndInOrder() {
    var report = PlainReport()
    let lines = report.news(store, now: 0)
    #expect(lines.contains { $0.hasPrefix("kd on digits, teacher mlp:1200,1200, student mlp:100,100, seed 0") })
    #expect(lines.contains { $0.hasPrefix("step 0: phase teacher") } && lines.contains { $0.contains("phase distil") })
    #expect(lines.last == "step 3,000: finished")
    #expect(report.news(store, now: 100) == [])
  }

  @Test func turnsOfKnobsAndRefusalsAreLines() {
    let store = RunFixture.store(RunFixture.distillation())
    var report = PlainReport()
    _ = report.news(store, now: 0)
    for (old, new, reason) in [(4.0, 6.5, nil as String?), (6.5, nil as Double?, "temperature 900 is out of range")]
      as [(Double, Double?, String?)]
    {
      store.apply(
        .command(
          CommandOutcome(
            command: "set", source: .keyboard, applied: reason == nil, reason: reason, knob: "temperature", old: old,
            new: new), step: 1412, wallTime: RunFixture.start + 15))
    }
    #expect(
      report.news(store, now: 1) == [
        "step 1,412: temperature from 4 to 6.5", "step 1,412: refused: temperature 900 is out of range",
      ])
  }

  @Test func lossesAreToldNowAndThenWhileItMoves() {
    var report = PlainReport()
    let store = RunFixture.store(RunFixture.distillation())
    let first = report.news(store, now: 10)
    #expect(first.last?.hasPrefix("step 1,412 of") == true && first.last?.contains("student loss 0.") == true)
    #expect(first.last?.contains("student accuracy") == true && first.last?.contains("percent") == true)
    // Nothing new, nothing said; no line before its time either.
    #expect(report.news(store, now: 60) == [])
    store.apply(Event(step: 1413, wallTime: RunFixture.start + 16, .scalars([Scalar(Tag.studentLoss, 0.25)])))
    #expect(report.news(store, now: 12) == [])
    #expect(report.news(store, now: 16).first?.contains("student loss 0.250") == true)
    report.interval = 0
    store.apply(Event(step: 1414, wallTime: RunFixture.start + 17, .scalars([Scalar(Tag.studentLoss, 0.2)])))
    #expect(report.news(store, now: 99) == [])
  }

  @Test func aStoryHasLossesAllAlong() {
    let lines = PlainReport.story(store, lines: 10)
    #expect(lines.count { $0.contains("student loss") } >= 5)
    #expect(lines.allSatisfy { !$0.contains("\n") && !$0.unicodeScalars.contains { $0.value < 0x20 } })
    let foreign = PlainReport.story(RunFixture.foreignStore())
    #expect(foreign.contains { $0.hasPrefix("step ") } && !foreign.isEmpty)
    #expect(PlainReport.story(RunStore()) == [])
  }

  @Test func linesAreCommands() {
    let view = RunView(RunFixture.store(RunFixture.distillation()))
    let commands = PlainCommands(isLive: true)
    func sent(_ line: String) -> Command.Action? {
      if case .send(let command) = commands.answer(line, view) { command.action } else { nil }
    }
    #expect(sent("set temperature 4.5") == .setKnob(name: "temperature", value: 4.5))
    #expect(sent("  SET   learning rate 0.01 ") == .setKnob(name: "learning_rate", value: 0.01))
    #expect(sent("set temp 3") == .setKnob(name: "temperature", value: 3))
    #expect(sent("reset alpha") == .resetKnob(name: "alpha"))
    #expect(
      sent("pause") == .pause && sent("resume") == .resume && sent("step") == .step && sent("save") == .checkpoint)
    #expect(
      commands.answer("quit", view) == .leave(saving: true) && commands.answer("quit!", view) == .leave(saving: false))
    #expect(commands.answer("every 2", view) == .every(2) && commands.answer("   ", view) == nil)
    func said(_ line: String) -> String {
      if case .say(let lines) = commands.answer(line, view) { lines.joined(separator: "|") } else { "" }
    }
    #expect(
      said("set temperature 5000").contains("out of range") && said("set temperature warm").contains("takes a number"))
    #expect(said("set warmth 3").hasPrefix("no knob is called warmth; there are temperature"))
    #expect(said("set").contains("set temperature 4") && said("every often").contains("every 10"))
    #expect(said("knobs").contains("temperature 8, range") && said("status").contains("student loss"))
    #expect(said("soft 3").hasPrefix("class 3") && said("soft 3").contains("teacher ."))
    #expect(said("soft mouse").contains("no class is called mouse") && said("classes").hasPrefix("0: "))
    #expect(said("frob") == "no command is called frob; help lists them")
    #expect(said("help").contains("set KNOB VALUE") && said("\u{1B}[2Jstatus").contains("student loss"))
  }

  @Test func aLogIsAskedNotTold() {
    let view = RunView(store)
    let commands = PlainCommands(isLive: false)
    #expect(commands.answer("goto 500", view) == .look(step: 500))
    #expect(commands.answer("quit", view) == .leave(saving: true))
    for line in ["pause", "set temperature 4", "quit!"] {
      guard case .say(let lines) = commands.answer(line, view) else {
        Issue.record("\(line) does something")
        continue
      }
      #expect(lines.first?.hasPrefix("no command is called") == true)
    }
  }
}
