import Models
import RunModel
import Torch

/// What a checkpoint of a session holds, and how a session is made to stand there again.
extension TrainingSession {
  /// The parts of a checkpoint, each a safetensors file; a network's is called after its role.
  enum Part {
    static let student = "student"
    static let random = "random"
    /// Layers of the methods' own.
    static let method = "method"
    static func best(_ role: String) -> String { role + "-best" }
    static func optimizer(_ role: String, isFirst: Bool) -> String { isFirst ? "optimizer" : "optimizer-" + role }
  }

  /// The moment the run is in; nil before its first phase.
  var moment: CheckpointKeeper.Moment? {
    current.map { _ in .init(step: trainer.reporter.step, recoveries: trainer.gate.recoveries) }
  }

  /// Whether the step just taken was the last one of an epoch.
  var endsEpoch: Bool {
    guard let progress = current?.runner.progress else { return false }
    return progress.steps > 0 && progress.position == 0
  }

  /// Everything the rest of the run depends on; nil before its first phase.
  func capture(_ reason: CheckpointRecord.Reason) throws -> (CheckpointState, [CheckpointPart])? {
    guard let (runner, start) = current else { return nil }
    let (gate, progress, plan) = (trainer.gate, runner.progress, runner.plan)
    let state = CheckpointState(
      version: trainer.version, reason: reason, step: trainer.reporter.step, phase: start.index,
      phaseName: plan.name, progress: progress, finished: finished.filter { $0.name != plan.name },
      teacher: teacherResult, student: studentResult, knobs: gate.knobs.values, changes: gate.board.changes,
      recoveries: gate.recoveries, held: gate.board.held.isEmpty ? nil : gate.board.held.sorted(),
      memory: conduct.memory.isEmpty ? nil : conduct.memory.mapValues { $0.magnitude < 1e-300 ? 0 : $0 },
      others: otherResults.isEmpty ? nil : otherResults)
    let learning = Set(plan.learners.map { $0.whole ?? $0.role })
    // What is not being trained changes only from one phase to the next.
    var parts = networks.all.map { role, network in
      CheckpointPart(name: role, tensors: network.state, stamp: learning.contains(role) ? nil : start.index)
    }
    for (place, learner) in plan.learners.enumerated() {
      parts.append(
        CheckpointPart(
          name: Part.optimizer(learner.role, isFirst: place == 0), tensors: try learner.optimizer.state()))
    }
    parts.append(
      CheckpointPart(name: Part.random, tensors: try networks.generators.mapValues { try Tensor($0.state()) }))
    if let adapter { parts.append(CheckpointPart(name: Part.method, tensors: adapter.state)) }
    if let best = runner.best {
      parts.append(
        CheckpointPart(
          name: Part.best(plan.role), tensors: best, stamp: progress.bestEpoch.map { start.index << 32 | $0 }))
    } else if let bestStudent {
      parts.append(CheckpointPart(name: Part.best(Part.student), tensors: bestStudent))
    }
    return (state, parts)
  }

  func restore(_ checkpoint: Checkpoint) throws {
    let state = checkpoint.state
    let planned = phases
    guard state.phase < planned.count, planned[state.phase].name == state.phaseName else {
      throw CheckpointError.damaged(
        path: checkpoint.path, reason: "is in phase \(state.phase) (\(state.phaseName)), which this run does not have")
    }
    try networks.skip(toGeneration: generation(inPhase: state.phase))
    func load(_ part: String, into module: any Module) throws {
      guard let tensors = try checkpoint.tensors(part) else {
        throw CheckpointError.damaged(path: checkpoint.path, reason: "has no \(part).safetensors")
      }
      try withoutGradients { try module.load(tensors) }
    }
    for (role, network) in networks.all { try load(role, into: network) }
    if let adapter { try load(Part.method, into: adapter) }
    let random = try checkpoint.tensors(Part.random) ?? [:]
    for (name, generator) in networks.generators {
      guard let saved = random[name] else {
        throw CheckpointError.damaged(path: checkpoint.path, reason: "has no random state of \(name)")
      }
      try generator.restore(saved.bytes())
    }
    (finished, teacherResult, studentResult) = (state.finished, state.teacher, state.student)
    otherResults = state.others ?? [:]
    trainer.reporter.step = state.step
  }
}
