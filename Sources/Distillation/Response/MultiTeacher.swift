import RunModel
import Torch

/// You, Xu, Xu, Tao: Learning from multiple teacher networks, KDD 2017.
///
/// Total = (1−α)·`hard` + α·`soft` + β·`relation`. `soft` = T²·KL(p̄ ‖ p_S^T), p̄ the mean of the teachers' probabilities (not
/// of their logits) at T. `relation`, off by default: for triplets (i, j, k) of the batch the teachers vote which of
/// d(q_i, q_j) and d(q_i, q_k) is smaller; a hinge with margin δ wants the student's distances in that order.
public struct MultiTeacher: DistillationMethod {
  public static let temperature = KnowledgeDistillation.temperature
  public static let alpha = KnowledgeDistillation.alpha
  public static let beta = Knob(
    name: "beta", symbol: "β", range: 0.01...100, scale: .logarithmic, defaultValue: 0, offValue: 0,
    help: "weight of the order of distances between examples that the teachers vote for")
  public static let teachers = MethodOption(
    "teachers", .count(1...10), standard: "3", help: "teachers, which differ in their first weights")
  public static let margin = MethodOption(
    "margin", .number(0...10), standard: "0.1",
    help: "by how much the voted order is wanted, in mean distances of the batch")

  public static let declaration = MethodDeclaration(
    name: "multi-teacher", title: "Several teachers", paper: "You, Xu, Xu, Tao 2017, KDD",
    summary: "the student matches the mean of several teachers' softened probabilities",
    knobs: [temperature, alpha, beta], options: [teachers, margin], guides: .teachers(teachers), layers: .lastIfAny,
    phases: [.init("distil", terms: ["hard", "soft", "relation"], reads: [.student, .teacher, .features])])

  private let settings: MethodSettings

  public func reads(_ phase: MethodPhase, knobs: KnobValues) -> Set<MethodPhase.Reading> {
    knobs[Self.beta] > 0 ? phase.reads : phase.reads.subtracting([.features])
  }

  public init(_ settings: MethodSettings) { self.settings = settings }

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let student = try inputs.logits("student.logits")
    let teachers = try inputs.logits(each: "teachers", atLeast: 1, like: student)
    let (temperature, alpha, beta) = (knobs[Self.temperature], knobs[Self.alpha], knobs[Self.beta])
    let target = try withoutGradients {
      try Tensor.stack(teachers.map { try ($0 / temperature).softmax(1) }).mean([0])
    }
    let output = try (student / temperature).logSoftmax(1)
    var loss = Loss()
    loss.add("hard", try student.crossEntropy(labels: inputs.labels(batch: student.shape[0])), weight: 1 - alpha)
    loss.add("soft", try output.klDivergence(to: target) * (temperature * temperature), weight: alpha)
    if beta > 0 { loss.add("relation", try relation(inputs, teachers: teachers.count), weight: beta) }
    return loss
  }

  /// Over the triplets (i, i+1, i+2), cyclic: every example is an anchor once, and the order of batches makes new triplets
  /// in every epoch. Distances are divided by their mean, so that the margin does not depend on the size of features.
  private func relation(_ inputs: any LossInputs, teachers: Int) throws -> Tensor {
    let features = try inputs.features("student.features.0")
    let batch = features.size(0)
    // Two examples make no triplet: nothing to vote on.
    guard batch > 2 else { return try features.sum() * 0 }
    let student = try triplets(features)
    let votes = try withoutGradients {
      var sum: Tensor?
      for number in 0..<teachers {
        let (near, far) = try triplets(inputs.features("teachers.\(number).features.0", batch: batch))
        let vote = try (near - far).sign()
        sum = try sum.map { try $0 + vote } ?? vote
      }
      return try (sum ?? student.0.zerosLike()).sign()
    }
    // Where the vote is +1 the first distance should be the larger one; a tie asks for nothing.
    let wanted = try votes * (student.0 - student.1)
    return try ((settings.number(Self.margin) - wanted).relu() * votes.abs()).mean()
  }

  private func triplets(_ features: Tensor) throws -> (Tensor, Tensor) {
    let flat = try features.flatten(from: 1)
    let count = flat.size(0)
    func turned(by places: Int) throws -> Tensor {
      let indices = try Tensor((0..<count).map { Int64(($0 + places) % count) })
      return try flat.indexSelect(0, indices)
    }
    let near = try (flat - turned(by: 1)).norm([1])
    let far = try (flat - turned(by: 2)).norm([1])
    let mean = try (Tensor.cat([near, far]).mean() + 1e-12)
    return (try near / mean, try far / mean)
  }
}
