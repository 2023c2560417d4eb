import Datasets
import Distillation
import Models
import RunModel
import Torch

/// The networks of a run and its phases, one after the other.
final class TrainingSession {
  private let configuration: RunConfiguration
  private let trainer: Trainer
  private let material: TrainingMaterial
  private let method: any DistillationMethod
  private let teacher: (any Network)?
  private let student: any Network
  private let scores: Scorekeeper
  private var phases: [RunSummary.Phase] = []
  private var teacherResult: RunSummary.Result?
  private var studentResult: RunSummary.Result?
  /// The student's tensors at its best epoch, when that was not the last one.
  private var bestStudent: [String: Tensor]?

  init(_ trainer: Trainer, material: TrainingMaterial) throws {
    configuration = trainer.configuration
    self.trainer = trainer
    self.material = material
    method = configuration.method.init()
    teacher = try configuration.teacher.map {
      try TrainingSession.build($0, "teacher", trainer.configuration, material)
    }
    student = try TrainingSession.build(configuration.student, "student", configuration, material)
    if let file = configuration.teacherWeights { try teacher?.loadWeights(from: file) }
    scores = Scorekeeper(material: material, reporter: trainer.reporter, gate: trainer.gate) { gate in
      gate.knobs.values["temperature"] ?? 1
    }
  }

  private static func build(
    _ spec: ModelSpec, _ role: String, _ configuration: RunConfiguration, _ material: TrainingMaterial
  ) throws -> any Network {
    func generator(_ purpose: String) throws -> RandomGenerator {
      try RandomGenerator(seed: SplitMix64(seed: configuration.seed, purpose: "\(role) \(purpose)").state)
    }
    return try ModelRegistry.build(
      spec, inputShape: material.dataset.shape.dimensions, classes: material.dataset.classCount,
      weights: generator("weights"), dropout: generator("dropout"))
  }

  /// What to save, by file name.
  var weights: [String: [String: Tensor]] {
    var all = ["student": student.state]
    all["teacher"] = teacher?.state
    all["student-best"] = bestStudent
    return all
  }

  private var trainsTeacher: Bool { teacher != nil && configuration.teacherWeights == nil }
  private func stepsPerEpoch(_ pool: ExamplePool) -> Int {
    BatchOrder.batchesPerEpoch(of: pool.count, batchSize: configuration.batchSize)
  }
  private var teacherSteps: Int { configuration.teacherEpochs * stepsPerEpoch(material.teacherTraining) }
  /// The student's steps, shared equally among the method's phases; the last one takes what is over.
  private var studentSteps: [Int] {
    let all = configuration.length.steps(perEpoch: stepsPerEpoch(material.studentTraining))
    let count = configuration.method.declaration.phases.count
    return (0..<count).map { $0 == count - 1 ? all - all / count * (count - 1) : all / count }
  }

  /// Fills in what is known only once data and networks are there.
  func complete(_ description: inout RunDescription) {
    description.classNames = material.dataset.classNames
    description.teacher?.parameters = teacher?.parameterCount
    description.student.parameters = student.parameterCount
    description.phases =
      (trainsTeacher ? [.init(name: "teacher", steps: teacherSteps)] : [])
      + zip(configuration.method.declaration.phases, studentSteps).map { .init(name: $0.name, steps: $1) }
    description.sizes = .init(
      studentTraining: material.studentTraining.count, teacherTraining: material.teacherTraining.count,
      validation: material.validation.count, test: material.test.count)
    description.engine = try? Engine.version()
    description.threads = configuration.threads
  }

  func run() throws -> RunSummary {
    if let teacher {
      if trainsTeacher { try trainTeacher(teacher) }
      try scores.teacherIsReady(teacher)
    }
    let outputs = try teacher.map(teacherOutputs)
    var last = PhaseRunner.Result()
    for (phase, steps) in zip(configuration.method.declaration.phases, studentSteps) where steps > 0 {
      last = try trainStudent(phase: phase.name, steps: steps, outputs: outputs)
    }
    return try summary(last)
  }

  private func trainTeacher(_ teacher: any Network) throws {
    let runner = try runner(
      "teacher", network: teacher, pool: material.teacherTraining, steps: teacherSteps, lossTag: Tag.teacherLoss,
      loss: { batch, _ in
        var loss = Loss()
        loss.add("teacher", try teacher.logits(batch.images).crossEntropy(labels: batch.labels))
        return (loss, [])
      }, evaluate: { [scores] in try scores.evaluateTeacher(teacher) },
      glance: { [scores] in try scores.showTeacher(teacher) })
    let result = try carryOut(runner, stepsPerEpoch: stepsPerEpoch(material.teacherTraining))
    teacherResult = try score(teacher, result, runner.optimizer)
  }

  private func teacherOutputs(_ teacher: any Network) throws -> TeacherOutputs {
    let pool = material.studentTraining
    guard configuration.teacherCache else { return TeacherOutputs(asking: teacher) }
    guard TeacherOutputs.fitsCache(examples: pool.count, classes: material.dataset.classCount) else {
      trainer.reporter.notice(.info, "the teacher's outputs do not fit the cache; the teacher runs at every step")
      return TeacherOutputs(asking: teacher)
    }
    trainer.reporter.status(.loading, reason: "asking the teacher about \(pool.count) examples")
    let outputs = try TeacherOutputs(caching: teacher, over: pool) { [gate = trainer.gate] _ in
      try gate.takeCommands()
    }
    trainer.gate.reportState()
    return outputs
  }

  private func trainStudent(phase: String, steps: Int, outputs: TeacherOutputs?) throws -> PhaseRunner.Result {
    let runner = try runner(
      phase, network: student, pool: material.studentTraining, steps: steps, lossTag: Tag.studentLoss,
      loss: { [student, method] batch, knobs in
        var tensors = ["student.logits": try student.logits(batch.images), "labels": batch.labels]
        var extra: [Scalar] = []
        if let outputs {
          let said = try outputs.outputs(
            rows: batch.rows, index: batch.index, images: batch.images, labels: batch.labels)
          tensors["teacher.logits"] = said.logits
          extra.append(Scalar(Tag.teacherLoss, said.loss))
        }
        return (try method.loss(NamedTensors(tensors), knobs: knobs, phase: phase), extra)
      }, evaluate: { [scores, student] in try scores.evaluateStudent(student) },
      glance: { [scores, student] in try scores.showStudent(student) })
    let result = try carryOut(runner, stepsPerEpoch: stepsPerEpoch(material.studentTraining))
    studentResult = try score(student, result, runner.optimizer)
    if let best = result.best, best.accuracy > result.finalAccuracy { bestStudent = best.weights.tensors }
    return result
  }

  private func carryOut(_ runner: PhaseRunner, stepsPerEpoch: Int) throws -> PhaseRunner.Result {
    let reporter = trainer.reporter
    reporter.phase(
      PhaseStart(
        name: runner.name, index: phases.count, firstStep: reporter.step, steps: runner.steps,
        stepsPerEpoch: stepsPerEpoch))
    reporter.flush()
    scores.forgetHistograms()
    try Engine.setThreads(
      usefulThreads(
        limit: configuration.threads, network: runner.network, batchSize: configuration.batchSize,
        imageArea: material.dataset.shape.area))
    // Testing and asking the teacher go over many examples at once.
    defer { try? Engine.setThreads(configuration.threads) }
    let result = try runner.run(gate: trainer.gate, reporter: reporter)
    phases.append(.init(name: runner.name, steps: result.steps, seconds: result.seconds))
    return result
  }

  private func runner(
    _ name: String, network: any Network, pool: ExamplePool, steps: Int, lossTag: String,
    loss: @escaping (PhaseRunner.Batch, KnobValues) throws -> (loss: Loss, extra: [Scalar]),
    evaluate: @escaping () throws -> Double, glance: @escaping () throws -> Void
  ) throws -> PhaseRunner {
    PhaseRunner(
      name: name, networkName: name == "teacher" ? "teacher" : "student", network: network,
      optimizer: configuration.optimizer.make(network.namedParameters, configuration.knobValues),
      pool: pool, batchSize: configuration.batchSize,
      orderSeed: SplitMix64(seed: configuration.seed, purpose: "\(name == "teacher" ? name : "student") order").state,
      steps: steps, schedule: configuration.schedule, clipNorm: configuration.clipNorm,
      logEvery: configuration.logEvery,
      // A teacher in training is waited for, not watched.
      isThrottled: name != "teacher",
      // Looking costs about a third of learning an example: this keeps it to a tenth or two of the time.
      evaluateEvery: 2 * material.validation.count / configuration.batchSize, lossTag: lossTag,
      isWatched: trainer.isWatched, loss: loss, evaluate: evaluate, glance: glance)
  }

  /// Final and best accuracies; the network leaves as it came.
  private func score(
    _ network: any Network, _ result: PhaseRunner.Result, _ optimizer: any Optimizer
  ) throws -> RunSummary.Result {
    let final = RunSummary.Score(
      validationAccuracy: result.finalAccuracy,
      testAccuracy: agreement(try material.test.predictions(of: network), material.testLabels))
    guard let best = result.best, best.accuracy > result.finalAccuracy else {
      return .init(
        final: final,
        best: .init(
          validationAccuracy: final.validationAccuracy, testAccuracy: final.testAccuracy, epoch: result.best?.epoch))
    }
    let last = try LastGoodWeights(of: network, optimizer: optimizer, step: trainer.reporter.step)
    try best.weights.restore(network, optimizer: optimizer)
    let tested = agreement(try material.test.predictions(of: network), material.testLabels)
    try last.restore(network, optimizer: optimizer)
    return .init(
      final: final, best: .init(validationAccuracy: best.accuracy, testAccuracy: tested, epoch: best.epoch))
  }

  private func summary(_ last: PhaseRunner.Result) throws -> RunSummary {
    let teacherTest = try teacher.map { try material.test.predictions(of: $0) }
    if let teacherTest, teacherResult == nil {
      // A teacher that came from a file has one state only.
      let score = RunSummary.Score(
        validationAccuracy: agreement(scores.teacherPredictions, material.validationLabels),
        testAccuracy: agreement(teacherTest, material.testLabels))
      teacherResult = .init(final: score, best: score)
    }
    let studentTest = try material.test.predictions(of: student)
    let nothing = RunSummary.Score(validationAccuracy: 0, testAccuracy: 0)
    return RunSummary(
      method: configuration.method.declaration.name, dataset: configuration.dataset.name, seed: configuration.seed,
      runDirectory: trainer.directory.path, version: trainer.version, threads: configuration.threads,
      engine: try Engine.version(),
      parameters: .init(teacher: teacher?.parameterCount, student: student.parameterCount),
      knobs: trainer.gate.knobs.values, changes: trainer.gate.board.changes, phases: phases,
      stepMilliseconds: last.times.milliseconds, stepsPerSecond: last.times.stepsPerSecond, teacher: teacherResult,
      student: studentResult ?? .init(final: nothing, best: nothing),
      agreement: teacherTest.map { agreement(studentTest, $0) })
  }
}
