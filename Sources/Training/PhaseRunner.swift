import Datasets
import Distillation
import Models
import RunModel
import Torch

/// One stretch of training: one or more networks with their own optimisers and one order of examples.
///
/// Between two steps `progress`, the learners and the random generators are all that the rest of the phase depends on: that
/// is what a checkpoint holds.
final class PhaseRunner {
  /// What a phase is made of.
  struct Plan {
    var name: String
    /// The first one's scores are the phase's.
    var learners: [Learner]
    var pool: ExamplePool
    var batchSize: Int
    var orderSeed: UInt64
    var steps: Int
    /// Steps the schedule of the learning rate is made for; more than `steps` where training stops early.
    var scheduledSteps: Int
    var schedule: LearningRateSchedule
    var clipNorm: Double?
    var logEvery: Int
    /// Whether the throttle holds this phase back.
    var isThrottled: Bool
    /// Steps between evaluations, at least; they happen at ends of epochs.
    var evaluateEvery: Int
    /// Whether somebody is there to turn a knob when the loss stops being a number.
    var isWatched: Bool
    /// Whether all losses are computed before the first learner moves.
    var isSynchronous = false
    /// The examples at these rows in this epoch.
    var draw: (_ rows: [Int], _ epoch: Int, KnobValues) throws -> Batch
    /// The step's losses; `steps` have been taken in the phase.
    var begin: (Batch, KnobValues, _ steps: Int) throws -> any StepComputation
    /// Called before the first step and after every step; gives scalars to log with it.
    var conduct: (_ moment: TrainingMoment) -> [Scalar] = { _ in [] }
    /// Accuracy on the validation split; logs what there is to log.
    var evaluate: () throws -> Double
    /// Called about twice a second, and whenever training stands still.
    var glance: () throws -> Void

    var role: String { learners.first?.role ?? "" }
  }

  let plan: Plan
  private(set) var times = StepTimes()
  /// The first learner's tensors when its validation accuracy was best.
  private(set) var best: [String: Tensor]?
  private var done: PhaseProgress
  private var order: ExampleOrder
  private var memory: GoodWeightsMemory
  /// When the phase began, or would have begun had it not been interrupted.
  private var began = Reporter.now

  /// - Parameters:
  ///   - progress: where to go on; the learners are as they were then.
  ///   - best: the tensors that `progress.bestAccuracy` belongs to.
  init(_ plan: Plan, from progress: PhaseProgress = PhaseProgress(), best: [String: Tensor]? = nil, step: Int) throws {
    self.plan = plan
    self.best = best
    done = progress
    order = try ExampleOrder(
      plan.pool, batchSize: plan.batchSize,
      state: .init(seed: plan.orderSeed, epoch: progress.epoch, position: progress.position))
    memory = GoodWeightsMemory(try LastGoodWeights(of: plan.learners, step: step), usual: progress.usualLoss)
  }

  /// How far the phase has come.
  var progress: PhaseProgress {
    var progress = done
    progress.epoch = order.state.epoch
    progress.position = order.state.position
    progress.usualLoss = memory.usual
    progress.seconds = done.seconds + Reporter.now - began
    return progress
  }

  /// Trains to the end of the phase.
  /// - Throws: `StopRequest`, `TrainingError.diverged`, errors of the engine.
  func run(gate: StepGate, reporter: Reporter) throws {
    var speed = SpeedMeter(start: Reporter.now)
    var lastGlance = -Double.infinity
    began = Reporter.now
    for learner in plan.learners { learner.training = true }
    if done.steps == 0 { reporter.scalars(plan.conduct(moment([:]))) }
    while done.steps < plan.steps {
      try gate.pass(isThrottled: plan.isThrottled, beforePause: plan.glance)
      let started = Reporter.now
      if let failed = try step(gate: gate, reporter: reporter) {
        try recover(from: failed, gate: gate, reporter: reporter)
        continue
      }
      let ended = Reporter.now
      times.add(ended - started)
      if let rate = speed.count(at: ended) {
        reporter.scalars([Scalar(Tag.stepsPerSecond, Float(rate))])
      }
      if ended - lastGlance > 0.5 {
        lastGlance = ended
        try plan.glance()
      }
      try evaluateIfDue()
      reporter.flushIfDue(ended)
    }
    for learner in plan.learners { learner.training = false }
    try plan.glance()
  }

  private func moment(_ values: [String: Double]) -> TrainingMoment {
    TrainingMoment(
      phase: plan.name, step: done.steps, steps: plan.scheduledSteps, stepsPerEpoch: order.batchesPerEpoch,
      values: values)
  }

  private func evaluateIfDue() throws {
    let isLast = done.steps == plan.steps
    guard isLast || order.isAtEpochStart && done.stepsSinceEvaluation >= plan.evaluateEvery else { return }
    done.stepsSinceEvaluation = 0
    done.accuracy = try plan.evaluate()
    guard done.bestAccuracy.map({ done.accuracy > $0 }) ?? true, let first = plan.learners.first else { return }
    done.bestAccuracy = done.accuracy
    done.bestEpoch = (done.steps + order.batchesPerEpoch - 1) / order.batchesPerEpoch
    best = try copy(of: first.network)
  }

  /// Puts the last good weights back and waits for somebody to turn a knob.
  private func recover(from value: Double, gate: StepGate, reporter: Reporter) throws {
    try memory.weights.restore(plan.learners)
    gate.noteRecovery()
    // A run that is repeated has been through this before, and knows what was turned then.
    if gate.isCatchingUp || gate.hasScheduledChange { return }
    guard plan.isWatched else {
      throw TrainingError.diverged(step: reporter.step + 1, phase: plan.name, value: value)
    }
    gate.pause(
      reason: "the loss is not a number at step \(reporter.step + 1); the \(plan.role)'s weights of step "
        + "\(memory.weights.step) are back: turn the learning rate down, then go on")
  }

  // MARK: - A step

  private struct Computed {
    var loss: Loss
    var total: Tensor
    var value: Double
    var extra: [Scalar]
  }

  /// One optimiser step of every learner. When a loss is not a number it is returned, and the step does not count.
  private func step(gate: StepGate, reporter: Reporter) throws -> Double? {
    let knobs = gate.knobs
    let epoch = order.state.epoch
    let batch = try plan.draw(order.next(), epoch, knobs)
    let computation = try plan.begin(batch, knobs, done.steps)
    var scalars: [Scalar] = []
    var extra: [Scalar] = []
    var values: [String: Double] = [:]
    func compute(_ place: Int) throws -> Computed {
      let (loss, extra) = try computation.loss(of: place)
      let total = try loss.total()
      return Computed(loss: loss, total: total, value: try total.item(), extra: extra)
    }
    /// Notes the loss; false when it is not a number.
    func note(_ computed: Computed, _ place: Int) throws -> Bool {
      scalars.append(Scalar(plan.learners[place].lossTag, Float(computed.value)))
      // The others' terms would go by the same names.
      if place == 0 { try noteTerms(computed.loss, &scalars, &values) }
      extra += computed.extra
      guard computed.value.isFinite else {
        reporter.step += 1
        reporter.scalars(scalars)
        reporter.step -= 1
        return false
      }
      // These weights have just given a loss: now is the time to remember them, before they move.
      if place == 0, memory.isDue(loss: computed.value) {
        memory.keep(try LastGoodWeights(of: plan.learners, step: reporter.step))
      }
      return true
    }
    if plan.isSynchronous {
      let all = try plan.learners.indices.map(compute)
      for (place, computed) in all.enumerated() {
        guard try note(computed, place) else { return computed.value }
      }
      for (place, computed) in all.enumerated() { try move(plan.learners[place], computed, knobs) }
    } else {
      for place in plan.learners.indices {
        let computed = try compute(place)
        guard try note(computed, place) else { return computed.value }
        try move(plan.learners[place], computed, knobs)
        computation.hasMoved(place)
      }
    }
    done.steps += 1
    done.stepsSinceEvaluation += 1
    reporter.step += 1
    scalars += plan.conduct(moment(values))
    if reporter.step % plan.logEvery == 0 {
      scalars += extra
      if plan.schedule != LearningRateSchedule(), let rate = plan.learners.first?.optimizer.learningRate {
        scalars.append(Scalar(Tag.scheduledLearningRate, Float(rate)))
      }
      reporter.scalars(scalars)
    }
    return nil
  }

  private func noteTerms(_ loss: Loss, _ scalars: inout [Scalar], _ values: inout [String: Double]) throws {
    for term in loss.terms {
      let value = try term.value.item()
      values[term.name] = value
      // A single term is the total, which has a tag of its own.
      if loss.terms.count > 1 { scalars.append(Scalar(Tag.loss(term.name), Float(value))) }
    }
    for measurement in loss.measurements {
      let value = try measurement.value.item()
      values[measurement.name] = value
      scalars.append(Scalar(Tag.measure(measurement.name), Float(value)))
    }
  }

  private func move(_ learner: Learner, _ computed: Computed, _ knobs: KnobValues) throws {
    let optimizer = learner.optimizer
    try optimizer.zeroGradients()
    try computed.total.backward()
    if let clipNorm = plan.clipNorm { try Gradients.clip(learner.parameters, toNorm: clipNorm) }
    optimizer.learningRate =
      knobs[TrainingKnobs.learningRate] * plan.schedule.factor(at: done.steps, of: plan.scheduledSteps)
    optimizer.weightDecay = knobs[TrainingKnobs.weightDecay]
    if let sgd = optimizer as? SGD { sgd.momentum = knobs[TrainingKnobs.momentum] }
    try optimizer.step()
  }
}
