import RunModel
import Torch

/// Jiao, Yin, Shang, Jiang, Chen, Li, Wang, Liu: TinyBERT: distilling BERT for natural language understanding, EMNLP 2020,
/// arXiv 1909.10351.
///
/// Layers first, on a corpus (`general`) and then on the task's texts (`intermediate`): `attention` = Σ over layers of the mean
/// over all elements of (A_S − A_T)², A the raw scores, 0 in both wherever a row or a column is padding; `hidden` = Σ over
/// layers of MSE(H_S·W_hᵀ, H_T); `embedding` = MSE(E_S·W_eᵀ, E_T). Layer m of the student learns from layer m·(L_T/L_S) of the
/// teacher. Then `prediction`: `soft` = soft-CE(p_T^t, p_S^t), without t².
public struct TinyBERT: DistillationMethod {
  public static let temperature = Knob(
    name: "temperature", symbol: "t", range: 1...20, defaultValue: 1, fineStep: 0.5, coarseStep: 2,
    help: "softens teacher and student alike in the last phase")
  public static let attention = Knob(
    name: "attention", symbol: "att", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of the scores of attention")
  public static let hidden = Knob(
    name: "hidden", symbol: "hid", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of the hidden states")
  public static let embedding = Knob(
    name: "embedding", symbol: "emb", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of the embeddings")
  public static let soft = Knob(
    name: "soft", symbol: "soft", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of the teacher's probabilities in the last phase")
  public static let positions = MethodOption(
    "positions", .choice(["all", "tokens"]), standard: "all",
    help: "where hidden states and embeddings are compared: in all, padding too, as the authors' code does")

  private static let prediction = "prediction"
  private static let layers = ["attention", "hidden", "embedding"]
  public static let declaration = MethodDeclaration(
    name: "tinybert", title: "TinyBERT", paper: "Jiao et al. 2020, arXiv 1909.10351",
    summary: "a smaller language model learns its teacher's layers, in general and for a task, then its predictions",
    knobs: [temperature, attention, hidden, embedding, soft], options: [positions], guides: .teacher,
    phases: [
      .init("general", terms: layers, reads: [.hidden, .attentions], material: .corpus, isTask: false),
      .init("intermediate", terms: layers, reads: [.hidden, .attentions], isTask: false),
      .init(prediction, terms: ["soft"], reads: [.student, .teacher]),
    ], preferences: .init(networks: .language))

  private let settings: MethodSettings

  public init(_ settings: MethodSettings) { self.settings = settings }

  /// Layers: `student.hidden.0` (embeddings) to `.L`, `student.attentions.0` to `.L−1`, the teacher's likewise,
  /// `projection.hidden.weight` and `projection.embedding.weight` `[teacher's width, student's width]`, `attention_mask`.
  /// Prediction: `student.logits` and `teacher.logits` `[batch, classes]`.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    var loss = Loss()
    if phase == Self.prediction {
      let student = try inputs.logits("student.logits")
      let teacher = try inputs.logits("teacher.logits", like: student)
      let temperature = knobs[Self.temperature]
      let target = try withoutGradients { try (teacher / temperature).softmax(1) }
      loss.add(
        "soft", try softCrossEntropy(target: target, student: student, temperature: temperature),
        weight: knobs[Self.soft])
      return loss
    }
    let tokens = try TokenInputs(inputs)
    let layers = try layerMap(tokens)
    let attention = try sum(layers) { mine, its in
      try attentionError(tokens, "student.attentions.\(mine - 1)", "teacher.attentions.\(its - 1)")
    }
    loss.add("attention", attention, weight: knobs[Self.attention])
    let projection = try Projection(inputs, "projection.hidden.weight")
    let hidden = try sum(layers) { mine, its in
      try stateError(tokens, "student.hidden.\(mine)", "teacher.hidden.\(its)", projection)
    }
    loss.add("hidden", hidden, weight: knobs[Self.hidden])
    let embedding = try stateError(
      tokens, "student.hidden.0", "teacher.hidden.0", Projection(inputs, "projection.embedding.weight"))
    loss.add("embedding", embedding, weight: knobs[Self.embedding])
    return loss
  }

  // MARK: - Layers

  /// The teacher's layer each of the student's learns from, both counted from 1; nil where L_S does not divide L_T.
  public static func layerMap(student: Int, teacher: Int) -> [(student: Int, teacher: Int)]? {
    guard student > 0, teacher >= student, teacher % student == 0 else { return nil }
    return (1...student).map { ($0, $0 * (teacher / student)) }
  }

  private func layerMap(_ tokens: TokenInputs) throws -> [(student: Int, teacher: Int)] {
    let (student, teacher) = (try depth("student", tokens), try depth("teacher", tokens))
    guard let map = TinyBERT.layerMap(student: student, teacher: teacher) else {
      throw LossError.refused(
        "\(teacher) layers of the teacher (teacher.attentions.N) cannot be spread over \(student) of the student "
          + "(student.attentions.N): they are no multiple")
    }
    return map
  }

  /// How many layers of a network there are.
  private func depth(_ network: String, _ tokens: TokenInputs) throws -> Int {
    _ = try tokens.attention("\(network).attentions.0")
    let (layers, states) = (tokens.count("\(network).attentions"), tokens.count("\(network).hidden"))
    // Layers left out would move every pair. States that are missing are found by name.
    guard states <= layers + 1 else {
      throw LossError.refused(
        "\(network).attentions.N has \(layers) of the \(states - 1) layers that \(network).hidden.N has")
    }
    return layers
  }

  private func sum(
    _ layers: [(student: Int, teacher: Int)], _ term: (Int, Int) throws -> Tensor
  ) throws -> Tensor {
    try Tensor.stack(layers.map(term)).sum()
  }

  /// Mean over all elements of (A_S − A_T)².
  private func attentionError(_ tokens: TokenInputs, _ mine: String, _ its: String) throws -> Tensor {
    let student = try tokens.attention(mine)
    let teacher = try tokens.attention(its).detached()
    guard student.shape == teacher.shape else {
      throw LossError.shape(
        tensor: mine, shape: student.shape, expected: "as many heads as in the teacher's \(its) \(teacher.shape)")
    }
    func scores(_ raw: Tensor) throws -> Tensor { try tokens.blanked(tokens.blanked(raw, along: 2), along: 3) }
    return try scores(student).mse(scores(teacher))
  }

  /// MSE(H_S·Wᵀ, H_T).
  private func stateError(
    _ tokens: TokenInputs, _ mine: String, _ its: String, _ projection: Projection
  ) throws -> Tensor {
    var student = try tokens.hidden(mine)
    var teacher = try tokens.hidden(its).detached()
    try projection.check(from: student, to: teacher)
    if settings[Self.positions] == "tokens" {
      (student, teacher) = (try tokens.rows(student), try tokens.rows(teacher))
    }
    return try student.linear(projection.weight).mse(teacher)
  }

  public func objection(student: LanguageShape, teacher: LanguageShape) -> String? {
    if student.heads != teacher.heads {
      return "it compares heads one by one, and \(student.heads) of them are not \(teacher.heads)"
    }
    return TinyBERT.layerMap(student: student.layers, teacher: teacher.layers) == nil
      ? "the teacher's layers, \(teacher.layers), are no multiple of the student's, \(student.layers)" : nil
  }

  public func adapter(
    student: LanguageShape, teacher: LanguageShape, weights: RandomGenerator
  ) throws -> (any MethodAdapter)? {
    try LayerProjections(from: student.width, to: teacher.width, weights)
  }
}

/// W `[teacher's width, student's width]`.
private struct Projection {
  var name: String
  var weight: Tensor

  init(_ inputs: any LossInputs, _ name: String) throws {
    self.name = name
    weight = try inputs.tensor(name)
    try inputs.checkFloats(weight, name)
  }

  func check(from student: Tensor, to teacher: Tensor) throws(LossError) {
    let shape = [teacher.size(2), student.size(2)]
    guard weight.shape == shape else {
      throw .shape(tensor: name, shape: weight.shape, expected: "\(shape), from the student's width to the teacher's,")
    }
  }
}

/// W_h, one for all layers, and W_e.
final class LayerProjections: MethodAdapter {
  private let hidden: Linear
  private let embedding: Linear
  var training = true

  init(from student: Int, to teacher: Int, _ weights: RandomGenerator) throws {
    hidden = try Linear(student, teacher, bias: false, weights)
    embedding = try Linear(student, teacher, bias: false, weights)
  }

  var namedParameters: [(name: String, tensor: Tensor)] {
    prefixed("projection.hidden", hidden.namedParameters) + prefixed("projection.embedding", embedding.namedParameters)
  }

  func tensors(_ inputs: any LossInputs) throws -> [String: Tensor] {
    Dictionary(namedParameters.map { ($0.name, $0.tensor) }) { first, _ in first }
  }
}
