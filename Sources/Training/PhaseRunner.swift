import Datasets
import Distillation
import Models
import RunModel
import Torch

/// One stretch of training: one network with its own optimiser and its own order of examples.
///
/// Between two steps `progress`, the network, the optimiser and the random generators are all that the rest of the phase
/// depends on: that is what a checkpoint holds.
final class PhaseRunner {
  struct Batch {
    var images: Tensor
    var labels: Tensor
    /// Rows of the pool, as numbers and as a tensor.
    var rows: [Int]
    var index: Tensor
  }

  /// What a phase is made of.
  struct Plan {
    var name: String
    /// `student` or `teacher`.
    var role: String
    var network: any Network
    var optimizer: any Optimizer
    var pool: ExamplePool
    var batchSize: Int
    var orderSeed: UInt64
    var steps: Int
    var schedule: LearningRateSchedule
    var clipNorm: Double?
    var logEvery: Int
    /// Whether the throttle holds this phase back.
    var isThrottled: Bool
    /// Steps between evaluations, at least; they happen at ends of epochs.
    var evaluateEvery: Int
    /// Tag of the total loss.
    var lossTag: String
    /// Whether somebody is there to turn a knob when the loss stops being a number.
    var isWatched: Bool
    /// The loss of a batch, and further scalars of the same step.
    var loss: (Batch, KnobValues) throws -> (loss: Loss, extra: [Scalar])
    /// Accuracy on the validation split; logs what there is to log.
    var evaluate: () throws -> Double
    /// Called about twice a second, and whenever training stands still.
    var glance: () throws -> Void
  }

  let plan: Plan
  private(set) var times = StepTimes()
  /// The network's tensors when its validation accuracy was best.
  private(set) var best: [String: Tensor]?
  private var done: PhaseProgress
  private var order: BatchOrder
  private var memory: GoodWeightsMemory
  /// When the phase began, or would have begun had it not been interrupted.
  private var began = Reporter.now

  /// - Parameters:
  ///   - progress: where to go on; the network and the optimiser are as they were then.
  ///   - best: the tensors that `progress.bestAccuracy` belongs to.
  init(_ plan: Plan, from progress: PhaseProgress = PhaseProgress(), best: [String: Tensor]? = nil, step: Int) throws {
    self.plan = plan
    self.best = best
    done = progress
    order = try BatchOrder(
      indices: Array(0..<plan.pool.count), batchSize: plan.batchSize,
      state: .init(seed: plan.orderSeed, epoch: progress.epoch, position: progress.position))
    memory = GoodWeightsMemory(
      try LastGoodWeights(of: plan.network, optimizer: plan.optimizer, step: step), usual: progress.usualLoss)
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
    plan.network.training = true
    while done.steps < plan.steps {
      try gate.pass(isThrottled: plan.isThrottled, beforePause: plan.glance)
      let started = Reporter.now
      if let failed = try step(gate: gate, reporter: reporter) {
        try recover(from: failed, gate: gate, reporter: reporter)
        continue
      }
      done.steps += 1
      done.stepsSinceEvaluation += 1
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
    plan.network.training = false
    try plan.glance()
  }

  private func evaluateIfDue() throws {
    let isLast = done.steps == plan.steps
    guard isLast || order.isAtEpochStart && done.stepsSinceEvaluation >= plan.evaluateEvery else { return }
    done.stepsSinceEvaluation = 0
    done.accuracy = try plan.evaluate()
    guard done.bestAccuracy.map({ done.accuracy > $0 }) ?? true else { return }
    done.bestAccuracy = done.accuracy
    done.bestEpoch = (done.steps + order.batchesPerEpoch - 1) / order.batchesPerEpoch
    best = try copy(of: plan.network)
  }

  /// Puts the last good weights back and waits for somebody to turn a knob.
  private func recover(from value: Double, gate: StepGate, reporter: Reporter) throws {
    try memory.weights.restore(plan.network, optimizer: plan.optimizer)
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

  /// One optimiser step. When the loss is not a number it is returned, and no weight has moved.
  private func step(gate: StepGate, reporter: Reporter) throws -> Double? {
    let rows = order.next()
    let drawn = try plan.pool.batch(rows)
    let batch = Batch(images: drawn.images, labels: drawn.labels, rows: rows, index: drawn.rows)
    let (network, optimizer) = (plan.network, plan.optimizer)
    let knobs = gate.knobs
    let (loss, extra) = try plan.loss(batch, knobs)
    let total = try loss.total()
    let value = try total.item()
    var scalars = [Scalar(plan.lossTag, Float(value))]
    // A single term is the total, which has a tag of its own.
    for term in loss.terms where loss.terms.count > 1 {
      scalars.append(Scalar(Tag.loss(term.name), Float(try term.value.item())))
    }
    guard value.isFinite else {
      reporter.step += 1
      reporter.scalars(scalars)
      reporter.step -= 1
      return value
    }
    // These weights have just given a loss: now is the time to remember them, before they move.
    if memory.isDue(loss: value) {
      memory.keep(try LastGoodWeights(of: network, optimizer: optimizer, step: reporter.step))
    }
    try optimizer.zeroGradients()
    try total.backward()
    if let clipNorm = plan.clipNorm { try Gradients.clip(network.parameters, toNorm: clipNorm) }
    optimizer.learningRate =
      knobs[TrainingKnobs.learningRate] * plan.schedule.factor(at: done.steps, of: plan.steps)
    optimizer.weightDecay = knobs[TrainingKnobs.weightDecay]
    if let sgd = optimizer as? SGD { sgd.momentum = knobs[TrainingKnobs.momentum] }
    try optimizer.step()
    reporter.step += 1
    if reporter.step % plan.logEvery == 0 {
      scalars += extra
      if plan.schedule != LearningRateSchedule() {
        scalars.append(Scalar(Tag.scheduledLearningRate, Float(optimizer.learningRate)))
      }
      reporter.scalars(scalars)
    }
    return nil
  }
}

/// Steps a second over the last half second or so, throttle included: what a person sees pass by.
struct SpeedMeter {
  private var start: Double
  private var steps = 0

  init(start: Double) { self.start = start }

  /// Counts a step that ended at `now`; the speed when it is time to say it.
  mutating func count(at now: Double) -> Double? {
    steps += 1
    let elapsed = now - start
    guard elapsed >= 0.5 else { return nil }
    defer { (start, steps) = (now, 0) }
    return Double(steps) / elapsed
  }
}
