import Models
import RunModel
import Torch

/// What a checkpoint of a session holds, and how a session is made to stand there again.
extension TrainingSession {
  /// The parts of a checkpoint, each a safetensors file.
  enum Part {
    static let student = "student"
    static let teacher = "teacher"
    static let optimizer = "optimizer"
    static let random = "random"
    static func best(_ role: String) -> String { role + "-best" }
  }

  /// The moment the run is in; nil before its first phase.
  var moment: CheckpointKeeper.Moment? {
    current.map { _ in .init(step: trainer.reporter.step, recoveries: trainer.gate.recoveries) }
  }

  /// Everything the rest of the run depends on; nil before its first phase.
  func capture(_ reason: CheckpointRecord.Reason) throws -> (CheckpointState, [CheckpointPart])? {
    guard let (runner, start) = current else { return nil }
    let (gate, progress, role) = (trainer.gate, runner.progress, runner.plan.role)
    let state = CheckpointState(
      version: trainer.version, reason: reason, step: trainer.reporter.step, phase: start.index,
      phaseName: runner.plan.name, progress: progress, finished: finished.filter { $0.name != runner.plan.name },
      teacher: teacherResult, student: studentResult, knobs: gate.knobs.values, changes: gate.board.changes,
      recoveries: gate.recoveries)
    var parts = [
      CheckpointPart(name: Part.student, tensors: student.state, stamp: role == Part.student ? nil : 0),
      CheckpointPart(name: Part.optimizer, tensors: try runner.plan.optimizer.state()),
      CheckpointPart(
        name: Part.random, tensors: try generators.mapValues { try Tensor($0.state()) }),
    ]
    if let teacher {
      // Once its phase is over it does not change any more.
      parts.append(
        CheckpointPart(name: Part.teacher, tensors: teacher.state, stamp: role == Part.teacher ? nil : start.index))
    }
    if let best = runner.best {
      parts.append(CheckpointPart(name: Part.best(role), tensors: best, stamp: progress.bestEpoch))
    } else if let bestStudent {
      parts.append(CheckpointPart(name: Part.best(Part.student), tensors: bestStudent))
    }
    return (state, parts)
  }

  func restore(_ checkpoint: Checkpoint) throws {
    let state = checkpoint.state
    func load(_ part: String, into network: any Network) throws {
      guard let tensors = try checkpoint.tensors(part) else {
        throw CheckpointError.damaged(path: checkpoint.path, reason: "has no \(part).safetensors")
      }
      try withoutGradients { try network.load(tensors) }
    }
    try load(Part.student, into: student)
    if let teacher { try load(Part.teacher, into: teacher) }
    let random = try checkpoint.tensors(Part.random) ?? [:]
    for (name, generator) in generators {
      guard let saved = random[name] else {
        throw CheckpointError.damaged(path: checkpoint.path, reason: "has no random state of \(name)")
      }
      try generator.restore(saved.bytes())
    }
    guard state.phase < phases.count, phases[state.phase].name == state.phaseName else {
      throw CheckpointError.damaged(
        path: checkpoint.path, reason: "is in phase \(state.phase) (\(state.phaseName)), which this run does not have")
    }
    (finished, teacherResult, studentResult) = (state.finished, state.teacher, state.student)
    trainer.reporter.step = state.step
  }
}
