import Datasets
import Distillation
import Models
import RunModel
import Torch

/// The networks of a run and its phases, one after the other.
final class TrainingSession {
  let configuration: RunConfiguration
  let trainer: Trainer
  let material: TrainingMaterial
  let recipe: Recipe
  let networks: SessionNetworks
  /// Layers of the methods' own.
  let adapter: RecipeAdapter?
  /// The layers each method compares.
  let pairs: [[FeaturePair]]
  let conduct: MethodConduct
  /// What takes the teacher's place, if something does.
  let outputs: TeacherOutputs?
  let scores: Scorekeeper
  /// Looks at visual concepts, where that was asked for.
  let concepts: ConceptWatch?
  /// Where the run goes on; nil for one from the start.
  private let resumed: Checkpoint?
  var finished: [RunSummary.Phase] = []
  var teacherResult: RunSummary.Result?
  var studentResult: RunSummary.Result?
  /// Of the other networks, by role.
  var otherResults: [String: RunSummary.Result] = [:]
  /// The student's tensors at its best epoch, when that was not the last one.
  var bestStudent: [String: Tensor]?
  /// The generation whose teacher has been looked at.
  private var readyGeneration: Int?
  /// The phase under way, or the last one.
  var current: (runner: PhaseRunner, start: PhaseStart)?

  init(_ trainer: Trainer, material: TrainingMaterial) throws {
    configuration = trainer.configuration
    self.trainer = trainer
    self.material = material
    recipe = configuration.recipe
    resumed = trainer.continuation?.checkpoint
    outputs = try configuration.teacherOutputs.map { try TeacherOutputs(contentsOf: $0, dataset: material.dataset) }
    networks = try SessionNetworks(configuration, material: material)
    try TrainingSession.check(recipe, networks, material)
    pairs = try TrainingSession.layers(recipe, networks, configuration.layers, material)
    adapter = try TrainingSession.adapter(recipe, networks, pairs)
    conduct = MethodConduct(
      recipe, memory: resumed?.state.memory ?? [:], gate: trainer.gate, reporter: trainer.reporter)
    scores = Scorekeeper(material: material, reporter: trainer.reporter, gate: trainer.gate) { gate in
      gate.knobs.values["temperature"] ?? 1
    }
    concepts = try trainer.configuration.concepts.map { count in
      try ConceptWatch(
        count: count, baseline: trainer.configuration.conceptsBaseline, material: material,
        reporter: trainer.reporter, gate: trainer.gate, seed: trainer.configuration.seed)
    }
    if let resumed {
      try restore(resumed)
    } else if let file = configuration.teacherWeights {
      try networks.teachers.first?.network.loadWeights(from: file)
    }
  }

  /// What the method needs of the data and of the student, before anything is trained.
  private static func check(_ recipe: Recipe, _ networks: SessionNetworks, _ material: TrainingMaterial) throws {
    for phase in recipe.phases {
      if phase.material == .pseudoLabelled, material.unlabelled == nil {
        throw ConfigurationError.conflict(
          "\(recipe.name) learns from examples without labels, and the student has the labels of all; "
            + "give it fewer with --student-examples")
      }
      if phase.reads.contains(.exits), networks.student.exitNames.count < 2 {
        throw ConfigurationError.conflict(
          "\(recipe.name) needs a student with several exits, such as --student multi-exit:16,32,64")
      }
    }
  }

  /// - Throws: `LayerError` for layers that cannot be compared.
  private static func layers(
    _ recipe: Recipe, _ networks: SessionNetworks, _ choice: LayerChoice?, _ material: TrainingMaterial
  ) throws -> [[FeaturePair]] {
    guard recipe.comparesLayers, let teacher = networks.teachers.first?.network else {
      return recipe.phases.isEmpty ? [] : Array(repeating: [], count: 1 + recipe.addedNames.count)
    }
    let shape = material.inputShape
    return try recipe.pairs(
      student: .init("student", networks.student, imageShape: shape),
      teacher: .init("teacher", teacher, imageShape: shape), choice: choice)
  }

  /// Layers of the methods' own, between layers or between language models.
  private static func adapter(
    _ recipe: Recipe, _ networks: SessionNetworks, _ pairs: [[FeaturePair]]
  ) throws -> RecipeAdapter? {
    let weights = try networks.generator("method weights")
    guard let student = networks.student as? BertNetwork, let teacher = networks.teachers.first?.network as? BertNetwork
    else { return try recipe.adapter(for: pairs, weights: weights) }
    return try recipe.adapter(student: student.config.shape, teacher: teacher.config.shape, weights: weights)
  }

  /// Trains the teachers alone.
  /// - Returns: all of them as one.
  /// - Throws: `ConfigurationError.conflict` where there is none, and what training throws.
  func trainTeachers() throws -> any Network {
    for (index, phase) in phases.enumerated() where phase.steps > 0 {
      guard case .teacher(let number) = phase.kind else { break }
      try carryOut(teacherPlan(phase, number), index: index, pickedUp: nil)
    }
    return try TeacherEnsemble.whole(networks.teachers.map(\.network), recipe)
  }

  func run() throws -> RunSummary {
    for (index, phase) in phases.enumerated() where phase.steps > 0 && index >= resumed?.state.phase ?? 0 {
      let pickedUp = resumed.flatMap { $0.state.phase == index ? $0 : nil }
      let plan: PhaseRunner.Plan
      switch phase.kind {
      case .teacher(let number): plan = teacherPlan(phase, number)
      case .guesses: plan = try guessingPlan(phase)
      case .method(let method):
        if pickedUp == nil {
          if index == firstMethodPhase { try networks.remakeStudents() }
          if method.opening == .newGeneration, networks.assistant == nil { try beginGeneration() }
        }
        try readyTeachers()
        if index == firstMethodPhase { try reportInferenceSpeed() }
        plan =
          method.learner == .assistant
          ? try assistantPlan(phase, method) : try studentPlan(phase, method)
      }
      try carryOut(plan, index: index, pickedUp: pickedUp)
    }
    try trainer.gate.arriveIfThere()
    return try summary()
  }

  private func beginGeneration() throws {
    try networks.advanceGeneration()
    (teacherResult, studentResult, bestStudent) = (studentResult, nil, nil)
    trainer.reporter.notice(.info, "the student becomes the teacher; generation \(networks.generation + 1) begins")
  }

  /// Looks at the teachers as they will be from now on.
  private func readyTeachers() throws {
    guard readyGeneration != networks.generation, let teacher = try wholeTeacher else { return }
    if let caution = outputs?.caution(seed: configuration.seed) { trainer.reporter.notice(.warning, caution) }
    // A student that has become the teacher was evaluated under another name.
    let isTrained = trainsTeachers && networks.teachers.count == 1 && networks.generation == 0
    try scores.teacherIsReady(teacher, isTrained: isTrained)
    if let network = networks.teachers.first?.network { try concepts?.look(atTeacher: network) }
    readyGeneration = networks.generation
  }

  /// All teachers as one, or the file that speaks for them; nil where there is none.
  var wholeTeacher: TeacherSource? {
    get throws {
      if let outputs { return .outputs(outputs) }
      return networks.teachers.isEmpty
        ? nil : .network(try TeacherEnsemble.whole(networks.teachers.map(\.network), recipe))
    }
  }

  private func carryOut(_ plan: PhaseRunner.Plan, index: Int, pickedUp: Checkpoint?) throws {
    let reporter = trainer.reporter
    for (place, learner) in plan.learners.enumerated() {
      if let saved = try pickedUp?.tensors(Part.optimizer(learner.role, isFirst: place == 0)) {
        try learner.optimizer.restore(saved)
      }
    }
    if pickedUp == nil { conduct.begin() }
    let progress = pickedUp?.state.progress ?? PhaseProgress()
    let runner = try PhaseRunner(
      plan, from: progress, best: pickedUp?.tensors(Part.best(plan.role)), step: reporter.step)
    let start = PhaseStart(
      name: plan.name, index: index, firstStep: reporter.step - progress.steps, steps: plan.steps,
      stepsPerEpoch: stepsPerEpoch(plan.pool))
    current = (runner, start)
    if plan.role == Part.student {
      try concepts?.begin(
        networks.student, generation: networks.generation, after: start.firstStep, isFresh: pickedUp == nil)
    }
    reportPhase()
    scores.forgetHistograms()
    if let network = plan.learners.first?.network {
      try Engine.setThreads(
        usefulThreads(
          limit: configuration.threads, network: network, batchSize: configuration.batchSize,
          places: material.places))
    }
    // Testing and asking the teacher go over many examples at once.
    defer { try? Engine.setThreads(configuration.threads) }
    let isStudents = plan.role == Part.student
    if isStudents { bestStudent = nil }
    try runner.run(gate: trainer.gate, reporter: reporter)
    try scores.inspector.finishPhase()
    if !trainer.gate.isCatchingUp { try trainer.keeper.save(.phase) }
    finished.append(.init(name: plan.name, steps: runner.progress.steps, seconds: runner.progress.seconds))
    // With a new part of it the teacher tells classes apart as before.
    guard plan.learners.first?.whole == nil else { return }
    let result = try score(runner)
    if isStudents {
      studentResult = result
      for learner in plan.learners.dropFirst() { otherResults[learner.role] = try score(learner.network) }
    } else if networks.teachers.count > 1 || plan.role == SessionNetworks.assistantRole {
      otherResults[plan.role] = result
    } else {
      teacherResult = result
    }
  }

  /// Says which phase the run is in.
  func reportPhase() {
    guard let current else { return }
    trainer.reporter.phase(current.start)
    trainer.reporter.flush()
  }
}
