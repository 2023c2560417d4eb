import RunModel
import Torch

/// Yang, Xie, Qiao, Yuille: Training deep neural networks in generations: a more tolerant teacher educates better
/// students, AAAI 2019, arXiv 1805.05551.
///
/// The teacher minimises η·`hard` + (1−η)·`gap`, `gap` = batch mean of f_(1) − mean of f_(2…K), f the softmax scores in
/// descending order: it learns to leave something to the likely wrong classes. Then come generations of students of the same
/// size, each distilled from the one before.
public struct TolerantTeacher: DistillationMethod {
  public static let temperature = KnowledgeDistillation.temperature
  public static let alpha = KnowledgeDistillation.alpha
  public static let classes = Knob(
    name: "k", symbol: "K", range: 2...100, defaultValue: 5, fineStep: 1, coarseStep: 5,
    help: "classes the teacher is tolerant of, the right one included; no more than there are")
  public static let eta = Knob(
    name: "eta", symbol: "η", range: 0...1, defaultValue: 0.6, fineStep: 0.01, coarseStep: 0.1,
    help: "weight of the teacher's labels; its peak is held down with 1 − η")
  public static let generations = MethodOption(
    "generations", .count(1...20), standard: "2", help: "students in succession, each the teacher of the next")

  public static let declaration = MethodDeclaration(
    name: "tolerant", title: "Tolerant teacher", paper: "Yang, Xie, Qiao, Yuille 2019, arXiv 1805.05551",
    summary: "a teacher that learns to be less sure, and generations of students of its own size",
    knobs: [temperature, alpha, classes, eta], options: [generations], guides: .teacher,
    teacherPhase: .init("teacher", terms: ["hard", "gap"], reads: [.teacher], isTask: false),
    phases: generations(2), preferences: .init(networks: .equalSize))

  private let settings: MethodSettings

  public init(_ settings: MethodSettings) { self.settings = settings }

  public var phases: [MethodPhase] { TolerantTeacher.generations(settings.count(Self.generations)) }

  private static func generations(_ count: Int) -> [MethodPhase] {
    (1...max(1, count)).map { generation in
      .init(
        "generation-\(generation)", terms: ["hard", "soft"], reads: [.student, .teacher],
        opening: generation == 1 ? .goesOn : .newGeneration)
    }
  }

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    guard phase == Self.declaration.teacherPhase?.name else {
      return try distillation(inputs, temperature: knobs[Self.temperature], alpha: knobs[Self.alpha])
    }
    let teacher = try inputs.logits("teacher.logits")
    guard teacher.size(1) > 1 else {
      throw LossError.shape(tensor: "teacher.logits", shape: teacher.shape, expected: "two classes or more")
    }
    let top = try teacher.softmax(1).topK(min(Int(knobs[Self.classes].rounded()), teacher.size(1)), 1).values
    let first = try top.select(1, 0)
    let others = try top.narrow(1, from: 1, length: top.size(1) - 1).mean([1])
    let eta = knobs[Self.eta]
    var loss = Loss()
    loss.add("hard", try teacher.crossEntropy(labels: inputs.labels(batch: teacher.shape[0])), weight: eta)
    loss.add("gap", try (first - others).mean(), weight: 1 - eta)
    return loss
  }
}
