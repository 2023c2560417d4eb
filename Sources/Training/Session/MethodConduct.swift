import Distillation
import RunModel

/// Lets the methods move their knobs by themselves, and tells what they are doing.
final class MethodConduct {
  private let recipe: Recipe
  private let gate: StepGate
  private let reporter: Reporter
  /// What the methods remember; in every checkpoint.
  private(set) var memory: [String: Double]
  private var lastStatus: String?

  init(_ recipe: Recipe, memory: [String: Double], gate: StepGate, reporter: Reporter) {
    self.recipe = recipe
    self.memory = memory
    self.gate = gate
    self.reporter = reporter
  }

  /// What follows from a step.
  /// - Returns: knobs that have moved, for the log.
  func follow(_ moment: TrainingMoment) -> [Scalar] {
    let moves = recipe.moves(at: moment, knobs: gate.knobs, memory: &memory)
    guard !moves.isEmpty else { return [] }
    var scalars: [Scalar] = []
    for move in moves {
      guard let value = gate.moveByItself(move.knob, to: move.value) else { continue }
      scalars.append(Scalar(Tag.knob(move.knob), Float(value)))
      if let reason = move.reason, !reporter.isMuted { reporter.notice(.info, reason) }
    }
    if moves.contains(where: { $0.reason != nil }) { report() }
    return scalars
  }

  /// A new phase: what was measured in the one before says nothing of it.
  func begin() { memory = [:] }

  /// Says what the methods are doing, when that has changed.
  func report() {
    guard let status = recipe.status(knobs: gate.knobs, memory: memory), status != lastStatus else { return }
    lastStatus = status
    reporter.methodStatus(MethodStatus(status))
  }
}
