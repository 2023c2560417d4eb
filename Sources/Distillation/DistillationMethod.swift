import RunModel
import Torch

/// A way to train a student. A new one is a file in this module and a line in `MethodRegistry`: sliders, charts, log
/// tags, help and config keys all come from its declaration.
public protocol DistillationMethod: Sendable {
  static var declaration: MethodDeclaration { get }
  init()

  /// The loss of one batch in one of the declared phases.
  /// - Throws: `LossError` for tensors that are missing or do not fit, `EngineError` from the engine.
  func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss
}

/// What a method is, said once.
public struct MethodDeclaration: Sendable {
  /// A stretch of training the student goes through, in order; the teacher's own training comes before.
  public struct Phase: Sendable {
    /// One word: `distil`, `hint`.
    public var name: String
    /// Names of the loss terms, in the order charts list them.
    public var terms: [String]

    public init(_ name: String, terms: [String]) {
      self.name = name
      self.terms = terms
    }
  }

  /// As typed: `kd`.
  public var name: String
  /// For people: `Knowledge distillation`.
  public var title: String
  /// Authors, year and where; empty for a baseline.
  public var paper: String
  /// One line.
  public var summary: String
  /// Only the method's own; learning rate and the like belong to every method.
  public var knobs: [Knob]
  public var needsTeacher: Bool
  public var phases: [Phase]

  public init(
    name: String, title: String, paper: String, summary: String, knobs: [Knob], needsTeacher: Bool, phases: [Phase]
  ) {
    self.name = name
    self.title = title
    self.paper = paper
    self.summary = summary
    self.knobs = knobs
    self.needsTeacher = needsTeacher
    self.phases = phases
  }
}
