import Testing
import Torch

@testable import Distillation

/// Which layers are compared, and the layers that methods add for them.
@Suite struct RecipeLayersTests {
  private func recipe(_ main: String, _ added: String...) throws -> Recipe {
    try Recipe(MethodRegistry.method(named: main), adding: added.map { try MethodRegistry.method(named: $0) })
  }

  /// Groups of layers with so many channels, each with half the places of the one before; a stem that is no group.
  private func map(_ network: String, _ channels: [Int], size: Int = 8) -> Recipe.LayerMap {
    var (taps, size) = ([FeatureShape("stem", [4, size, size])], size)
    for (index, count) in channels.enumerated() {
      taps.append(FeatureShape("group\(index + 1)", [count, size, size]))
      size = max(1, size / 2)
    }
    return Recipe.LayerMap(network: network, taps: taps, groups: taps.dropFirst().map(\.name))
  }

  private func names(_ pairs: [FeaturePair]) -> [String] { pairs.map { "\($0.teacher.name)-\($0.student.name)" } }

  @Test func usualPairsCountFromTheOutput() throws {
    let (student, teacher) = (map("student", [4, 8]), map("teacher", [4, 8, 16]))
    func usual(_ method: String) throws -> [String] {
      names(try #require(try recipe(method).pairs(student: student, teacher: teacher, choice: nil).first))
    }
    #expect(try usual("at") == ["group2-group1", "group3-group2"])
    #expect(try usual("sp") == ["group3-group2"])
    #expect(try usual("kd") == [])
    #expect(try usual("multi-teacher") == ["group3-group2"])
    let same = map("student", [4, 8, 16])
    let middle = try recipe("fitnets").pairs(student: same, teacher: teacher, choice: nil)[0]
    #expect(names(middle) == ["group2-group2"])
    #expect(names(try recipe("fsp").pairs(student: same, teacher: teacher, choice: nil)[0]).count == 3)
    let two = try recipe("kd", "sp").pairs(student: same, teacher: teacher, choice: nil)
    #expect(two.map(names) == [[], ["group3-group3"]])
  }

  @Test func networksWithoutLayersInside() throws {
    let (none, some) = (Recipe.LayerMap(network: "student", taps: [], groups: []), map("teacher", [4]))
    #expect(try recipe("multi-teacher").pairs(student: none, teacher: some, choice: nil) == [[]])
    let error = #expect(throws: LayerError.self) {
      try recipe("sp").pairs(student: none, teacher: some, choice: nil)
    }
    #expect(
      try #require(error).description == "sp compares a layer inside the networks, and the student has none")
    let few = #expect(throws: LayerError.self) {
      try recipe("fsp").pairs(student: map("student", [4, 8]), teacher: some, choice: nil)
    }
    #expect(
      try #require(few).description
        == "fsp compares 2 layers inside the networks, and the teacher has only stem, group1")
  }

  @Test func choicesAreParsed() throws {
    let choice = try LayerChoice("teacher=group1+group2,student=group1+group3")
    #expect(choice.teacher == ["group1", "group2"] && choice.student == ["group1", "group3"])
    #expect(choice.description == "teacher=group1+group2,student=group1+group3")
    #expect(try LayerChoice("student=a,teacher=b").description == "teacher=b,student=a")
    for text in [
      "", "group2", "teacher=group2", "teacher=a,student=", "teacher=a+,student=a+b", "teacher=a+b,student=a",
      "teacher=a,teacher=b,student=c", "teacher=a,student=b,", "teacher=a,pupil=b", "=",
    ] {
      let error = #expect(throws: LayerError.self, "\(text)") { try LayerChoice(text) }
      #expect(try #require(error).description.contains("“\(text)” does not name layers"))
    }
  }

  @Test func aChoiceGoesBeforeTheUsualPairs() throws {
    let (student, teacher) = (map("student", [4, 8]), map("teacher", [4, 8, 16]))
    let choice = try LayerChoice("teacher=stem+group3,student=group1+group2")
    let pairs = try recipe("at", "kd", "vid").pairs(student: student, teacher: teacher, choice: choice)
    #expect(pairs.map(names) == [["stem-group1", "group3-group2"], [], ["stem-group1", "group3-group2"]])
    let error = #expect(throws: LayerError.self) {
      try recipe("at").pairs(
        student: student, teacher: teacher, choice: LayerChoice("teacher=group3,student=group3"))
    }
    #expect(try #require(error).description == "the student has no layer group3 (layers: stem, group1, group2)")
  }

  @Test func layersThatDoNotFitSayWhatWould() throws {
    func message(_ method: String, _ student: Recipe.LayerMap, _ teacher: Recipe.LayerMap) throws -> String {
      let error = #expect(throws: LayerError.self) {
        try recipe(method).pairs(student: student, teacher: teacher, choice: nil)
      }
      return try #require(error).description
    }
    let text = try message("fsp", map("student", [4, 8]), map("teacher", [8, 16]))
    #expect(text.hasPrefix("fsp cannot compare the student's group1 [4, 8, 8] with the teacher's group1 [8, 8, 8], "))
    #expect(text.contains("4 is not 8"))
    #expect(text.hasSuffix("What would fit: --layers teacher=stem+group1,student=stem+group2"))
    let hint = try message("fitnets", map("student", [4, 8], size: 4), map("teacher", [8, 16]))
    #expect(
      hint.hasSuffix("What would fit: --layers teacher=group2,student=stem or --layers teacher=group2,student=group1"))
    let wide = Recipe.LayerMap(network: "student", taps: [FeatureShape("1", [100])], groups: ["1"])
    #expect(
      try message("at", wide, map("teacher", [8])).hasSuffix(
        "No layers of these two networks fit; choose networks that do"))
  }

  @Test func addedLayersStandUnderTheMethodsName() throws {
    let (student, teacher) = (map("student", [4, 8]), map("teacher", [6, 16]))
    let recipe = try recipe("fitnets", "vid")
    let pairs = try recipe.pairs(student: student, teacher: teacher, choice: nil)
    let adapter = try #require(try recipe.adapter(for: pairs, weights: RandomGenerator(seed: 1)))
    let parameters = adapter.namedParameters
    #expect(parameters.prefix(2).map(\.name) == ["fitnets.regressor.weight", "fitnets.regressor.bias"])
    #expect(parameters.map(\.name).contains("vid.log_scale.1"))
    #expect(parameters.allSatisfy { $0.tensor.requiresGradient })
    #expect(Set(parameters.map(\.name)).count == parameters.count)

    let generator = try RandomGenerator(seed: 2)
    var features: [String: Tensor] = [:]
    for (number, pair) in pairs[1].enumerated() {
      features["student.features.\(number)"] = try generator.normal([2] + pair.student.shape)
      features["teacher.features.\(number)"] = try generator.normal([2] + pair.teacher.shape)
    }
    let inputs = NamedTensors(features)
    #expect(Set(try adapter.tensors(of: 0, inputs).keys) == ["regressor.weight", "regressor.bias"])
    #expect(try adapter.tensors(of: 1, inputs)["student.mean.1"]?.shape == [2, 16, 4, 4])
    #expect(try adapter.tensors(of: 2, inputs).isEmpty)
    let none = try self.recipe("kd", "at").adapter(for: [[], pairs[1]], weights: generator)
    #expect(none == nil)
  }
}
