import Distillation
import RunModel
import Testing

@testable import Training

@Suite struct KnobBoardTests {
  private func board() -> KnobBoard {
    KnobBoard(
      knobs: [KnowledgeDistillation.temperature, KnowledgeDistillation.alpha, TrainingKnobs.throttle],
      values: KnobValues(["alpha": 0.5]))
  }

  @Test func changesAreAppliedAndCounted() {
    var board = board()
    let outcome = board.set("alpha", to: 0.25, source: .mouse)
    #expect(
      outcome == CommandOutcome(command: "set", source: .mouse, applied: true, knob: "alpha", old: 0.5, new: 0.25))
    #expect(board.values[KnowledgeDistillation.alpha] == 0.25)
    #expect(board.changes == 1)
    #expect(board.set("alpha", to: 0.25, source: .keyboard).applied)
    #expect(board.changes == 1, "the same value again is no change")
  }

  @Test(arguments: [2.0, -0.1, .nan, .infinity])
  func outOfRangeIsRefusedWithTheRange(value: Double) {
    var board = board()
    let outcome = board.set("alpha", to: value, source: .keyboard)
    #expect(!outcome.applied)
    #expect(outcome.reason == "alpha = \(Knob.text(value)) is out of range: it takes [0, 1]")
    #expect(outcome.knob == "alpha" && outcome.old == 0.5)
    #expect(board.values[KnowledgeDistillation.alpha] == 0.5 && board.changes == 0)
  }

  @Test func unknownKnobsSuggestTheNearest() {
    var board = board()
    let outcome = board.set("temprature", to: 3, source: .config)
    #expect(!outcome.applied && outcome.old == nil)
    #expect(outcome.reason?.contains("did you mean temperature?") == true)
  }

  @Test func resetGoesToTheDefault() {
    var board = board()
    let outcome = board.set("alpha", to: nil, source: .keyboard)
    #expect(
      outcome == CommandOutcome(command: "reset", source: .keyboard, applied: true, knob: "alpha", old: 0.5, new: 0.9))
    #expect(board.values[KnowledgeDistillation.alpha] == 0.9 && board.changes == 1)
  }

  @Test func offIsAValue() {
    var board = board()
    #expect(board.set("throttle", to: 40, source: .keyboard).applied)
    #expect(board.set("throttle", to: 0, source: .keyboard).applied)
    #expect(!board.set("throttle", to: 0.5, source: .keyboard).applied)
  }

  @Test func oneScalarAKnob() {
    #expect(
      board().scalars == [Scalar("knob/temperature", 4), Scalar("knob/alpha", 0.5), Scalar("knob/throttle", 0)])
  }
}
