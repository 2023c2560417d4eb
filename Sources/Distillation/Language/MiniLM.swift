import RunModel
import Torch

/// Wang, Wei, Dong, Bao, Yang, Zhou: MiniLM: deep self-attention distillation for task-agnostic compression of pre-trained
/// transformers, NeurIPS 2020, arXiv 2002.10957.
///
/// Of the last layer alone: `attention` = KL(A_T ‖ A_S), A = softmax(Q·Kᵀ/√d_k) over tokens, mean over heads and tokens that
/// ask; `value` = the same of softmax(V·Vᵀ/√d_k). Both networks have as many heads; layers and widths may differ. Where the
/// student is much smaller, an assistant as deep as the student and as wide as the teacher learns first and then teaches.
public struct MiniLM: DistillationMethod {
  public static let attention = Knob(
    name: "attention", symbol: "att", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of where the last layer looks")
  public static let value = Knob(
    name: "value", symbol: "val", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of how its values relate to one another")
  public static let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 2, fineStep: 0.5, coarseStep: 2,
    help: "softens teacher and student alike in the last phase")
  public static let alpha = Knob(
    name: "alpha", symbol: "α", range: 0...1, defaultValue: 0, fineStep: 0.01, coarseStep: 0.1,
    help: "weight of the teacher's classes in the last phase; the labels get 1 − α, as in the paper all of it")
  public static let assistant = MethodOption(
    "assistant", .choice(["off", "on"]), standard: "off",
    help: "on: a network as deep as the student and as wide as the teacher learns first and teaches the student")

  public static let declaration = MethodDeclaration(
    name: "minilm", title: "MiniLM", paper: "Wang, Wei, Dong, Bao, Yang, Zhou 2020, arXiv 2002.10957",
    summary: "a language model's last layer looks where its teacher's looks, and relates its values in the same way",
    knobs: [attention, value, temperature, alpha], options: [assistant], guides: .teacher,
    phases: phases(isAssisted: false),
    preferences: .init(networks: .language))

  static let task = "task"
  private let isAssisted: Bool

  public init(_ settings: MethodSettings) { isAssisted = settings[Self.assistant] == "on" }

  public var phases: [MethodPhase] { MiniLM.phases(isAssisted: isAssisted) }

  private static func phases(isAssisted: Bool) -> [MethodPhase] {
    func phase(_ name: String, _ opening: MethodPhase.Opening, _ learner: MethodPhase.Learner) -> MethodPhase {
      .init(
        name, terms: ["attention", "value"], reads: [.queriesKeysValues], material: .corpus, opening: opening,
        learner: learner, isTask: false)
    }
    let general =
      isAssisted
      ? [phase("assistant", .goesOn, .assistant), phase("distil", .newGeneration, .student)]
      : [phase("distil", .goesOn, .student)]
    return general + [.init(task, terms: ["hard", "soft"], reads: [.student, .teacher])]
  }

  public func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading> {
    phase.name == Self.task && knobs[Self.alpha] == 0 ? [.student] : phase.reads
  }

  /// The highest `student.queries.N`, `.keys.N` and `.values.N` and the teacher's, `[batch, heads, length, size]`;
  /// `attention_mask`. Then, of the task: both logits `[batch, classes]` and `labels` `[batch]`.
  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    if phase == Self.task {
      return try taskLoss(inputs, temperature: knobs[Self.temperature], alpha: knobs[Self.alpha])
    }
    let tokens = try TokenInputs(inputs)
    var loss = Loss()
    loss.add("attention", try divergence(tokens, "queries", "keys"), weight: knobs[Self.attention])
    loss.add("value", try divergence(tokens, "values", "values"), weight: knobs[Self.value])
    return loss
  }

  /// KL(teacher ‖ student) of the relations of one kind of vectors to another, mean over heads and tokens.
  private func divergence(_ tokens: TokenInputs, _ asking: String, _ asked: String) throws -> Tensor {
    let student = try relation(tokens, "student", asking, asked)
    let teacher = try withoutGradients { try relation(tokens, "teacher", asking, asked) }
    let heads = student.size(1)
    guard teacher.size(1) == heads else {
      let (mine, its) = (tokens.last("student.\(asking)"), tokens.last("teacher.\(asking)"))
      throw LossError.shape(
        tensor: mine, shape: try tokens.vectors(mine).shape,
        expected: "as many heads as in the teacher's \(its) \(try tokens.vectors(its).shape)")
    }
    return try student.klDivergence(to: teacher, logTarget: true) / Double(heads)
  }

  /// log softmax(X·Yᵀ/√d) over tokens, `[tokens, heads, length]`.
  private func relation(
    _ tokens: TokenInputs, _ network: String, _ asking: String, _ asked: String
  ) throws -> Tensor {
    let (first, second) = (tokens.last("\(network).\(asking)"), tokens.last("\(network).\(asked)"))
    let (x, y) = (try tokens.vectors(first), try tokens.vectors(second))
    guard x.shape == y.shape else {
      throw LossError.shape(tensor: second, shape: y.shape, expected: "that of \(first), \(x.shape),")
    }
    let scores = try tokens.blanked(x).matmul(tokens.blanked(y).transpose(2, 3)) / Double(x.size(3)).squareRoot()
    // A finite number: of −∞ in both relations the divergence would be 0 · (−∞ − −∞).
    let logarithms = try tokens.blanked(scores, along: 3, with: -1e30).logSoftmax(3)
    return try tokens.rows(logarithms.transpose(1, 2))
  }

  public func objection(student: LanguageShape, teacher: LanguageShape) -> String? {
    student.heads == teacher.heads
      ? nil : "it compares heads one by one, and \(student.heads) of them are not \(teacher.heads)"
  }
}
