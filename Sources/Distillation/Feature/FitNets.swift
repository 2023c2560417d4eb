import RunModel
import Torch

/// Romero, Ballas, Kahou, Chassang, Gatta, Bengio: FitNets: hints for thin deep nets, ICLR 2015, arXiv 1412.6550.
///
/// Stage 1: `hint` = mean over all elements of (r(v_S) − u_T)², r a convolutional regressor; the student is trained up to the
/// guided layer. Stage 2: CE + λ·`soft`, `soft` = soft-CE(p_T^τ, p_S^τ) without τ², λ falling from 4 to 1 over the stage.
public struct FitNets: DistillationMethod {
  public static let lambda = Knob(
    name: "lambda", symbol: "λ", range: 0...10, defaultValue: 4, fineStep: 0.1, coarseStep: 1,
    help: "weight of the teacher's probabilities; falls to 1 by itself until you turn it")
  public static let temperature = Knob(
    name: "temperature", symbol: "τ", range: 1...20, defaultValue: 3, fineStep: 0.5, coarseStep: 2,
    help: "softens teacher and student alike")

  private static let hint = "hint"
  public static let declaration = MethodDeclaration(
    name: "fitnets", title: "FitNets", paper: "Romero, Ballas, Kahou, Chassang, Gatta, Bengio 2015, arXiv 1412.6550",
    summary: "the student's middle layer first learns to predict the teacher's, then it is distilled",
    knobs: [lambda, temperature], guides: .teacher, layers: .middle,
    phases: [
      .init(hint, terms: ["hint"], reads: [.features], isTask: false),
      .init("distil", terms: ["hard", "soft"], reads: [.student, .teacher]),
    ], preferences: .init(networks: .convolutional))

  public init(_ settings: MethodSettings) {}

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    var loss = Loss()
    if phase == Self.hint {
      let (student, teacher) = try inputs.featurePairs()[0]
      let guided = try Regressor.apply(
        student, weight: inputs.tensor("regressor.weight"), bias: inputs.tensor("regressor.bias"))
      guard guided.shape == teacher.shape else {
        throw LossError.shape(
          tensor: "teacher.features.0", shape: teacher.shape, expected: "the regressor's \(guided.shape)")
      }
      loss.add(Self.hint, try guided.mse(teacher))
      return loss
    }
    let student = try inputs.logits("student.logits")
    let teacher = try inputs.logits("teacher.logits", like: student)
    let temperature = knobs[Self.temperature]
    loss.add("hard", try student.crossEntropy(labels: inputs.labels(batch: student.shape[0])))
    let target = try withoutGradients { try (teacher / temperature).softmax(1) }
    loss.add(
      "soft", try softCrossEntropy(target: target, student: student, temperature: temperature),
      weight: knobs[Self.lambda])
    return loss
  }

  public func objection(to pairs: [FeaturePair]) -> String? {
    guard let pair = pairs.first, pairs.count == 1 else { return "one layer is guided by one hint layer" }
    if pair.student.isImage != pair.teacher.isImage { return "one has places and the other has none" }
    if pair.student.height < pair.teacher.height || pair.student.width < pair.teacher.width {
      return "a convolution cannot make the student's map as large as the teacher's"
    }
    if pair.student.height - pair.teacher.height != pair.student.width - pair.teacher.width {
      return "the regressor's kernel is square, and the maps differ by another size in height than in width"
    }
    return nil
  }

  public func adapter(for pairs: [FeaturePair], weights: RandomGenerator) throws -> (any MethodAdapter)? {
    try pairs.first.map { try Regressor($0, weights) }
  }

  /// λ goes from 4 to 1 over the stage (section 3.1: it "decays linearly").
  public func moves(at moment: TrainingMoment, knobs: KnobValues, memory: inout [String: Double]) -> [KnobMove] {
    guard moment.phase != Self.hint, moment.steps > 0 else { return [] }
    let done = min(1, Double(moment.step) / Double(moment.steps))
    return [KnobMove(Self.lambda, to: 4 - 3 * done)]
  }
}

/// A convolution from the guided layer to the hint layer: 1×1 where both have the same size, otherwise a kernel that takes
/// away what the student's map is larger by.
final class Regressor: MethodAdapter {
  private let convolution: Conv2d
  var training = true

  init(_ pair: FeaturePair, _ weights: RandomGenerator) throws {
    convolution = try Conv2d(
      pair.student.channels, pair.teacher.channels, kernel: pair.student.height - pair.teacher.height + 1, weights)
  }

  var namedParameters: [(name: String, tensor: Tensor)] { prefixed("regressor", convolution.namedParameters) }

  func tensors(_ inputs: any LossInputs) throws -> [String: Tensor] {
    Dictionary(namedParameters.map { ($0.name, $0.tensor) }) { first, _ in first }
  }

  /// `[batch, channels, height, width]`, or `[batch, width]` as maps of one place.
  static func apply(_ features: Tensor, weight: Tensor, bias: Tensor) throws -> Tensor {
    guard features.rank == 2 else { return try features.conv2d(weight, bias) }
    return try features.reshape(features.shape + [1, 1]).conv2d(weight, bias).flatten(from: 1)
  }
}
