import RunModel
import Testing
import Torch

@testable import Distillation

/// Distilling that stops part-way (Cho, Hariharan 2019): what is left of the loss, and the rules that stop it.
@Suite struct EarlyStoppingTests {
  private let method: any DistillationMethod

  init() throws { method = try DistillationTests.method("eskd") }

  @Test func whileItDistilsItIsPlainDistillation() throws {
    let batch = try Batch()
    let plain = try DistillationTests.method("kd").loss(
      batch.inputs, knobs: knobs(temperature: 2, alpha: 0.6), phase: "distil")
    let loss = try method.loss(batch.inputs, knobs: knobs(temperature: 2, alpha: 0.6), phase: "distil")
    #expect(try loss.total().item() == plain.total().item())
  }

  @Test func stoppedItIsTheLabelsAlone() throws {
    let batch = try Batch()
    let inputs = NamedTensors(["student.logits": batch.student, "labels": batch.labels])
    let loss = try method.loss(inputs, knobs: KnobValues(["distilling": 0]), phase: "distil")
    #expect(loss.terms.map(\.name) == ["hard", "soft"])
    #expect(try loss.value("soft") == 0)
    #expect(abs(try loss.total().item() - Plain.hard(batch.student, batch.labels)) < 1e-12)
    let phase = try #require(method.phases.first)
    #expect(method.reads(phase, knobs: KnobValues(["distilling": 0])) == [.student])
    #expect(method.reads(phase, knobs: KnobValues()) == [.student, .teacher])
  }

  /// Epochs of four steps, in each of which the soft term has one value.
  private func run(
    _ epochs: [Double], _ knobs: KnobValues, _ memory: inout [String: Double], from first: Int = 1
  ) -> [(epoch: Int, step: Int, move: KnobMove)] {
    var moves: [(epoch: Int, step: Int, move: KnobMove)] = []
    for (index, soft) in epochs.enumerated() {
      for step in 1...4 {
        let taken = (first - 1 + index) * 4 + step
        let moment = TrainingMoment(
          phase: "distil", step: taken, steps: 400, stepsPerEpoch: 4, values: ["soft": soft])
        moves += method.moves(at: moment, knobs: knobs, memory: &memory).map { (first + index, step, $0) }
        if !moves.isEmpty { return moves }
      }
    }
    return moves
  }

  /// Smoothed over half an epoch (two steps), the term stands at 10, 5.31, 2.68, 2.51, 2.501, 2.5000 at the ends of the
  /// epochs: the fifth is the first that falls by less than 1 %.
  private static let series = [10, 5, 2.5, 2.5, 2.5, 2.5, 2.5]

  @Test func thePlateauRuleStopsAfterTwoFlatEpochs() throws {
    var memory: [String: Double] = [:]
    let moves = run(Self.series, KnobValues(), &memory)
    #expect(moves.count == 1)
    let stop = try #require(moves.first)
    #expect(stop.epoch == 6 && stop.step == 4)
    #expect(stop.move.knob == "distilling" && stop.move.value == 0)
    #expect(
      stop.move.reason
        == "distilling stops after epoch 6: the soft term fell by 0.0 %, less than 1.0 %, for the second time in succession"
    )
  }

  @Test func oneFlatEpochIsNotEnough() {
    var memory: [String: Double] = [:]
    // Flat in the second, falling in the third, flat in the fourth.
    #expect(run([4, 4, 2, 2.125, 1], KnobValues(), &memory).isEmpty)
  }

  @Test func aRisingTermIsFlatToo() throws {
    var memory: [String: Double] = [:]
    #expect(run([1, 2, 3, 4], KnobValues(), &memory).map(\.epoch) == [3])
  }

  @Test func theRuleMayBeOff() {
    var memory: [String: Double] = [:]
    #expect(run([Double](repeating: 1, count: 20), KnobValues(["plateau": 0]), &memory).isEmpty)
  }

  @Test func anEpochMayBeAskedFor() throws {
    var memory: [String: Double] = [:]
    let stop = try #require(run(Self.series, KnobValues(["distill_stop": 2]), &memory).first)
    #expect(stop.epoch == 2 && stop.step == 4 && stop.move.value == 0)
    #expect(stop.move.reason == "distilling stops after epoch 2, as asked")
  }

  @Test func whoTurnsItOnAgainBeginsANewSeries() {
    var memory: [String: Double] = [:]
    #expect(run(Self.series, KnobValues(), &memory).map(\.epoch) == [6])
    #expect(run([0], KnobValues(["distilling": 0]), &memory, from: 7).isEmpty)
    #expect(memory.isEmpty)
    // A first epoch to compare with, then two flat ones.
    #expect(run([2.5, 2.5, 2.5, 2.5], KnobValues(), &memory, from: 8).map(\.epoch) == [10])
  }

  @Test func lossesThatAreNoNumbersDoNotCount() {
    var memory: [String: Double] = [:]
    #expect(run([.nan, .infinity, .nan], KnobValues(), &memory).isEmpty)
    #expect(memory.isEmpty)
  }

  @Test func statusSaysWhatTheRuleSees() {
    var memory: [String: Double] = [:]
    func status(_ knobs: [String: Double] = [:]) -> String? { method.status(knobs: KnobValues(knobs), memory: memory) }
    #expect(status() == "soft not yet measured; stops under 1.0 % twice (0 of 2)")
    _ = run(Array(Self.series.prefix(5)), KnobValues(), &memory)
    #expect(status() == "soft falls 0.4 % an epoch; stops under 1.0 % twice (1 of 2)")
    #expect(
      status(["distill_stop": 30])
        == "soft falls 0.4 % an epoch; stops under 1.0 % twice (1 of 2); stops after epoch 30")
    #expect(status(["plateau": 0]) == "distilling to the end")
    #expect(status(["plateau": 0, "distill_stop": 30]) == "distilling; stops after epoch 30")
    #expect(status(["distilling": 0]) == "distilling has stopped: labels alone")
  }
}
