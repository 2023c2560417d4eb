import Datasets
import Distillation
import Models
import RunModel
import Torch

/// One stretch of training: one network with its own optimiser and its own order of examples.
struct PhaseRunner {
  struct Batch {
    var images: Tensor
    var labels: Tensor
    /// Rows of the pool, as numbers and as a tensor.
    var rows: [Int]
    var index: Tensor
  }

  struct Result {
    var steps = 0
    var seconds = 0.0
    var times = StepTimes()
    /// The best validation accuracy, the epoch it was reached in (from 1), and the weights of that moment.
    var best: (accuracy: Double, epoch: Int, weights: LastGoodWeights)?
    var finalAccuracy = 0.0
  }

  var name: String
  /// For notices: `student`, `teacher`.
  var networkName: String
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

  /// Trains to the end of the phase.
  /// - Throws: `StopRequest`, `TrainingError.diverged`, errors of the engine.
  func run(gate: StepGate, reporter: Reporter) throws -> Result {
    var result = Result()
    var order = try BatchOrder(indices: Array(0..<pool.count), batchSize: batchSize, seed: orderSeed)
    var memory = GoodWeightsMemory(
      try LastGoodWeights(of: network, optimizer: optimizer, step: reporter.step), at: Reporter.now)
    var speed = SpeedMeter(start: Reporter.now)
    var lastGlance = -Double.infinity
    var stepsSinceEvaluation = 0
    let began = Reporter.now
    network.training = true
    while result.steps < steps {
      try gate.pass(isThrottled: isThrottled, beforePause: glance)
      let started = Reporter.now
      let rows = order.next()
      let drawn = try pool.batch(rows)
      let failed = try step(
        Batch(images: drawn.images, labels: drawn.labels, rows: rows, index: drawn.rows), number: result.steps,
        gate: gate, reporter: reporter, memory: &memory)
      if let failed {
        try memory.weights.restore(network, optimizer: optimizer)
        guard isWatched else { throw TrainingError.diverged(step: reporter.step + 1, phase: name, value: failed) }
        gate.pause(
          reason: "the loss is not a number at step \(reporter.step + 1); the \(networkName)'s weights of step "
            + "\(memory.weights.step) are back: turn the learning rate down, then go on")
        continue
      }
      result.steps += 1
      stepsSinceEvaluation += 1
      let ended = Reporter.now
      result.times.add(ended - started)
      if let rate = speed.count(at: ended) {
        reporter.scalars([Scalar(Tag.stepsPerSecond, Float(rate))])
      }
      if ended - lastGlance > 0.5 {
        lastGlance = ended
        try glance()
      }
      if order.isAtEpochStart || result.steps == steps, stepsSinceEvaluation >= evaluateEvery || result.steps == steps {
        stepsSinceEvaluation = 0
        result.finalAccuracy = try evaluate()
        let epoch = (result.steps + order.batchesPerEpoch - 1) / order.batchesPerEpoch
        if result.best.map({ result.finalAccuracy > $0.accuracy }) ?? true {
          let weights = try LastGoodWeights(of: network, optimizer: optimizer, step: reporter.step)
          result.best = (result.finalAccuracy, epoch, weights)
        }
      }
      reporter.flushIfDue(ended)
    }
    network.training = false
    try glance()
    result.seconds = Reporter.now - began
    return result
  }

  /// One optimiser step. When the loss is not a number it is returned, and no weight has moved.
  private func step(
    _ batch: Batch, number: Int, gate: StepGate, reporter: Reporter, memory: inout GoodWeightsMemory
  ) throws -> Double? {
    let knobs = gate.knobs
    let (loss, extra) = try loss(batch, knobs)
    let total = try loss.total()
    let value = try total.item()
    var scalars = [Scalar(lossTag, Float(value))]
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
    if memory.isDue(loss: value, now: Reporter.now) {
      memory.keep(try LastGoodWeights(of: network, optimizer: optimizer, step: reporter.step), at: Reporter.now)
    }
    try optimizer.zeroGradients()
    try total.backward()
    if let clipNorm { try Gradients.clip(network.parameters, toNorm: clipNorm) }
    optimizer.learningRate = knobs[TrainingKnobs.learningRate] * schedule.factor(at: number, of: steps)
    optimizer.weightDecay = knobs[TrainingKnobs.weightDecay]
    if let sgd = optimizer as? SGD { sgd.momentum = knobs[TrainingKnobs.momentum] }
    try optimizer.step()
    reporter.step += 1
    if reporter.step % logEvery == 0 {
      scalars += extra
      if schedule != LearningRateSchedule() {
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
