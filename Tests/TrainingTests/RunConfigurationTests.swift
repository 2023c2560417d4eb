import Distillation
import Foundation
import Models
import RunModel
import Testing
import Torch

@testable import Training

/// From what was asked to what is done.
@Suite struct RunConfigurationTests {
  private func resolve(_ toml: String = "", isWatched: Bool = false) throws -> RunConfiguration {
    let options = try RunOptions(toml: toml, file: "t")
    return try .resolve(options, isWatched: isWatched, now: Date(timeIntervalSince1970: 0))
  }

  @Test func defaults() throws {
    let run = try resolve()
    #expect(run.recipe.name == "kd")
    #expect(run.dataset.name == "digits")
    #expect(run.teachers.first?.description == "mlp:256,256,dropout=0.3" && run.students[0].description == "mlp:12")
    #expect(run.length == .steps(4800) && run.batchSize == 32 && run.seed == 0 && run.logEvery == 1)
    #expect(run.threads == ProcessInfo.processInfo.activeProcessorCount)
    #expect(run.optimizer == .sgd && run.schedule == LearningRateSchedule() && run.clipNorm == nil && run.teacherCache)
    #expect(run.runDirectory.hasPrefix("runs/digits-kd-19"))
    #expect(run.knobs.map(\.name) == ["temperature", "alpha", "learning_rate", "weight_decay", "momentum", "throttle"])
    #expect(run.knobValues[KnowledgeDistillation.temperature] == 4)
    #expect(run.knobValues[TrainingKnobs.throttle] == 0)
    #expect(try resolve(isWatched: true).knobValues[TrainingKnobs.throttle] == 40)
  }

  @Test func everyDataSetHasAJob() throws {
    for (dataset, student) in [
      ("fashion-mnist", "mlp:100,100"), ("mnist", "mlp:100,100"), ("cifar-10", "convnet:16,32,64"),
    ] {
      #expect(try resolve("dataset = \"\(dataset)\"").students[0].description == student)
    }
  }

  @Test func scratchHasNoTeacher() throws {
    let run = try resolve("method = \"scratch\"\nteacher = \"mlp:5\"\nteacher-weights = \"w\"")
    #expect(run.teachers.first == nil && run.teacherWeights == nil && run.options.teacherEpochs == nil)
    #expect(run.knobs.map(\.name) == ["learning_rate", "weight_decay", "momentum", "throttle"])
  }

  @Test(
    arguments: MethodRegistry.all.map { $0.declaration }.filter { $0.preferences.networks == .language }.map(\.name))
  func languageMethodsAreRefusedOnImages(method: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try resolve("method = \"\(method)\"\ndataset = \"digits\"") }
    #expect(error == .needsText(method: method, dataset: "digits"))
    #expect(error?.description.hasPrefix("\(method) learns from text, and digits holds images; ") == true)
  }

  @Test func knobsFollowTheOptimizer() throws {
    let adam = try resolve("optimizer = \"Adam\"")
    #expect(adam.knobs.map(\.name) == ["temperature", "alpha", "learning_rate", "weight_decay", "throttle"])
    #expect(adam.knobValues[TrainingKnobs.learningRate] == 1e-3)
    #expect(try resolve("optimizer = \"nesterov\"").knobs.contains(TrainingKnobs.momentum))
    for optimizer in OptimizerKind.allCases {
      let knobs = TrainingKnobs.all(for: optimizer)
      #expect(Set(knobs.map(\.name)).count == knobs.count)
      for knob in knobs {
        #expect(throws: Never.self) { try knob.validate(knob.defaultValue) }
        #expect(!knob.help.isEmpty)
      }
    }
  }

  @Test func aResetGoesBackToWhereTheRunStarted() throws {
    let run = try resolve("[knobs]\ntemperature = 8")
    #expect(run.knobs.first { $0.name == "temperature" }?.defaultValue == 8)
    #expect(run.knobs.first { $0.name == "alpha" }?.defaultValue == 0.9)
  }

  @Test(arguments: [
    ("[knobs]\nalpha = 2", "alpha = 2 is out of range: it takes [0, 1]"),
    ("[knobs]\ntemperature = 0", "temperature = 0 is out of range: it takes [1, 20]"),
    ("[knobs]\nthrottle = 0.5", "throttle = 0.5 is out of range: it takes [1, 10000] or 0 (off)"),
    ("[knobs]\ntemprature = 3", "there is no knob temprature; did you mean temperature?"),
    ("optimizer = \"adam\"\n[knobs]\nmomentum = 0.5", "there is no knob momentum"),
    ("method = \"scratch\"\n[knobs]\nalpha = 0.5", "there is no knob alpha"),
    ("method = \"kb\"", "there is no method kb; did you mean kd?"),
    ("dataset = \"digit\"", "no data set is called 'digit'"),
    ("teacher = \"mpl:3\"", "did you mean mlp?"), ("student = \"mlp:0\"", "“0” is not a width"),
    ("optimizer = \"rmsprop\"", "--optimizer is rmsprop; it takes one of sgd, nesterov, adam, adamw"),
    ("schedule = \"linear\"", "--schedule is linear; it takes constant"),
    ("schedule = \"cosine,to=2\"", "--schedule is cosine,to=2"),
    ("steps = 1\nepochs = 1", "--steps and --epochs both say how long to train"),
    ("run-dir = \"a\"\nname = \"b\"", "--run-dir and --name both say where the run goes"),
    ("steps = 0", "--steps is 0; it takes a whole number from 1 to 1000000000"), ("epochs = 0", "--epochs is 0"),
    ("epochs = -1", "--epochs is -1"), ("batch-size = 0", "--batch-size is 0"),
    ("student-examples = 0", "--student-examples is 0; it takes a whole number, 1 or more"),
    ("teacher-epochs = 0", "--teacher-epochs is 0"), ("log-every = 0", "--log-every is 0"),
    ("threads = 0", "--threads is 0"), ("threads = 2000", "--threads is 2000; it takes a whole number from 1 to 1024"),
    ("clip-norm = 0", "--clip-norm is 0.0; it takes a number above 0"),
  ])
  func refusals(toml: String, message: String) throws {
    let error = #expect(throws: (any Error).self) { try resolve(toml) }
    #expect("\(try #require(error))".contains(message))
  }

  @Test func aSeedThatTOMLCannotHoldIsRefused() throws {
    var options = RunOptions()
    options.seed = UInt64(Int64.max) + 1
    #expect(throws: ConfigurationError.self) { try RunConfiguration.resolve(options, isWatched: false) }
    options.seed = UInt64(Int64.max)
    #expect(throws: Never.self) { try RunConfiguration.resolve(options, isWatched: false) }
  }

  @Test(arguments: [
    "", "method = \"scratch\"\nepochs = 7",
    """
    dataset = "cifar-10"
    data-dir = "/some/where"
    teacher = "convnet:8,dropout=0.123456789"
    student = "mlp:3"
    teacher-weights = "t.safetensors"
    epochs = 2
    batch-size = 7
    student-examples = 50
    seed = 9
    threads = 2
    optimizer = "adamw"
    schedule = "step,every=10,gamma=0.3,warmup=4"
    clip-norm = 1.5
    teacher-cache = false
    run-dir = "/tmp/x"
    log-every = 5
    theme = "dark"
    [knobs]
    temperature = 7.25
    learning_rate = 0.0001234567
    weight-decay = 1e-6
    """,
  ])
  func whatWasResolvedResolvesToTheSameRun(toml: String) throws {
    let run = try resolve(toml, isWatched: true)
    let again = try resolve(run.options.toml, isWatched: false)
    #expect(again.options == run.options)
    #expect(again.knobValues == run.knobValues && again.knobs == run.knobs)
    #expect(
      again.recipe.name == run.recipe.name && again.length == run.length
        && again.schedule == run.schedule)
    #expect(
      again.teachers.first == run.teachers.first && again.students[0] == run.students[0]
        && again.teacherWeights == run.teacherWeights)
    #expect(again.teacherEpochs == run.teacherEpochs && again.optimizer == run.optimizer)
    #expect(run.options.runDirectory == nil && run.options.name == nil, "a second run needs a place of its own")
  }

  @Test func places() throws {
    #expect(try resolve("run-dir = \"/a/b\"").runDirectory == "/a/b")
    #expect(try resolve("name = \"mine\"").runDirectory == "runs/mine")
  }
}
