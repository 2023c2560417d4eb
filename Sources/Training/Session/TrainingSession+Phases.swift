import Datasets
import Distillation
import Models
import RunModel
import Torch

/// A phase of a run as it is going to be.
struct SessionPhase {
  enum Kind {
    /// The teacher of this number, from 0.
    case teacher(Int)
    /// A language teacher that nobody has taught to guess masked tokens learns it: its head alone.
    case guesses
    case method(MethodPhase)
  }

  var name: String
  var steps: Int
  /// What the schedule of the learning rate is made for.
  var scheduledSteps: Int
  var kind: Kind
}

extension TrainingSession {
  var trainsTeachers: Bool { !networks.teachers.isEmpty && configuration.teacherWeights == nil }

  func stepsPerEpoch(_ pool: ExamplePool) -> Int {
    ExampleOrder.batchesPerEpoch(pool, batchSize: configuration.batchSize)
  }

  /// All phases in order. The student's steps are shared equally among the method's; the last one takes what is over.
  var phases: [SessionPhase] {
    var all: [SessionPhase] = []
    if trainsTeachers {
      let perEpoch = stepsPerEpoch(material.teacherTraining)
      let planned = configuration.teacherEpochs * perEpoch
      let stop = configuration.teacherStop.map { min($0 * perEpoch, planned) } ?? planned
      for number in configuration.teachers.indices {
        all.append(
          SessionPhase(
            name: networks.teachers[number].role, steps: stop, scheduledSteps: planned, kind: .teacher(number)))
      }
    }
    if let teacher = networks.teachers.first?.network as? BertNetwork, teacher.guessesAreFresh {
      let steps = configuration.teacherEpochs * stepsPerEpoch(material.teacherTraining)
      all.append(SessionPhase(name: "teacher-mlm", steps: steps, scheduledSteps: steps, kind: .guesses))
    }
    let methods = recipe.phases
    let steps = configuration.length.steps(perEpoch: stepsPerEpoch(material.studentTraining))
    let share = steps / max(1, methods.count)
    for (index, method) in methods.enumerated() {
      let own = index == methods.count - 1 ? steps - share * (methods.count - 1) : share
      all.append(SessionPhase(name: method.name, steps: own, scheduledSteps: own, kind: .method(method)))
    }
    return all
  }

  /// The place of the first phase that is the method's.
  var firstMethodPhase: Int? {
    phases.firstIndex { if case .method = $0.kind { $0.steps > 0 } else { false } }
  }

  /// Generations that have begun by the phase of this place.
  func generation(inPhase index: Int) -> Int {
    networks.assistant != nil
      ? 0
      : phases.prefix(index + 1).count {
        if case .method(let method) = $0.kind { method.opening == .newGeneration } else { false }
      }
  }

  /// Fills in what is known only once data and networks are there.
  func complete(_ description: inout RunDescription) {
    description.classNames = material.dataset.classNames
    description.teacher?.parameters = teacherParameterCount
    description.student.parameters = networks.student.answeringParameterCount
    description.phases = phases.map { .init(name: $0.name, steps: $0.steps) }
    description.sizes = .init(
      studentTraining: material.studentTraining.count, teacherTraining: material.teacherTraining.count,
      validation: material.validation.count, test: material.test.count)
    description.engine = try? Engine.version()
    description.threads = configuration.threads
    description.layers = pairs.flatMap { $0.map { "\($0.teacher.name) ▸ \($0.student.name)" } }
  }

  // MARK: - Plans

  func teacherPlan(_ phase: SessionPhase, _ number: Int) -> PhaseRunner.Plan {
    let (role, teacher) = networks.teachers[number]
    let isOnly = networks.teachers.count == 1
    let lossTag = isOnly ? Tag.teacherLoss : Tag.loss(role)
    let learner = learner(role, teacher, lossTag: lossTag)
    return plan(
      phase, learners: [learner], pool: material.teacherTraining,
      // A teacher whose word shall be plain learns from plain images.
      augmentation: recipe.phases.contains { $0.noise != nil } ? nil : material.augmentation,
      begin: { [recipe] batch, knobs, _ in
        SingleLoss {
          let logits = try teacher.logits(batch.inputs)
          if recipe.teacherPhase != nil {
            let inputs = NamedTensors(["teacher.logits": logits, "labels": batch.labels])
            return (try recipe.teacherLoss(inputs, knobs: knobs), [])
          }
          var loss = Loss()
          loss.add("teacher", try logits.crossEntropy(labels: batch.labels))
          return (loss, [])
        }
      },
      evaluate: { [scores] in
        try scores.evaluateTeacher(teacher, tag: isOnly ? Tag.teacherAccuracy : Tag.accuracy(role))
      },
      glance: { [scores] in try scores.showTeacher(.network(teacher)) })
  }

  func studentPlan(_ phase: SessionPhase, _ method: MethodPhase) throws -> PhaseRunner.Plan {
    let pool = try material.pool(for: method.material, recipe: recipe, seed: configuration.seed) { [trainer] done in
      trainer.reporter.status(.loading, reason: "making up examples: \(Int(done * 100)) %")
      try trainer.gate.takeCommands()
    }
    let learners = networks.students.enumerated().map { number, student in
      learner(
        student.role, student.network, adapter: number == 0 ? adapter : nil,
        lossTag: number == 0 ? Tag.studentLoss : Tag.loss(student.role))
    }
    let setting = StudentSetting(
      recipe: recipe, phase: method, students: networks.students.map(\.network), guides: try guides(method, pool: pool),
      pairs: pairs, adapter: adapter, unlabelled: try pseudoLabels(method))
    let language = languageSetting(method)
    let student = networks.student
    let peers = Array(networks.students.dropFirst())
    var plan = plan(
      phase, learners: learners, pool: pool, augmentation: material.augmentation, noise: method.noise,
      masks: method.reads.contains(.maskedLabels),
      begin: { [networks] batch, knobs, steps in
        if let language { return language.step(of: networks.student, batch, knobs) }
        return StudentStep(setting, batch, knobs, steps: steps)
      },
      evaluate: { [scores, concepts] in
        for peer in peers { try scores.evaluatePeer(peer.network, role: peer.role) }
        try concepts?.look(atStudent: student)
        return try scores.evaluateStudent(student)
      },
      glance: { [scores, conduct, sentences] in
        try scores.showStudent(student)
        try sentences?.show()
        conduct.report()
      })
    plan.isSynchronous = setting.isSynchronous
    plan.conduct = { [conduct] in conduct.follow($0) }
    return plan
  }

  func learner(
    _ role: String, _ network: any Network, partOf whole: String? = nil, adapter: RecipeAdapter? = nil, lossTag: String
  ) -> Learner {
    Learner(role: role, network: network, partOf: whole, adapter: adapter, lossTag: lossTag) { [configuration] in
      configuration.optimizer.make($0, configuration.knobValues)
    }
  }

  func plan(
    _ phase: SessionPhase, learners: [Learner], pool: ExamplePool, augmentation: Augmentation?,
    noise: MethodPhase.Noise? = nil, masks: Bool = false,
    begin: @escaping (Batch, KnobValues, Int) throws -> any StepComputation,
    evaluate: @escaping () throws -> Double, glance: @escaping () throws -> Void
  ) -> PhaseRunner.Plan {
    let role = learners.first?.role ?? ""
    let isTeachers = if case .teacher = phase.kind { true } else { false }
    return PhaseRunner.Plan(
      name: phase.name, learners: learners, pool: pool, batchSize: configuration.batchSize,
      orderSeed: SplitMix64(seed: configuration.seed, purpose: "\(role) order").state, steps: phase.steps,
      scheduledSteps: phase.scheduledSteps, schedule: configuration.schedule, clipNorm: configuration.clipNorm,
      logEvery: configuration.logEvery,
      // A teacher in training is waited for, not watched.
      isThrottled: !isTeachers,
      // Looking costs about a third of learning an example: this keeps it to a tenth or two of the time.
      evaluateEvery: 2 * material.validation.count / configuration.batchSize, isWatched: trainer.isWatched,
      draw: { rows, epoch, knobs in
        if masks, let texts = pool.texts { return try Batch(masked: texts, rows: rows, epoch: epoch) }
        let drawn = try pool.batch(rows)
        var batch = Batch(inputs: drawn.inputs, labels: drawn.labels, rows: rows, index: drawn.rows)
        if let augmentation {
          batch.inputs = try pool.augmented(
            rows, by: augmentation, epoch: epoch, magnitude: noise.map { knobs[$0.magnitude] })
          batch.isAugmented = true
        }
        return batch
      }, begin: begin, evaluate: evaluate, glance: glance)
  }
}
