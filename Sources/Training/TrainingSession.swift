import Datasets
import Distillation
import Models
import RunModel
import Torch

/// The networks of a run and its phases, one after the other.
final class TrainingSession {
  private let configuration: RunConfiguration
  let trainer: Trainer
  private let material: TrainingMaterial
  private let method: any DistillationMethod
  let teacher: (any Network)?
  let student: any Network
  /// Random numbers that training draws, by purpose.
  let generators: [String: RandomGenerator]
  private let scores: Scorekeeper
  /// Where the run goes on; nil for one from the start.
  private let resumed: Checkpoint?
  var finished: [RunSummary.Phase] = []
  var teacherResult: RunSummary.Result?
  var studentResult: RunSummary.Result?
  /// The student's tensors at its best epoch, when that was not the last one.
  var bestStudent: [String: Tensor]?
  private var outputs: TeacherOutputs?
  private var isTeacherReady = false
  /// The phase under way, or the last one.
  var current: (runner: PhaseRunner, start: PhaseStart)?

  init(_ trainer: Trainer, material: TrainingMaterial) throws {
    configuration = trainer.configuration
    self.trainer = trainer
    self.material = material
    resumed = trainer.continuation?.checkpoint
    method = configuration.method.init(MethodSettings())
    var generators: [String: RandomGenerator] = [:]
    teacher = try configuration.teacher.map {
      try TrainingSession.build($0, "teacher", trainer.configuration, material, &generators)
    }
    student = try TrainingSession.build(configuration.student, "student", configuration, material, &generators)
    self.generators = generators
    scores = Scorekeeper(material: material, reporter: trainer.reporter, gate: trainer.gate) { gate in
      gate.knobs.values["temperature"] ?? 1
    }
    if let resumed {
      try restore(resumed)
    } else if let file = configuration.teacherWeights {
      try teacher?.loadWeights(from: file)
    }
  }

  private static func build(
    _ spec: ModelSpec, _ role: String, _ configuration: RunConfiguration, _ material: TrainingMaterial,
    _ generators: inout [String: RandomGenerator]
  ) throws -> any Network {
    func generator(_ purpose: String) throws -> RandomGenerator {
      try RandomGenerator(seed: SplitMix64(seed: configuration.seed, purpose: "\(role) \(purpose)").state)
    }
    let dropout = try generator("dropout")
    generators["\(role).dropout"] = dropout
    return try ModelRegistry.build(
      spec, inputShape: material.dataset.shape.dimensions, classes: material.dataset.classCount,
      weights: generator("weights"), dropout: dropout)
  }

  // MARK: - Phases

  private var trainsTeacher: Bool { teacher != nil && configuration.teacherWeights == nil }
  private func stepsPerEpoch(_ pool: ExamplePool) -> Int {
    BatchOrder.batchesPerEpoch(of: pool.count, batchSize: configuration.batchSize)
  }

  /// All phases in order. The student's steps are shared equally among the method's; the last one takes what is over.
  var phases: [RunDescription.PlannedPhase] {
    let all = configuration.length.steps(perEpoch: stepsPerEpoch(material.studentTraining))
    let names = configuration.method.declaration.phases.map(\.name)
    let teacherSteps = configuration.teacherEpochs * stepsPerEpoch(material.teacherTraining)
    return (trainsTeacher ? [.init(name: TrainingSession.teacherPhase, steps: teacherSteps)] : [])
      + names.enumerated().map { index, name in
        let share = all / names.count
        return .init(name: name, steps: index == names.count - 1 ? all - share * (names.count - 1) : share)
      }
  }

  private static let teacherPhase = "teacher"

  /// Fills in what is known only once data and networks are there.
  func complete(_ description: inout RunDescription) {
    description.classNames = material.dataset.classNames
    description.teacher?.parameters = teacher?.parameterCount
    description.student.parameters = student.parameterCount
    description.phases = phases
    description.sizes = .init(
      studentTraining: material.studentTraining.count, teacherTraining: material.teacherTraining.count,
      validation: material.validation.count, test: material.test.count)
    description.engine = try? Engine.version()
    description.threads = configuration.threads
  }

  func run() throws -> RunSummary {
    for (index, phase) in phases.enumerated() where phase.steps > 0 && index >= resumed?.state.phase ?? 0 {
      let isTeachers = trainsTeacher && index == 0
      if !isTeachers { try readyTeacher() }
      try carryOut(isTeachers ? teacherPlan(phase) : studentPlan(phase), index: index)
    }
    try trainer.gate.arriveIfThere()
    return try summary()
  }

  private func readyTeacher() throws {
    guard let teacher, !isTeacherReady else { return }
    try scores.teacherIsReady(teacher, isTrained: trainsTeacher)
    outputs = try teacherOutputs(teacher)
    isTeacherReady = true
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

  private func carryOut(_ plan: PhaseRunner.Plan, index: Int) throws {
    let reporter = trainer.reporter
    let pickedUp = resumed.flatMap { $0.state.phase == index ? $0 : nil }
    if let optimizer = try pickedUp?.tensors(Part.optimizer) { try plan.optimizer.restore(optimizer) }
    let progress = pickedUp?.state.progress ?? PhaseProgress()
    let runner = try PhaseRunner(
      plan, from: progress, best: pickedUp?.tensors(Part.best(plan.role)), step: reporter.step)
    let start = PhaseStart(
      name: plan.name, index: index, firstStep: reporter.step - progress.steps, steps: plan.steps,
      stepsPerEpoch: stepsPerEpoch(plan.pool))
    current = (runner, start)
    reportPhase()
    scores.forgetHistograms()
    try Engine.setThreads(
      usefulThreads(
        limit: configuration.threads, network: plan.network, batchSize: configuration.batchSize,
        imageArea: material.dataset.shape.area))
    // Testing and asking the teacher go over many examples at once.
    defer { try? Engine.setThreads(configuration.threads) }
    if plan.role == Part.student { bestStudent = nil }
    try runner.run(gate: trainer.gate, reporter: reporter)
    if !trainer.gate.isCatchingUp { try trainer.keeper.save(.phase) }
    let result = try score(runner)
    finished.append(.init(name: plan.name, steps: runner.progress.steps, seconds: runner.progress.seconds))
    if plan.role == Part.student { studentResult = result } else { teacherResult = result }
  }

  /// Says which phase the run is in.
  func reportPhase() {
    guard let current else { return }
    trainer.reporter.phase(current.start)
    trainer.reporter.flush()
  }

  private func teacherPlan(_ phase: RunDescription.PlannedPhase) throws -> PhaseRunner.Plan {
    guard let teacher else { return try studentPlan(phase) }
    return plan(
      phase, role: Part.teacher, network: teacher, pool: material.teacherTraining, lossTag: Tag.teacherLoss,
      loss: { batch, _ in
        var loss = Loss()
        loss.add("teacher", try teacher.logits(batch.images).crossEntropy(labels: batch.labels))
        return (loss, [])
      }, evaluate: { [scores] in try scores.evaluateTeacher(teacher) },
      glance: { [scores] in try scores.showTeacher(teacher) })
  }

  private func studentPlan(_ phase: RunDescription.PlannedPhase) throws -> PhaseRunner.Plan {
    plan(
      phase, role: Part.student, network: student, pool: material.studentTraining, lossTag: Tag.studentLoss,
      loss: { [student, method, outputs] batch, knobs in
        var tensors = ["student.logits": try student.logits(batch.images), "labels": batch.labels]
        var extra: [Scalar] = []
        if let outputs {
          let said = try outputs.outputs(
            rows: batch.rows, index: batch.index, images: batch.images, labels: batch.labels)
          tensors["teacher.logits"] = said.logits
          extra.append(Scalar(Tag.teacherLoss, said.loss))
        }
        return (try method.loss(NamedTensors(tensors), knobs: knobs, phase: phase.name), extra)
      }, evaluate: { [scores, student] in try scores.evaluateStudent(student) },
      glance: { [scores, student] in try scores.showStudent(student) })
  }

  private func plan(
    _ phase: RunDescription.PlannedPhase, role: String, network: any Network, pool: ExamplePool, lossTag: String,
    loss: @escaping (PhaseRunner.Batch, KnobValues) throws -> (loss: Loss, extra: [Scalar]),
    evaluate: @escaping () throws -> Double, glance: @escaping () throws -> Void
  ) -> PhaseRunner.Plan {
    PhaseRunner.Plan(
      name: phase.name, role: role, network: network,
      optimizer: configuration.optimizer.make(network.namedParameters, configuration.knobValues), pool: pool,
      batchSize: configuration.batchSize,
      orderSeed: SplitMix64(seed: configuration.seed, purpose: "\(role) order").state, steps: phase.steps,
      schedule: configuration.schedule, clipNorm: configuration.clipNorm, logEvery: configuration.logEvery,
      // A teacher in training is waited for, not watched.
      isThrottled: role != Part.teacher,
      // Looking costs about a third of learning an example: this keeps it to a tenth or two of the time.
      evaluateEvery: 2 * material.validation.count / configuration.batchSize, lossTag: lossTag,
      isWatched: trainer.isWatched, loss: loss, evaluate: evaluate, glance: glance)
  }

  // MARK: - Results

  /// Final and best accuracies; the network leaves as it came.
  private func score(_ runner: PhaseRunner) throws -> RunSummary.Result {
    let network = runner.plan.network
    func tested() throws -> Double { agreement(try material.test.predictions(of: network), material.testLabels) }
    let progress = runner.progress
    let final = RunSummary.Score(validationAccuracy: progress.accuracy, testAccuracy: try tested())
    guard let best = runner.best, let accuracy = progress.bestAccuracy, accuracy > progress.accuracy else {
      var same = final
      same.epoch = progress.bestEpoch
      return .init(final: final, best: same)
    }
    if runner.plan.role == Part.student { bestStudent = best }
    let last = try copy(of: network)
    try withoutGradients { try network.load(best) }
    let score = RunSummary.Score(
      validationAccuracy: accuracy, testAccuracy: try tested(), epoch: progress.bestEpoch)
    try withoutGradients { try network.load(last) }
    return .init(final: final, best: score)
  }

  private func summary() throws -> RunSummary {
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
    let times = current?.runner.times ?? StepTimes()
    return RunSummary(
      method: configuration.method.declaration.name, dataset: configuration.dataset.name, seed: configuration.seed,
      runDirectory: trainer.directory.path, version: trainer.version, threads: configuration.threads,
      engine: try Engine.version(),
      parameters: .init(teacher: teacher?.parameterCount, student: student.parameterCount),
      knobs: trainer.gate.knobs.values, changes: trainer.gate.board.changes, phases: finished,
      stepMilliseconds: times.milliseconds, stepsPerSecond: times.stepsPerSecond, teacher: teacherResult,
      student: studentResult ?? .init(final: nothing, best: nothing),
      agreement: teacherTest.map { agreement(studentTest, $0) })
  }
}
