import RunModel
import Testing
import Torch

@testable import Distillation

/// Methods put together: names of knobs and terms, and whose value goes where.
@Suite struct RecipeTests {
  private func recipe(_ main: String, _ added: String..., settings: [String: String] = [:]) throws -> Recipe {
    try Recipe(
      MethodRegistry.method(named: main), adding: added.map { try MethodRegistry.method(named: $0) }, settings: settings
    )
  }

  @Test func knobsOfOneNameAreTold() throws {
    #expect(try recipe("kd", "at").knobs.map(\.name) == ["temperature", "alpha", "beta"])
    #expect(try recipe("fitnets", "fsp").knobs.map(\.name) == ["lambda", "temperature", "fsp_lambda"])
    let three = try recipe("kd", "at", "at-gradient")
    #expect(three.knobs.map(\.name) == ["temperature", "alpha", "beta", "at_gradient_beta"])
    #expect(three.knobs.map(\.defaultValue) == [4, 0.9, 1000, 10])
    #expect(three.name == "kd+at+at-gradient")
    #expect(three.addedNames == ["at", "at-gradient"])
  }

  @Test func termsAreJoinedWhereTheTaskIsLearned() throws {
    #expect(try recipe("kd", "at", "sp").phases.map(\.terms) == [["hard", "soft", "attention", "similarity"]])
    #expect(try recipe("at", "kd").phases.map(\.terms) == [["hard", "attention", "soft"]])
    let stages = try recipe("fitnets", "sp")
    #expect(stages.phases.map(\.terms) == [["hint"], ["hard", "soft", "similarity"]])
    #expect(stages.phases.map(\.reads) == [[.features], [.student, .teacher, .features]])
    #expect(stages.terms == ["hint", "hard", "soft", "similarity"])
    #expect(try recipe("tolerant").terms == ["hard", "soft", "gap"])
  }

  private func inputs(_ batch: Batch) throws -> NamedTensors {
    let generator = try RandomGenerator(seed: 4)
    var tensors = batch.inputs.tensors
    tensors["student.features.0"] = try generator.normal([4, 2, 3, 3], .float64)
    tensors["teacher.features.0"] = try generator.normal([4, 3, 3, 3], .float64)
    return NamedTensors(tensors)
  }

  @Test func theLabelsCountOnceAndEachKnobGoesToItsMethod() throws {
    let inputs = try inputs(Batch())
    let recipe = try recipe("kd", "at", "sp", settings: ["map": "sum"])
    let knobs = KnobValues(["temperature": 3, "alpha": 0.7, "beta": 50, "gamma": 20])
    let loss = try recipe.loss([inputs, inputs, inputs], knobs: knobs, phase: "distil")
    #expect(loss.terms.map(\.name) == ["hard", "soft", "attention", "similarity"])
    #expect(loss.terms.map(\.weight) == [1 - 0.7, 0.7, 50, 20])
    let alone = [
      try method("kd").loss(inputs, knobs: knobs, phase: "distil").value("soft"),
      try method("at", ["map": "sum"]).loss(inputs, knobs: knobs, phase: "transfer").value("attention"),
      try method("sp").loss(inputs, knobs: knobs, phase: "transfer").value("similarity"),
    ]
    #expect(try loss.terms.dropFirst().map { try $0.value.item() } == alone)
  }

  @Test func aRenamedKnobIsItsOwners() throws {
    let generator = try RandomGenerator(seed: 4)
    var tensors = try Batch().inputs.tensors
    for number in 0..<2 {
      tensors["student.features.\(number)"] = try generator.normal([4, 2, 3, 3], .float64)
      tensors["teacher.features.\(number)"] = try generator.normal([4, 2, 3, 3], .float64)
    }
    let inputs = NamedTensors(tensors)
    let recipe = try recipe("fitnets", "fsp")
    let knobs = KnobValues(["lambda": 2, "fsp_lambda": 5])
    let loss = try recipe.loss([inputs, inputs], knobs: knobs, phase: "distil")
    #expect(loss.terms.map(\.name) == ["hard", "soft", "fsp"])
    #expect(loss.terms.map(\.weight) == [1, 2, 5])
    #expect(recipe.activeMembers(in: "hint") == 0..<1)
    #expect(recipe.activeMembers(in: "distil") == 0..<2)
  }

  @Test func whatCannotBeAddedSaysWhy() throws {
    func message(_ main: String, _ added: String...) throws -> String {
      let types = try added.map { try MethodRegistry.method(named: $0) }
      let error = #expect(throws: RecipeError.self) {
        try Recipe(MethodRegistry.method(named: main), adding: types)
      }
      return try #require(error).description
    }
    #expect(
      try message("kd", "dml")
        == "dml cannot be added to another method; these can: kd, at, at-gradient, vid, fsp, sp")
    #expect(try message("scratch", "kd").hasPrefix("kd compares a student with its one teacher, which scratch"))
    #expect(try message("multi-teacher", "at").contains("multi-teacher does not have"))
    #expect(try message("kd", "kd") == "there is a loss term soft already, so kd cannot be added")
    #expect(try message("tolerant", "kd").contains("soft"))
    #expect(try message("kd", "at", "at").contains("attention"))
  }

  @Test func optionsGoToTheMethodThatHasThem() throws {
    let recipe = try recipe("at", "vid", settings: ["map": "sum", "epsilon": "0.001"])
    #expect(recipe.settings == ["map": "sum", "epsilon": "0.001"])
    #expect(recipe.value(AttentionTransfer.map) == "sum" && recipe.value(AttentionTransfer.form) == "squared")
    #expect(recipe.number(VariationalInformation.epsilon) == 0.001)
    #expect(try self.recipe("dml", settings: ["peers": "3.0"]).guideCount == 3)
    #expect(try ["scratch", "kd", "dml", "compress"].map { try self.recipe($0).guideCount } == [0, 1, 2, 3])
    #expect(try self.recipe("tolerant", settings: ["generations": "3"]).phases.count == 3)
    let unknown = #expect(throws: MethodOptionError.self) { try self.recipe("at", settings: ["mapp": "sum"]) }
    #expect(
      try #require(unknown).description == "there is no option mapp; did you mean map? (options: map, p, form)")
    let none = #expect(throws: MethodOptionError.self) { try self.recipe("kd", settings: ["map": "sum"]) }
    #expect(try #require(none).description == "there is no option map (this method has none)")
    for (name, value, says) in [
      ("map", "mean", "map = mean cannot be: it takes sum or sum-p or max-p"), ("p", "0", "it takes [1, 10]"),
      ("p", "nan", "p = nan"), ("p", "inf", "p = inf"),
    ] {
      let error = #expect(throws: MethodOptionError.self) { try self.recipe("at", settings: [name: value]) }
      #expect(try #require(error).description.contains(says))
    }
    for count in ["1", "9", "2.5", "1e300", "nan", "two"] {
      #expect(throws: MethodOptionError.self, "\(count)") { try self.recipe("dml", settings: ["peers": count]) }
    }
  }

  @Test func readsAreThoseOfTheKnobsAsTheyStand() throws {
    let recipe = try recipe("eskd", "at")
    let phase = try #require(recipe.phases.first)
    #expect(recipe.reads(phase, knobs: KnobValues()) == [.student, .teacher, .features])
    #expect(recipe.reads(phase, knobs: KnobValues(["distilling": 0])) == [.student, .features])
    let several = try self.recipe("multi-teacher")
    #expect(several.reads(try #require(several.phases.first), knobs: KnobValues()) == [.student, .teacher])
    let tolerant = try self.recipe("tolerant")
    #expect(tolerant.reads(try #require(tolerant.teacherPhase), knobs: KnobValues()) == [.teacher])
    let stages = try self.recipe("fitnets", "at")
    #expect(stages.reads(stages.phases[0], knobs: KnobValues()) == [.features])
  }

  // MARK: - What methods do by themselves

  @Test func memoryIsKeptUnderTheMethodsName() throws {
    let recipe = try recipe("eskd", "at")
    var memory = ["other.flat": 7.0]
    func step(_ number: Int, _ knobs: [String: Double] = [:]) -> [KnobMove] {
      recipe.moves(
        at: TrainingMoment(phase: "distil", step: number, steps: 100, stepsPerEpoch: 1, values: ["soft": 2]),
        knobs: KnobValues(knobs), memory: &memory)
    }
    #expect(step(1) == [])
    #expect(memory["eskd.smoothed"] == 2)
    #expect(step(2) == [])
    #expect(memory["eskd.flat"] == 1)
    #expect(recipe.status(knobs: KnobValues(), memory: memory)?.contains("(1 of 2)") == true)
    #expect(step(3).map(\.knob) == ["distilling"])
    // What a method forgets is gone.
    #expect(step(4, ["distilling": 0]) == [])
    #expect(memory == ["other.flat": 7])
    #expect(try self.recipe("kd", "at").status(knobs: KnobValues(), memory: memory) == nil)
  }

  @Test func movesCarryTheNameOfTheSlider() throws {
    let recipe = try recipe("fitnets", "fsp")
    var memory: [String: Double] = [:]
    func moves(_ phase: String) -> [KnobMove] {
      recipe.moves(
        at: TrainingMoment(phase: phase, step: 50, steps: 100, stepsPerEpoch: 10), knobs: KnobValues(), memory: &memory)
    }
    #expect(moves("distil") == [KnobMove(FitNets.lambda, to: 2.5)])
    #expect(moves("hint") == [])
  }
}
