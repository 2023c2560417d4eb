import Foundation
import RunModel
import Testing

@testable import Training

extension MethodTraining {
  /// Methods that work on what networks say in the end, training for real.
  @Suite struct Response {
    /// Each of two students against the same student alone: same first weights, same order, same number of steps.
    @Test func studentsThatLearnTogetherAreNoWorseThanAlone() throws {
      var (together, alone) = (0.0, 0.0)
      for seed in UInt64(0)..<3 {
        let dml = try MethodRun("dml", steps: 1200, seed: seed)
        let scratch = try MethodRun("scratch", steps: 1200, seed: seed)
        let peer = try #require(dml.summary.others?["peer-2"])
        together += (dml.student + peer.final.testAccuracy) / 2 / 3
        alone += scratch.student / 3
        #expect(dml.values("loss/peer-2").count == 1200 && !dml.values("accuracy/peer-2").isEmpty)
        #expect(dml.remains(of: "loss/mutual") < 0.5)
      }
      // On so few digits the two differ by less than what three seeds can tell apart.
      #expect(together > alone - 0.02, "\(together) together, \(alone) alone")
      #expect(together > 0.9)
    }

    @Test(arguments: ["alternating", "synchronous"])
    func peersAreAsManyAsAskedFor(order: String) throws {
      let run = try MethodRun("dml", steps: 60, settings: ["peers=3", "order=\(order)"])
      #expect(Set(run.summary.others?.keys.map(\.self) ?? []) == ["peer-2", "peer-3"])
      #expect(run.summary.teacher == nil && run.summary.parameters.teacher == nil)
    }

    @Test func distillingStopsAtAnEpoch() throws {
      let run = try MethodRun(
        "eskd", steps: 400, teacherEpochs: 8, settings: ["distill_stop=3", "plateau=0"]
      ) { $0.teacherStop = 2 }
      let perEpoch = try #require(run.events.phases.last?.stepsPerEpoch)
      #expect(run.summary.phases.first?.steps == 2 * perEpoch, "the teacher is taken after two of its eight epochs")
      let soft = run.values("loss/soft")
      #expect(soft.count == 400)
      #expect(soft[..<(3 * perEpoch)].allSatisfy { $0 > 0 })
      #expect(soft[(3 * perEpoch)...].allSatisfy { $0 == 0 }, "the soft term is gone")
      let (total, hard) = (run.values("loss/student"), run.values("loss/hard"))
      #expect(total[(3 * perEpoch)...] == hard[(3 * perEpoch)...], "cross-entropy alone is left")
      #expect(run.events.notices.contains { $0.text.contains("distilling stops after epoch 3") })
    }

    /// The plateau rule, and what it says of itself on the way.
    @Test func distillingStopsByItself() throws {
      let run = try MethodRun("eskd", steps: 2500, settings: ["plateau=0.2"])
      let notice = try #require(run.events.notices.first { $0.text.contains("distilling stops after epoch") })
      #expect(notice.text.contains("for the second time in succession"))
      #expect(run.values("knob/distilling").last == 0)
      #expect(run.values("loss/soft").last == 0)
      let said = run.events.compactMap { $0.record(RunModel.Tag.method, MethodStatus.self)?.text }
      #expect(said.contains { $0.contains("stops under 20.0 % twice") })
      #expect(said.last == "distilling has stopped: labels alone")
    }

    @Test func theTeacherLabelsWhatItIsSureOf() throws {
      let run = try MethodRun("noisy-student", steps: 600, teacherEpochs: 20, settings: ["rounds=2", "confidence=0.6"])
      let description = try #require(run.events.runs.last)
      #expect(description.phases.map(\.name) == ["teacher", "round-1", "round-2"])
      let sizes = try #require(description.sizes)
      let reports = run.events.notices.compactMap {
        $0.text.firstMatch(of: /sure of (\d+) of (\d+) examples; (\d+) are used, (\d+) of each class/)
      }
      #expect(reports.count == 2, "one a round")
      for report in reports {
        let numbers = [report.1, report.2, report.3, report.4].compactMap { Int($0) }
        #expect(numbers[0] < numbers[1], "some are left out")
        #expect(numbers[1] + sizes.studentTraining == 1257, "the rest of the training split")
        #expect(numbers[2] == 10 * numbers[3], "as many of each class")
      }
      #expect(run.student > 0.75)
      // Round 2 has the student of round 1 for its teacher.
      #expect(run.events.notices.contains { $0.text.contains("generation 2 begins") })
    }

    /// A teacher that leaves something to the other classes, and is as good.
    @Test func aTolerantTeacherIsLessSure() throws {
      func run(_ eta: Double) throws -> (top: Double, accuracy: Double) {
        let run = try MethodRun("tolerant", steps: 40, teacherEpochs: 15, settings: ["generations=1", "eta=\(eta)"]) {
          $0.teacher = "mlp:64"
          $0.student = "mlp:12"
        }
        let probe = try #require(run.events.last { $0.tensor(RunModel.Tag.teacherProbeLogits) != nil })
        let value = try #require(probe.tensor(RunModel.Tag.teacherProbeLogits))
        let accuracy = try #require(run.summary.teacher).final
        return (meanTopProbability(value), (accuracy.testAccuracy + accuracy.validationAccuracy) / 2)
      }
      let (tolerant, plain) = (try run(0.6), try run(1))
      #expect(tolerant.top < plain.top - 0.02, "\(tolerant.top), plain \(plain.top)")
      #expect(abs(tolerant.accuracy - plain.accuracy) <= 0.01, "\(tolerant.accuracy), plain \(plain.accuracy)")
    }

    @Test func generationsFollowEachOther() throws {
      let run = try MethodRun("tolerant", steps: 300, settings: ["generations=3"])
      #expect(run.events.phases.map(\.name) == ["teacher", "generation-1", "generation-2", "generation-3"])
      let run2 = try #require(run.events.runs.last)
      #expect(run2.teacher?.spec == run2.student.spec, "of one size")
      #expect(run.student > 0.6)
    }

    @Test func everyExitLearns() throws {
      let run = try MethodRun("multi-exit", steps: 350) { $0.student = "multi-exit:8,12,16" }
      let others = try #require(run.summary.others)
      #expect(Set(others.keys) == ["exit1", "exit2", "exit3", "ensemble"])
      for (name, result) in others { #expect(result.final.testAccuracy > 0.6, "\(name)") }
      #expect(others["exit3"]?.final.testAccuracy == run.student, "the last exit is the student's word")
      let temperature = try #require(run.values("knob/temperature").last)
      #expect(temperature > 1, "it has grown by itself")
      #expect(!run.values("accuracy/ensemble").isEmpty && !run.values("measure/top_probability").isEmpty)
    }

    @Test func severalTeachersSpeakAsOne() throws {
      let run = try MethodRun("multi-teacher", steps: 600, settings: ["teachers=2", "beta=1"])
      #expect(run.events.phases.map(\.name) == ["teacher-1", "teacher-2", "distil"])
      #expect(Set(run.summary.others?.keys.map(\.self) ?? []) == ["teacher-1", "teacher-2"])
      #expect(run.remains(of: "loss/soft") < 0.5)
      #expect(run.remains(of: "loss/relation") < 1)
      let agreement = try #require(run.summary.agreement)
      #expect(agreement > 0.9)
    }

    @Test func anEnsembleIsCompressed() throws {
      let run = try MethodRun("compress", steps: 800, settings: ["teachers=2", "rounds=2"])
      #expect(run.remains(of: "loss/student") < 0.5)
      let agreement = try #require(run.summary.agreement)
      #expect(agreement > 0.9)
      let sizes = try #require(run.events.runs.last?.sizes)
      let perEpoch = try #require(run.events.phases.last?.stepsPerEpoch)
      #expect(perEpoch == (2 * sizes.studentTraining + 31) / 32, "two made-up examples for each real one")
    }
  }
}

/// Methods training for real, one after the other: the engine's number of threads is the process's.
@Suite(.serialized) enum MethodTraining {}

/// Mean of the largest probability of each row.
private func meanTopProbability(_ logits: TensorValue) -> Double {
  let classes = logits.shape.last ?? 1
  let tops = stride(from: 0, to: logits.values.count, by: classes).compactMap { start -> Double? in
    let row = logits.values[start..<start + classes].map(Double.init)
    guard let top = row.max(), top.isFinite else { return nil }
    return 1 / row.reduce(0) { $0 + exp($1 - top) }
  }
  return tops.reduce(0, +) / Double(max(1, tops.count))
}

extension Event {
  fileprivate func tensor(_ tag: String) -> TensorValue? {
    guard case .tensor(tag, let value) = content else { return nil }
    return value
  }
}
