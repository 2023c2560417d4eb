import RunModel
import Torch

/// Sanh, Debut, Chaumond, Wolf: DistilBERT, a distilled version of BERT, 2019, arXiv 1910.01108.
///
/// `soft` = T²·KL(p_T^T ‖ p_S^T), mean over tokens; `mlm` = cross-entropy with the masked tokens; `cosine` = mean over tokens of
/// 1 − cos(h_S, h_T), h the last hidden state. Total = 5·`soft` + 2·`mlm` + `cosine`.
public struct DistilBERT: DistillationMethod {
  public static let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 2, fineStep: 0.5, coarseStep: 2,
    help: "softens teacher and student alike")
  public static let soft = Knob(
    name: "soft", symbol: "soft", range: 0...10, defaultValue: 5, fineStep: 0.1, coarseStep: 1,
    help: "weight of the teacher's probabilities for every token")
  public static let mlm = Knob(
    name: "mlm", symbol: "mlm", range: 0...10, defaultValue: 2, fineStep: 0.1, coarseStep: 1,
    help: "weight of the tokens that were masked")
  public static let cosine = Knob(
    name: "cosine", symbol: "cos", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of the angle between the last hidden states")

  public static let alpha = Knob(
    name: "alpha", symbol: "α", range: 0...1, defaultValue: 0.5, fineStep: 0.01, coarseStep: 0.1,
    help: "weight of the teacher's classes in the last phase; the labels get 1 − α")
  public static let targets = MethodOption(
    "targets", .choice(["all", "masked"]), standard: "all",
    help: "tokens whose probabilities are learned: all, or the masked ones alone, far faster with a large vocabulary")

  static let task = "task"
  public static let declaration = MethodDeclaration(
    name: "distilbert", title: "DistilBERT", paper: "Sanh, Debut, Chaumond, Wolf 2019, arXiv 1910.01108",
    summary: "a language model of half the layers predicts masked tokens as its teacher does",
    knobs: [temperature, soft, mlm, cosine, alpha], options: [targets], guides: .teacher,
    phases: phases(masked: false), preferences: .init(networks: .language))

  private let learnsMasked: Bool

  public init(_ settings: MethodSettings) { learnsMasked = settings[Self.targets] == "masked" }

  public var phases: [MethodPhase] { DistilBERT.phases(masked: learnsMasked) }

  private static func phases(masked: Bool) -> [MethodPhase] {
    [
      .init(
        "distil", terms: ["soft", "mlm", "cosine"],
        reads: Set([.student, .teacher, .hidden, .maskedLabels] + (masked ? [.maskedLogits] : [])), material: .corpus,
        isTask: false),
      .init(task, terms: ["hard", "soft"], reads: [.student, .teacher]),
    ]
  }

  public func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading> {
    phase.name == Self.task && knobs[Self.alpha] == 0 ? [.student] : phase.reads
  }

  /// `student.logits` and `teacher.logits` `[batch, length, vocabulary]`, or `[masked, vocabulary]` where only masked tokens are
  /// learned; `labels` `[batch, length]`, −100 where no token was masked; the highest `student.hidden.N` and `teacher.hidden.N`
  /// `[batch, length, width]`; `attention_mask`. Then, of the task: both logits `[batch, classes]` and `labels` `[batch]`.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    if phase == Self.task {
      return try taskLoss(inputs, temperature: knobs[Self.temperature], alpha: knobs[Self.alpha])
    }
    let tokens = try TokenInputs(inputs)
    var loss = Loss()
    let student: Tensor
    let labels: Tensor
    if learnsMasked {
      labels = try tokens.labels()
      let places = try masked(labels, tokens)
      student = try tokens.logits("student.logits", at: places)
      let teacher = try tokens.logits("teacher.logits", at: places, like: student).detached()
      loss.add("soft", try divergence(teacher, student, knobs), weight: knobs[Self.soft])
    } else {
      let all = try tokens.logits("student.logits")
      let teacher = try tokens.logits("teacher.logits", like: all).detached()
      loss.add("soft", try divergence(tokens.rows(teacher), tokens.rows(all), knobs), weight: knobs[Self.soft])
      labels = try tokens.labels()
      student = try tokens.rows(all, at: masked(labels, tokens))
    }
    loss.add("mlm", try guess(student, tokens.rows(labels, at: masked(labels, tokens))), weight: knobs[Self.mlm])
    loss.add("cosine", try cosine(tokens), weight: knobs[Self.cosine])
    return loss
  }

  /// Where tokens were masked, in `[batch · length]`.
  private func masked(_ labels: Tensor, _ tokens: TokenInputs) throws -> Tensor {
    try TokenInputs.places(of: labels.compare(.notEqual, -100).and(tokens.isToken))
  }

  /// Of rows `[tokens, vocabulary]`; 0 for none, which is what chance may mask.
  private func divergence(_ teacher: Tensor, _ student: Tensor, _ knobs: KnobValues) throws -> Tensor {
    guard student.size(0) > 0 else { return try student.sum() }
    return try softDivergence(from: teacher, to: student, temperature: knobs[Self.temperature])
  }

  /// Mean over the masked tokens of −log p_S(token); 0 for a batch in which chance masked none.
  private func guess(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
    // The sum of no numbers has a graph, should it be all there is to minimise.
    guard logits.size(0) > 0 else { return try logits.sum() }
    return try logits.crossEntropy(labels: labels)
  }

  private func cosine(_ tokens: TokenInputs) throws -> Tensor {
    let (mine, its) = (tokens.last("student.hidden"), tokens.last("teacher.hidden"))
    let student = try tokens.hidden(mine)
    let teacher = try tokens.hidden(its).detached()
    guard student.shape == teacher.shape else {
      throw LossError.shape(
        tensor: mine, shape: student.shape, expected: "as wide a state as the teacher's \(its) \(teacher.shape)")
    }
    // A state of zeros has no direction: its cosine is 0.
    func direction(_ rows: Tensor) throws -> Tensor {
      try rows / rows.norm([1], keep: true).clamped(to: 1e-8...Double.infinity)
    }
    let cosines = try (direction(tokens.rows(student)) * direction(tokens.rows(teacher))).sum([1])
    return try (1 - cosines).mean()
  }

  public func objection(student: LanguageShape, teacher: LanguageShape) -> String? {
    guard student.width == teacher.width else {
      return "it compares the direction of hidden states, and \(student.width) numbers have none in \(teacher.width)"
    }
    return student.vocabulary == teacher.vocabulary
      ? nil : "it compares every token's logits, and \(student.vocabulary) tokens are not \(teacher.vocabulary)"
  }

  /// The teacher's layers a student begins with, counted from 0: of twelve the authors' six, otherwise the first of every
  /// so many.
  /// - Returns: one for each of the student's layers; nil where the student has more of them.
  public static func firstLayers(student: Int, teacher: Int) -> [Int]? {
    guard student > 0, student <= teacher else { return nil }
    return student == 6 && teacher == 12 ? [0, 2, 4, 7, 9, 11] : (0..<student).map { $0 * teacher / student }
  }
}
