import RunModel
import Torch

/// A way to train a student. A new one is a file in this module and a line in `MethodRegistry`: sliders, charts, log
/// tags, help and config keys all come from its declaration.
public protocol DistillationMethod: Sendable {
  static var declaration: MethodDeclaration { get }

  /// - Parameter settings: a value for each of the declared options.
  init(_ settings: MethodSettings)

  /// What the run goes through, in order, once the options are known; the declaration's phases by default.
  var phases: [MethodPhase] { get }

  /// What the loss asks for as the knobs stand; all that the phase declares by default.
  func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading>

  /// The loss of one batch in one of the phases.
  /// - Throws: `LossError` for tensors that are missing or do not fit, `EngineError` from the engine.
  func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss

  /// Why the method cannot compare these layers; nil when it can. Asked before training.
  func objection(to pairs: [FeaturePair]) -> String?

  /// Layers of the method's own, which learn with the student; nil for none.
  /// - Parameter weights: draws the first weights.
  func adapter(for pairs: [FeaturePair], weights: RandomGenerator) throws -> (any MethodAdapter)?

  /// Why the method cannot compare these language models; nil when it can. Asked before training.
  func objection(student: LanguageShape, teacher: LanguageShape) -> String?

  /// Layers of the method's own between two language models, which learn with the student; nil for none.
  func adapter(
    student: LanguageShape, teacher: LanguageShape, weights: RandomGenerator
  ) throws -> (any MethodAdapter)?

  /// Knobs that the method moves by itself, unless a person holds them: asked before the first step of a phase and after
  /// every step.
  /// - Parameter memory: numbers that are kept for the method, in checkpoints too; empty at first.
  func moves(at moment: TrainingMoment, knobs: KnobValues, memory: inout [String: Double]) -> [KnobMove]

  /// One line about what the method is doing by itself; nil for nothing to tell.
  func status(knobs: KnobValues, memory: [String: Double]) -> String?
}

extension DistillationMethod {
  public var phases: [MethodPhase] { Self.declaration.phases }
  public func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading> { phase.reads }
  public func objection(to pairs: [FeaturePair]) -> String? { nil }
  public func adapter(for pairs: [FeaturePair], weights: RandomGenerator) throws -> (any MethodAdapter)? { nil }
  public func objection(student: LanguageShape, teacher: LanguageShape) -> String? { nil }
  public func adapter(
    student: LanguageShape, teacher: LanguageShape, weights: RandomGenerator
  ) throws -> (any MethodAdapter)? { nil }
  public func moves(at moment: TrainingMoment, knobs: KnobValues, memory: inout [String: Double]) -> [KnobMove] { [] }
  public func status(knobs: KnobValues, memory: [String: Double]) -> String? { nil }
}

/// Layers that a method adds between student and teacher: optimised, clipped and saved with the student.
public protocol MethodAdapter: Module {
  /// Tensors the loss asks for by name; they go before those of the same name in `inputs`.
  func tensors(_ inputs: any LossInputs) throws -> [String: Tensor]
}

/// Where training stands between two steps.
public struct TrainingMoment: Sendable {
  public var phase: String
  /// Steps taken in the phase; 0 before the first one.
  public var step: Int
  /// Steps planned for the phase.
  public var steps: Int
  public var stepsPerEpoch: Int
  /// Values of the loss terms and of what was measured in the step just taken; empty before the first one.
  public var values: [String: Double]

  public init(phase: String, step: Int, steps: Int, stepsPerEpoch: Int, values: [String: Double] = [:]) {
    self.phase = phase
    self.step = step
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
    self.values = values
  }
}

/// A knob that a method moves by itself.
public struct KnobMove: Sendable, Equatable {
  public var knob: String
  public var value: Double
  /// For people, where the move is worth telling.
  public var reason: String?

  public init(_ knob: Knob, to value: Double, reason: String? = nil) {
    self.init(knob.name, to: value, reason: reason)
  }

  init(_ knob: String, to value: Double, reason: String?) {
    self.knob = knob
    self.value = value
    self.reason = reason
  }
}
