import Distillation
import Models
import RunModel
import TestSupport
import Testing
import Torch

@testable import Training

/// What the methods for language models do to a student, on a small model and made-up sentences.
@Suite(.serialized) struct LanguageMethodTests {
  /// Means of the first and the last values of a curve.
  private func fall(_ run: MethodRun, _ tag: String) -> Double { run.remains(of: tag, count: 5) }

  @Test func distilbertGuessesThenLearnsItsTask() throws {
    let place = try TextPlace(hasGuessingHead: true)
    let run = try MethodRun("distilbert", on: place, steps: 120)
    #expect(run.events.phases.map(\.name) == ["teacher", "distil", "task"])
    #expect(fall(run, "loss/cosine") < 0.7)
    #expect(fall(run, "loss/mlm") < 0.98)
    #expect(run.student > 0.8)
  }

  @Test func aTeacherThatCannotGuessLearnsItFirst() throws {
    let place = try TextPlace()
    let run = try MethodRun("distilbert", on: place, steps: 40, settings: ["targets=masked"])
    #expect(run.events.phases.map(\.name) == ["teacher", "teacher-mlm", "distil", "task"])
    #expect(fall(run, "loss/teacher_mlm") < 0.95)
    // Its encoder stays as it was.
    let before = try #require(run.end(of: "teacher")), after = try #require(run.end(of: "teacher-mlm"))
    let (first, second) = (try run.checkpoint(before, "teacher"), try run.checkpoint(after, "teacher"))
    for (name, tensor) in first {
      let isSame = try tensor.floats() == second[name]?.floats()
      #expect(isSame != name.hasPrefix("cls."), "\(name)")
    }
  }

  @Test func tinybertLearnsLayersThenPredictions() throws {
    let place = try TextPlace()
    let run = try MethodRun("tinybert", on: place, steps: 150, settings: ["positions=tokens"]) {
      $0.student = "layers=2,hidden=16,heads=4"
      $0.corpus = place.corpus
    }
    #expect(run.events.phases.map(\.name) == ["teacher", "general", "intermediate", "prediction"])
    for term in ["attention", "hidden", "embedding"] { #expect(fall(run, "loss/\(term)") < 0.8, "\(term)") }
    let ends = try ["general", "intermediate"].map { try run.checkpoint(#require(run.end(of: $0)), "method") }
    for (name, tensor) in ends[0] { #expect(try tensor.floats() != ends[1][name]?.floats(), "\(name) learns") }
    #expect(run.student > 0.7)
  }

  @Test func minilmLooksWhereItsTeacherLooks() throws {
    let place = try TextPlace()
    let run = try MethodRun("minilm", on: place, steps: 120) { $0.student = "layers=2,hidden=16,heads=4" }
    #expect(run.events.phases.map(\.name) == ["teacher", "distil", "task"])
    #expect(fall(run, "loss/attention") < 0.8 && fall(run, "loss/value") < 0.9)
    #expect(run.student > 0.7)
  }

  @Test func anAssistantLearnsFirstAndTeachesThen() throws {
    let place = try TextPlace()
    let run = try MethodRun("minilm", on: place, steps: 90, settings: ["assistant=on"]) {
      $0.student = "layers=2,hidden=16,heads=4"
    }
    #expect(run.events.phases.map(\.name) == ["teacher", "assistant", "distil", "task"])
    let assistant = try run.checkpoint(#require(run.end(of: "assistant")), "assistant")
    #expect(assistant["bert.encoder.layer.1.attention.self.query.weight"]?.shape == [32, 32])
    #expect(assistant["bert.encoder.layer.2.attention.self.query.weight"] == nil)
    // It teaches, and learns no more.
    let later = try run.checkpoint(#require(run.end(of: "distil")), "assistant")
    for (name, tensor) in assistant { #expect(try tensor.floats() == later[name]?.floats(), "\(name)") }
    #expect(run.summary.others?["assistant"] != nil)
  }

  @Test func aStudentBeginsWithWhatItsTeacherHasLearned() throws {
    let place = try TextPlace()
    let run = try MethodRun("kd", on: place, steps: 1, settings: ["learning_rate=0.000001"])
    let teacher = try run.checkpoint(#require(run.end(of: "teacher")), "teacher")
    let student = try run.checkpoint(#require(run.end(of: "distil")), "student")
    for (mine, its) in [(0, 0), (1, 2)] {
      func name(_ layer: Int) -> String { "bert.encoder.layer.\(layer).attention.self.query.weight" }
      let pairs = zip(
        try #require(student[name(mine)]).floats(), try #require(teacher[name(its)]).floats())
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-4 })
    }
    #expect(run.values("loss/soft").count == 1)
  }

  @Test func scratchBeginsWithFreshWeights() throws {
    let place = try TextPlace()
    let run = try MethodRun("scratch", on: place, steps: 100)
    #expect(run.events.phases.map(\.name) == ["train"])
    #expect(run.summary.teacher == nil && run.student > 0.8)
  }
}
