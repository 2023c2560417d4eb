import Distillation
import Models
import RunModel
import Torch

/// What the losses of a phase are computed from, step after step.
final class StudentSetting {
  let recipe: Recipe
  let phase: MethodPhase
  /// The student, and its peers after it.
  let students: [any Network]
  /// One a teacher.
  let guides: [Guide]
  /// The layers each of the recipe's methods compares.
  let pairs: [[FeaturePair]]
  let adapter: RecipeAdapter?
  let unlabelled: PseudoLabelled?
  /// Whether peers speak once a step, and not again after one of them has moved.
  let isSynchronous: Bool

  init(
    recipe: Recipe, phase: MethodPhase, students: [any Network], guides: [Guide], pairs: [[FeaturePair]],
    adapter: RecipeAdapter?, unlabelled: PseudoLabelled?
  ) {
    self.recipe = recipe
    self.phase = phase
    self.students = students
    self.guides = guides
    self.pairs = pairs
    self.adapter = adapter
    self.unlabelled = unlabelled
    isSynchronous = recipe.value(DeepMutualLearning.order) == "synchronous"
  }
}

/// One step of the student: asks the networks for what the recipe's losses read, and nothing else.
final class StudentStep: StepComputation {
  private let setting: StudentSetting
  private let batch: Batch
  private let knobs: KnobValues
  private let steps: Int
  private let reads: Set<MethodPhase.Reading>
  /// Logits of each peer with a graph, while its weights are those that gave them.
  private var own: [Tensor?]
  /// What each peer says, without a graph.
  private var said: [Tensor?]
  /// Peers that have moved in this step.
  private var hadTurn: Set<Int> = []

  /// - Parameter steps: taken in the phase so far.
  init(_ setting: StudentSetting, _ batch: Batch, _ knobs: KnobValues, steps: Int) {
    self.setting = setting
    self.batch = batch
    self.knobs = knobs
    self.steps = steps
    reads = setting.recipe.reads(setting.phase, knobs: knobs)
    own = Array(repeating: nil, count: setting.students.count)
    said = own
  }

  func hasMoved(_ learner: Int) {
    hadTurn.insert(learner)
    own[learner] = nil
    if !setting.isSynchronous { said[learner] = nil }
  }

  func loss(of learner: Int) throws -> (loss: Loss, extra: [Scalar]) {
    if reads.contains(.peers) { return (try loss(among: learner), []) }
    if let noise = setting.phase.noise {
      setting.students[0].setNoise(
        NetworkNoise(dropout: knobs[noise.dropout], survival: knobs[noise.survival]))
    }
    let asked = try askStudent()
    let (guided, loss) = try askGuides(withGraphFrom: asked.images)
    var shared = asked.tensors.merging(guided.tensors) { mine, _ in mine }
    if let unlabelled = setting.unlabelled {
      let drawn = try unlabelled.batch(after: steps, knobs: knobs, noise: setting.phase.noise)
      shared["student.unlabelled.logits"] = try setting.students[0].logits(drawn.images)
      shared["pseudo.targets"] = drawn.targets
    }
    let inputs = try setting.recipe.activeMembers(in: setting.phase.name).map { place in
      try memberInputs(place, shared, asked.taps, guided.taps)
    }
    return (
      try setting.recipe.loss(inputs, knobs: knobs, phase: setting.phase.name),
      loss.map { [Scalar(Tag.teacherLoss, $0)] } ?? []
    )
  }

  // MARK: - One student

  /// The student's tensors by the names losses use, its taps, and the images where gradients over them are wanted.
  private func askStudent() throws -> (tensors: [String: Tensor], taps: [String: Tensor], images: Tensor?) {
    let student = setting.students[0]
    var tensors = ["labels": batch.labels]
    var images: Tensor?
    if reads.contains(.imageGradients) {
      let leaf = try batch.inputs.detached().clone()
      try leaf.setRequiresGradient()
      tensors["images"] = leaf
      images = leaf
    }
    var request = ForwardRequest(needsLogits: reads.contains(.student))
    if reads.contains(.features) { request.taps.formUnion(setting.pairs.flatMap { $0.map(\.student.name) }) }
    if reads.contains(.exits) {
      request.taps.formUnion(student.exitNames)
      request.needsLogits = true
    }
    let output = try student.forward(images ?? batch.inputs, request)
    if reads.contains(.student) { tensors["student.logits"] = output.logits }
    if reads.contains(.exits) {
      for (number, name) in student.exitNames.enumerated() { tensors["exits.\(number).logits"] = output.taps[name] }
    }
    if reads.contains(.flippedImages) {
      let flipped = try batch.inputs.flip([3]).contiguous()
      try flipped.setRequiresGradient()
      tensors["flipped.images"] = flipped
      tensors["student.flipped.logits"] = try student.logits(flipped)
    }
    return (tensors, output.taps, images)
  }

  /// What the teachers say: the tensors by name, each teacher's taps, and the mean of their losses where they spoke.
  private func askGuides(
    withGraphFrom images: Tensor?
  ) throws -> (said: (tensors: [String: Tensor], taps: [[String: Tensor]]), loss: Float?) {
    let isAsked = reads.contains(.teacher) || reads.contains(.features)
    guard isAsked, !setting.guides.isEmpty else { return (([:], []), nil) }
    let taps = reads.contains(.features) ? Set(setting.pairs.flatMap { $0.map(\.teacher.name) }) : []
    let graph = reads.contains(.teacher) ? images : nil
    let answers = try setting.guides.map { try $0.outputs(batch, taps: taps, withGraphFrom: graph) }
    var tensors: [String: Tensor] = [:]
    if case .teachers = setting.recipe.guides {
      for (number, answer) in answers.enumerated() { tensors["teachers.\(number).logits"] = answer.logits }
    } else if let answer = answers.first {
      tensors["teacher.logits"] = answer.logits
    }
    return ((tensors, answers.map(\.taps)), answers.reduce(0) { $0 + $1.loss } / Float(answers.count))
  }

  /// The tensors of one of the recipe's methods: its own pairs of layers are numbered from 0.
  private func memberInputs(
    _ place: Int, _ shared: [String: Tensor], _ studentTaps: [String: Tensor], _ teacherTaps: [[String: Tensor]]
  ) throws -> NamedTensors {
    var tensors = shared
    if reads.contains(.features) {
      for (number, pair) in setting.pairs[place].enumerated() {
        tensors["student.features.\(number)"] = studentTaps[pair.student.name]
        for (teacher, taps) in teacherTaps.enumerated() {
          tensors["teachers.\(teacher).features.\(number)"] = taps[pair.teacher.name]
          if teacher == 0 { tensors["teacher.features.\(number)"] = taps[pair.teacher.name] }
        }
      }
      if let adapter = setting.adapter {
        tensors.merge(try adapter.tensors(of: place, NamedTensors(tensors))) { _, own in own }
      }
    }
    return NamedTensors(tensors)
  }

  // MARK: - Peers

  /// The loss of one of several students, which see what the others have become within the step.
  private func loss(among learner: Int) throws -> Loss {
    if setting.isSynchronous {
      for peer in setting.students.indices where said[peer] == nil { try speak(peer) }
    }
    let mine = try own[learner] ?? setting.students[learner].logits(batch.inputs)
    own[learner] = mine
    var tensors = ["labels": batch.labels, "peers.0.logits": mine]
    for peer in setting.students.indices where peer != learner {
      if said[peer] == nil { try speak(peer) }
      tensors["peers.\(peer < learner ? peer + 1 : peer).logits"] = said[peer]
    }
    return try setting.recipe.loss([NamedTensors(tensors)], knobs: knobs, phase: setting.phase.name)
  }

  /// Before its own turn a peer speaks with a graph, which its turn uses; afterwards without.
  private func speak(_ peer: Int) throws {
    if hadTurn.contains(peer) {
      said[peer] = try withoutGradients { try setting.students[peer].logits(batch.inputs) }
      return
    }
    let logits = try own[peer] ?? setting.students[peer].logits(batch.inputs)
    own[peer] = logits
    said[peer] = try logits.detached()
  }
}
