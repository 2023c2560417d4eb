import Foundation
import RunModel
import TestSupport
import Testing
import Torch

@testable import Training

/// A run on disk, read back.
@Suite struct RunReaderTests {
  @Test func everyEpochOfTheStudentIsThere() throws {
    // 1,258 digits in batches of 100 are 13 steps an epoch.
    let run = try MethodRun("kd", steps: 39, teacherEpochs: 2, settings: []) {
      ($0.teacher, $0.student, $0.batchSize, $0.checkpointEvery) = ("mlp:16", "mlp:8", 100, "epoch")
    }
    try withEngineThreads {
      let reader = try RunReader(run.path)
      #expect(reader.stepsPerEpoch == 13)
      #expect(reader.moments.map(\.epoch) == [1, 2, 3])
      #expect(reader.moments.map(\.step) == [39, 52, 65])
      #expect(reader.moments.allSatisfy { $0.endsEpoch })
      // The networks are those of the run.
      let final = try reader.student(at: reader.finalMoment)
      let saved = try run.checkpoint(65, "student")
      for (name, tensor) in final.state { #expect(try tensor.floats() == saved[name]?.floats()) }
      #expect(!final.training)
      let first = try reader.untrainedStudent()
      let before = try run.checkpoint(26, "student")
      for (name, tensor) in first.state { #expect(try tensor.floats() == before[name]?.floats()) }
      // What they say is what the run has measured.
      let test = try reader.logits(of: final, .test).argmax(1).ints()
      let labels = try reader.examples(.test).labels
      #expect(Training.agreement(test, labels) == run.student)
      let teacher = try #require(try reader.teacherLogits(.test)).argmax(1).ints()
      #expect(agreement(teacher, test) == run.summary.agreement)
    }
  }

  @Test func aDamagedCheckpointIsNotPassedOver() throws {
    let run = try MethodRun("scratch", steps: 26, settings: []) {
      ($0.student, $0.batchSize, $0.checkpointEvery) = ("mlp:8", 100, "epoch")
    }
    let last = "\(run.path)/checkpoints/step-26"
    try "step = ".write(toFile: "\(last)/state.toml", atomically: true, encoding: .utf8)
    try withEngineThreads {
      // An earlier network would be taken for the final one.
      let error = #expect(throws: (any Error).self) { try RunReader(run.path) }
      #expect(error.map { "\($0)".contains("step-26") } == true, "\(error.map { "\($0)" } ?? "")")
      // One that a run under way has thinned out is no damage.
      try FileManager.default.removeItem(atPath: last)
      #expect(try RunReader(run.path).moments.map(\.step) == [13])
    }
  }

  @Test func phasesOfOneStudentCountTogether() throws {
    let run = try MethodRun("fitnets", steps: 52, teacherEpochs: 1) {
      ($0.teacher, $0.student, $0.batchSize) = ("convnet:4,4", "convnet:4,4", 100)
      $0.checkpointEvery = "13"
    }
    try withEngineThreads {
      let reader = try RunReader(run.path)
      #expect(reader.finalMoment.studentSteps == 52 && reader.finalMoment.epoch == 4)
      #expect(reader.moments.allSatisfy { $0.step == $0.studentSteps + 13 })
    }
  }

  @Test func lastGenerationIsTheOneThatCounts() throws {
    let run = try MethodRun("tolerant", steps: 26, teacherEpochs: 1) {
      ($0.teacher, $0.student, $0.batchSize, $0.checkpointEvery) = ("mlp:8", "mlp:8", 100, "epoch")
    }
    try withEngineThreads {
      let reader = try RunReader(run.path)
      let total = run.events.phases.dropFirst().last.map { $0.steps }
      #expect(reader.finalMoment.studentSteps == total)
      // Its teacher is the student before it.
      let saved = try run.checkpoint(reader.finalMoment.step, "teacher")
      for (name, tensor) in try reader.teacher().state { #expect(try tensor.floats() == saved[name]?.floats()) }
    }
  }

  @Test func runsWithoutWhatIsAskedForSaySo() throws {
    let scratch = try MethodRun("scratch", steps: 5) { $0.student = "mlp:4" }
    try withEngineThreads {
      let reader = try RunReader(scratch.path)
      #expect(try reader.teacherLogits(.test) == nil)
      #expect(throws: ConfigurationError.self) { try reader.teacher() }
      try FileManager.default.removeItem(atPath: scratch.path + "/checkpoints")
      #expect(throws: CheckpointError.self) { try RunReader(scratch.path) }
    }
    #expect(throws: RecordedRunError.missing(path: "/nowhere/run")) { try RunReader("/nowhere/run") }
  }

  @Test func classesComeInTurn() {
    let labels = [2, 0, 0, 1, 2, 1, 0]
    #expect(RunReader.inTurn(labels).map { labels[$0] } == [0, 1, 2, 0, 1, 2, 0])
    #expect(RunReader.spread(labels, count: 3) == [0, 1, 3])
    #expect(RunReader.spread(labels, count: 99) == Array(0..<7))
  }
}
