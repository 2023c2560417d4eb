import Foundation
import Testing
import Torch

@testable import Distillation

/// Gradients of every loss with respect to everything that learns, against differences of the loss itself.
@Suite struct FiniteDifferenceTests {
  @Test(arguments: LossCase.all)
  func gradientsAgree(example: LossCase) throws {
    let tensors = try example.drawn()
    let floats = tensors.filter { $0.value.dtype == .float64 }
    for tensor in floats.values { try tensor.setRequiresGradient() }
    try example.loss(tensors).total().backward()
    let reached = try floats.filter { try $0.value.gradient() != nil }
    #expect(Set(reached.keys) == Set(example.learned), "a guide has a gradient, or a learner has none")
    for name in example.learned where !example.targets.contains(name) {
      let gradient = try #require(try floats[name]?.gradient()).doubles()
      let differences = try finiteDifferences(of: name, tensors.mapValues { try $0.detached() }) {
        try example.loss($0).total().item()
      }
      let scale = max(1, gradient.map(abs).max() ?? 1)
      #expect(distance(gradient, differences) < 1e-7 * scale, "\(name)")
      #expect(norm(gradient) > 1e-6, "\(name): nothing was compared")
    }
  }

  /// Phases whose names differ in a number alone are one: `round-1`, `round-2`.
  @Test func everyPhaseHasACase() throws {
    func kind(_ method: String, _ phase: String) -> String { "\(method) \(phase.prefix { !$0.isNumber })" }
    // Gradients through networks are in a suite of their own.
    let declarations = MethodRegistry.all.map { $0.declaration }.filter { $0.name != "at-gradient" }
    let wanted = declarations.flatMap { declaration in
      (declaration.phases + (declaration.teacherPhase.map { [$0] } ?? [])).map { kind(declaration.name, $0.name) }
    }
    #expect(Set(LossCase.all.map { kind($0.method, $0.phase) }) == Set(wanted))
  }

  @Test(arguments: LossCase.all)
  func lossesHaveTheDeclaredTerms(example: LossCase) throws {
    let declaration = try MethodRegistry.method(named: example.method).declaration
    let phases = declaration.phases + (declaration.teacherPhase.map { [$0] } ?? [])
    let phase = try #require(phases.first { $0.name == example.phase })
    let loss = try example.loss(example.drawn())
    // A term whose knob is off may be left out.
    #expect(loss.terms.map(\.name) == phase.terms.filter { $0 != "relation" || example.knobs["beta"] != nil })
    #expect(loss.terms.allSatisfy { $0.value.shape.isEmpty }, "terms are scalars")
  }

  /// A file may hold the method's own tensors alone: then the labels count for nothing.
  @Test(arguments: ["at", "vid", "sp"])
  func labelsMayBeLeftOut(method: String) throws {
    let example = try #require(LossCase.all.first { $0.method == method })
    var tensors = try example.drawn()
    let whole = try example.loss(tensors)
    tensors["student.logits"] = nil
    tensors["labels"] = nil
    let part = try example.loss(tensors)
    #expect(part.terms.map(\.name) == Array(whole.terms.map(\.name).dropFirst()))
    tensors["labels"] = try Tensor([0, 1])
    #expect(throws: LossError.self) { try example.loss(tensors) }
  }
}

/// (f(x + h) − f(x − h)) / 2h for every element of one of the tensors.
func finiteDifferences(
  of name: String, _ tensors: [String: Tensor], step: Double = 1e-5, _ value: ([String: Tensor]) throws -> Double
) throws -> [Double] {
  let original = try #require(tensors[name])
  let numbers = try original.doubles()
  return try numbers.indices.map { index in
    let sides = try [step, -step].map { delta in
      var (moved, tensors) = (numbers, tensors)
      moved[index] += delta
      tensors[name] = try Tensor(moved, shape: original.shape)
      return try value(tensors)
    }
    return (sides[0] - sides[1]) / (2 * step)
  }
}
