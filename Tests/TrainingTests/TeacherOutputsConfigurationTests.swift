import Foundation
import Testing

@testable import Training

/// Which runs may learn from a file of outputs.
@Suite struct TeacherOutputsConfigurationTests {
  private func resolve(_ toml: String) throws -> RunConfiguration {
    try .resolve(RunOptions(toml: "teacher-outputs = \"/some/t.safetensors\"\n" + toml, file: "t"), isWatched: false)
  }

  @Test func thereIsNoTeacher() throws {
    let run = try resolve("teacher = \"mlp:32\"\nteacher-stop = 3")
    #expect(run.teacherOutputs == "/some/t.safetensors" && run.teachers.isEmpty && run.teacherStop == nil)
    #expect(run.teacherDescription?.spec == "outputs of t.safetensors")
    #expect(run.options.teacher == nil && run.options.teacherEpochs == nil)
    let again = try RunConfiguration.resolve(RunOptions(toml: run.options.toml, file: "t"), isWatched: false)
    #expect(again.options == run.options && again.teacherOutputs == run.teacherOutputs)
  }

  @Test func pathsBecomeAbsolute() throws {
    let run = try RunConfiguration.resolve(
      RunOptions(toml: "teacher-outputs = \"t.safetensors\"", file: "t"), isWatched: false)
    #expect(run.teacherOutputs == FileManager.default.currentDirectoryPath + "/t.safetensors")
  }

  @Test func aMethodWithoutATeacherHasNoUseForIt() throws {
    let run = try resolve("method = \"scratch\"")
    #expect(run.teacherOutputs == nil && run.options.teacherOutputs == nil && run.teacherDescription == nil)
  }

  @Test(arguments: ["kd", "eskd"]) func methodsThatAskForLogitsAlone(method: String) throws {
    #expect(try resolve("method = \"\(method)\"").teacherOutputs != nil)
  }

  @Test(arguments: [
    ("method = \"at\"", "layers"), ("method = \"kd\"\nwith = \"sp\"", "layers"),
    ("method = \"at-gradient\"", "gradients"), ("method = \"multi-teacher\"", "several teachers"),
    ("method = \"compress\"", "several teachers"), ("method = \"tolerant\"", "next teacher"),
    ("method = \"noisy-student\"", "next teacher"), ("augment = \"flip\"", "augmented"),
    ("teacher-weights = \"w\"", "give one of them"),
  ])
  func refusals(toml: String, message: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try resolve(toml) }
    #expect("\(try #require(error))".contains(message))
  }

  @Test func whatIsTypedSilencesTheOtherWayInAFile() throws {
    var typed = RunOptions()
    typed.teacherOutputs = "o"
    let file = try RunOptions(toml: "teacher-weights = \"w\"\nsteps = 3", file: "t")
    let merged = typed.over(file)
    #expect(merged.teacherOutputs == "o" && merged.teacherWeights == nil && merged.steps == 3)
  }
}
