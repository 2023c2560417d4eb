import Datasets
import Distillation
import Models
import RunModel
import Torch

/// Phases that only language models have.
extension TrainingSession {
  /// What a phase compares inside two language models; nil for one that does not.
  func languageSetting(_ phase: MethodPhase) -> LanguageComparison? {
    guard phase.readsInsideText else { return nil }
    // After an assistant the student learns from that.
    let network =
      phase.opening == .newGeneration ? networks.assistant?.network : networks.teachers.first?.network
    return (network as? BertNetwork).map {
      LanguageComparison(recipe: recipe, phase: phase, teacher: $0, adapter: adapter)
    }
  }

  /// A network between teacher and student learns as the student will.
  func assistantPlan(_ phase: SessionPhase, _ method: MethodPhase) throws -> PhaseRunner.Plan {
    guard let (role, assistant) = networks.assistant, let comparison = languageSetting(method) else {
      throw ConfigurationError.conflict("\(recipe.name) has no assistant to train")
    }
    let pool = try material.pool(for: method.material, recipe: recipe, seed: configuration.seed) { _ in }
    return plan(
      phase, learners: [learner(role, assistant, lossTag: Tag.loss(role))], pool: pool, augmentation: nil,
      masks: method.reads.contains(.maskedLabels),
      begin: { batch, knobs, _ in comparison.step(of: assistant, batch, knobs) },
      evaluate: { [scores] in try scores.evaluateTeacher(assistant, tag: Tag.accuracy(role)) },
      glance: {})
  }

  /// The teacher's guessing head learns to guess masked tokens; nothing else of the teacher moves.
  func guessingPlan(_ phase: SessionPhase) throws -> PhaseRunner.Plan {
    guard let (role, network) = networks.teachers.first, let teacher = network as? BertNetwork else {
      throw ConfigurationError.conflict("\(recipe.name) has no teacher that guesses masked tokens")
    }
    let pool = try material.pool(for: .corpus, recipe: recipe, seed: configuration.seed) { _ in }
    let head = GuessingHead(teacher)
    return plan(
      phase, learners: [learner(phase.name, head, partOf: role, lossTag: Tag.loss("teacher_mlm"))], pool: pool,
      augmentation: nil, masks: true,
      begin: { batch, _, _ in SingleLoss { (try head.loss(batch), []) } },
      evaluate: { [scores] in try scores.evaluateTeacher(teacher) },
      glance: { [scores] in try scores.showTeacher(.network(teacher)) })
  }
}

/// The guessing head of a language model as a network of its own, on an encoder that stays as it is.
private final class GuessingHead: Network {
  private let network: BertNetwork
  var training = true
  let tapNames: [String] = []

  init(_ network: BertNetwork) {
    self.network = network
    network.training = false
  }

  var namedParameters: [(name: String, tensor: Tensor)] { network.guessingParameters }

  func forward(_ images: Tensor, _ request: ForwardRequest) throws -> NetworkOutput {
    try network.forward(images, request)
  }

  /// Cross-entropy with the masked tokens; 0 where chance masked none.
  func loss(_ batch: Batch) throws -> Loss {
    let tokens = try TokenBatch(packed: batch.inputs)
    let labels = try batch.labels.flatten()
    let places = try labels.compare(.notEqual, -100).nonzero().squeeze(1)
    var loss = Loss()
    guard places.count > 0 else {
      // Something with a graph, and no gradient.
      loss.add("mlm", try Tensor.stack(network.guessingParameters.map { try $0.tensor.sum() }).sum() * 0)
      return loss
    }
    network.training = false
    let states = try withoutGradients {
      try network.classifier.forward(tokens, LanguageRequest(needsLogits: false)).lastHidden
    }
    loss.add(
      "mlm",
      try network.guesses(from: states, positions: places).crossEntropy(labels: labels.indexSelect(0, places)))
    return loss
  }
}
