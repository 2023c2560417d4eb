import RunModel
import Testing

@testable import Distillation

/// Sliders, charts, help and config keys come from declarations: they have to be whole.
@Suite struct MethodRegistryTests {
  @Test func methodsAreFoundByName() throws {
    #expect(try MethodRegistry.method(named: "kd") == KnowledgeDistillation.self)
    #expect(try MethodRegistry.method(named: "scratch") == Scratch.self)
  }

  @Test func unknownNamesSuggestTheNearest() throws {
    let error = try #require(#expect(throws: UnknownMethod.self) { try MethodRegistry.method(named: "skratch") })
    #expect(
      error.description.hasPrefix("there is no method skratch; did you mean scratch? (methods: scratch, kd, dml, "))
    let far = try #require(#expect(throws: UnknownMethod.self) { try MethodRegistry.method(named: "backpropagation") })
    #expect(!far.description.contains("did you mean"))
  }

  @Test func namesAreUnique() {
    let names = MethodRegistry.all.map { $0.declaration.name }
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: MethodRegistry.all.map { $0.declaration.name })
  func declarationsAreWhole(name: String) throws {
    let declaration = try MethodRegistry.method(named: name).declaration
    #expect(!declaration.title.isEmpty && !declaration.summary.isEmpty)
    #expect(!declaration.phases.isEmpty)
    #expect(try DistillationTests.method(name).phases == declaration.phases, "those of the standard options")
    #expect(Set(declaration.phases.map(\.name)).count == declaration.phases.count)
    for phase in declaration.phases {
      #expect(!phase.name.isEmpty && phase.name != "teacher")
      #expect(!phase.terms.isEmpty)
      // `loss/student` and `loss/teacher` are the totals' tags.
      #expect(Set(phase.terms).isDisjoint(with: ["student", "teacher"]))
    }
    let names = declaration.knobs.map(\.name) + declaration.options.map(\.name)
    #expect(Set(names).count == names.count)
    // `kdtop loss --set stage=…` is the phase.
    #expect(!names.contains("stage"))
    for option in declaration.options {
      #expect(option.accepts(option.standard) && !option.help.isEmpty, "\(option.name)")
      #expect(option.name.allSatisfy { $0.isLowercase || $0 == "_" })
    }
    for knob in declaration.knobs {
      #expect(throws: Never.self) { try knob.validate(knob.defaultValue) }
      #expect(!knob.help.isEmpty && !knob.symbol.isEmpty)
      #expect(knob.minimum < knob.maximum)
      #expect(knob.scale == .linear || knob.minimum > 0, "a logarithm needs a range above 0")
      #expect(knob.name.allSatisfy { $0.isLowercase || $0 == "_" })
    }
  }

  @Test func knobsOfKdAreThePapers() {
    let (temperature, alpha) = (KnowledgeDistillation.temperature, KnowledgeDistillation.alpha)
    #expect([temperature.minimum, temperature.maximum, temperature.defaultValue] == [1, 20, 4])
    #expect([alpha.minimum, alpha.maximum, alpha.defaultValue] == [0, 1, 0.9])
  }
}
