import Distillation
import Models
import RunModel
import Torch

extension MethodPhase {
  /// Whether its loss compares what is inside two language models.
  var readsInsideText: Bool {
    !reads.isDisjoint(with: [.hidden, .attentions, .queriesKeysValues, .maskedLabels])
  }
}

/// What a step is computed from that compares what is inside two language models.
final class LanguageComparison {
  private let recipe: Recipe
  private let phase: MethodPhase
  private let teacher: BertNetwork
  private let adapter: RecipeAdapter?

  /// - Parameter teacher: stays in test mode.
  init(recipe: Recipe, phase: MethodPhase, teacher: BertNetwork, adapter: RecipeAdapter?) {
    (self.recipe, self.phase, self.teacher, self.adapter) = (recipe, phase, teacher, adapter)
    teacher.training = false
  }

  /// The loss of a network on a batch.
  func step(of student: any Network, _ batch: Batch, _ knobs: KnobValues) -> any StepComputation {
    SingleLoss { [self] in
      guard let student = student as? BertNetwork else { throw NetworkError.noLogits }
      let inputs = try inputs(student, batch, knobs)
      return (try recipe.loss([inputs], knobs: knobs, phase: phase.name), [])
    }
  }

  /// Tensors by the names losses use.
  func inputs(_ student: BertNetwork, _ batch: Batch, _ knobs: KnobValues) throws -> NamedTensors {
    let reads = recipe.reads(phase, knobs: knobs)
    let tokens = try TokenBatch(packed: batch.inputs)
    let positions = reads.contains(.maskedLogits) ? try LanguageComparison.masked(batch.labels) : nil
    var tensors = ["attention_mask": tokens.mask, "labels": batch.labels]
    func ask(_ network: BertNetwork, _ role: String, logits: Bool) throws {
      let said = try LanguageComparison.ask(network, tokens, reads, positions: positions, logits: logits)
      for (name, tensor) in said { tensors["\(role).\(name)"] = tensor }
    }
    try ask(student, "student", logits: reads.contains(.student))
    teacher.training = false
    try withoutGradients { try ask(teacher, "teacher", logits: reads.contains(.teacher)) }
    if let adapter { tensors.merge(try adapter.tensors(of: 0, NamedTensors(tensors))) { _, own in own } }
    return NamedTensors(tensors)
  }

  /// Places of masked tokens in `[batch · length]`, row by row.
  private static func masked(_ labels: Tensor) throws -> Tensor {
    try labels.flatten().compare(.notEqual, Double(-100)).nonzero().squeeze(1)
  }

  /// What one network says, by the names losses use without the role.
  private static func ask(
    _ network: BertNetwork, _ tokens: TokenBatch, _ reads: Set<MethodPhase.Reading>, positions: Tensor?, logits: Bool
  ) throws -> [String: Tensor] {
    let layers = network.config.layers
    var names: [String: String] = [:]
    if reads.contains(.hidden) { for layer in 0...layers { names["hidden.\(layer)"] = "hidden.\(layer)" } }
    if reads.contains(.attentions) {
      for layer in 0..<layers { names["attentions.\(layer)"] = "attentions.\(layer)" }
    }
    if reads.contains(.queriesKeysValues) {
      // Losses take the last one that there is.
      for part in ["queries", "keys", "values"] { names["\(part).\(layers - 1)"] = "\(part).0" }
    }
    let isEmpty = positions?.count == 0
    let request = LanguageRequest(taps: Set(names.keys), needsLogits: logits && !isEmpty, positions: positions)
    let output =
      reads.contains(.maskedLabels)
      ? try network.guess(tokens, request) : try network.classifier.forward(tokens, request)
    var said: [String: Tensor] = [:]
    for (tap, name) in names { said[name] = output.taps[tap] }
    if logits { said["logits"] = isEmpty ? try .zeros([0, network.config.vocabulary]) : output.logits }
    return said
  }
}

extension Batch {
  /// Texts with some of their tokens masked.
  init(masked texts: TextPool, rows: [Int], epoch: Int) throws {
    let (packed, labels) = try texts.masked(rows, epoch: epoch)
    self.init(
      inputs: packed, labels: labels, rows: rows, index: try Tensor(rows.map(Int64.init), shape: [rows.count]),
      isAugmented: true)
  }
}
