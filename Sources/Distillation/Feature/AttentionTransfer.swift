import RunModel
import Torch

/// Zagoruyko, Komodakis: Paying more attention to attention, ICLR 2017, arXiv 1612.03928, activation-based.
///
/// A map over places: `sum` Σ|A|, `sum-p` Σ|A|^p or `max-p` max|A|^p over channels; Q is the map as a vector of length 1.
/// `attention` in the form `squared` (the authors' code): Σ over pairs of the mean of (Q_S − Q_T)² over batch and elements;
/// in the form `norm` (the paper, equation 2): ½·Σ over pairs of the batch mean of ‖Q_S − Q_T‖₂.
/// Total = CE + β·`attention`. Maps of different size are average-pooled to the smaller one.
public struct AttentionTransfer: DistillationMethod {
  public static let beta = Knob(
    name: "beta", symbol: "β", range: 0.01...100_000, scale: .logarithmic, defaultValue: 1000, offValue: 0,
    help: "weight of the attention maps; about 1000 for the squared form, about 0.1 for the norm")
  public static let map = MethodOption(
    "map", .choice(["sum", "sum-p", "max-p"]), standard: "sum-p", help: "how channels become one map")
  public static let power = MethodOption("p", .number(1...10), standard: "2", help: "the power in sum-p and max-p")
  public static let form = MethodOption(
    "form", .choice(["squared", "norm"]), standard: "squared", help: "the authors' code, or the paper's equation")

  public static let declaration = MethodDeclaration(
    name: "at", title: "Attention transfer", paper: "Zagoruyko, Komodakis 2017, arXiv 1612.03928",
    summary: "the student looks where the teacher looks: maps of activation over the image agree",
    knobs: [beta], options: [map, power, form], guides: .teacher, layers: .groups(atLeast: 1),
    phases: [.init("transfer", terms: ["hard", "attention"], reads: [.student, .features])], canBeAdded: true,
    preferences: .init(networks: .convolutional))

  private let settings: MethodSettings

  public init(_ settings: MethodSettings) { self.settings = settings }

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    var loss = Loss()
    try inputs.addHard(to: &loss)
    var sum: Tensor?
    for (number, (student, teacher)) in try inputs.featurePairs().enumerated() {
      for (name, tensor) in [("student", student), ("teacher", teacher)] where tensor.rank != 4 {
        throw LossError.shape(
          tensor: "\(name).features.\(number)", shape: tensor.shape, expected: "[batch, channels, height, width]")
      }
      let difference = try difference(student, teacher)
      let term =
        settings[Self.form] == "norm" ? try difference.norm([1]).mean() * 0.5 : try difference.square().mean()
      sum = try sum.map { try $0 + term } ?? term
    }
    if let sum { loss.add("attention", sum, weight: knobs[Self.beta]) }
    return loss
  }

  public func objection(to pairs: [FeaturePair]) -> String? {
    pairs.contains { !$0.student.isImage || !$0.teacher.isImage }
      ? "attention maps need layers with places: [channels, height, width]" : nil
  }

  /// Q_S − Q_T, `[batch, places]`.
  private func difference(_ student: Tensor, _ teacher: Tensor) throws -> Tensor {
    let size = [min(student.size(2), teacher.size(2)), min(student.size(3), teacher.size(3))]
    return try attention(student, size) - withoutGradients { try attention(teacher, size) }
  }

  /// The map of `[batch, channels, height, width]` at `size`, as vectors of length 1.
  func attention(_ features: Tensor, _ size: [Int]) throws -> Tensor {
    let power = settings.number(Self.power)
    var map = try features.abs()
    switch settings[Self.map] {
    case "sum": map = try map.sum([1], keep: true)
    case "max-p": map = try map.power(power).max([1], keep: true)
    default: map = try (power == 2 ? map.square() : map.power(power)).sum([1], keep: true)
    }
    if Array(map.shape.dropFirst(2)) != size { map = try map.adaptiveAveragePool2d(size[0], size[1]) }
    let flat = try map.flatten(from: 1)
    return try flat / (flat.norm([1], keep: true).clamped(to: 1e-12...Double.infinity))
  }
}
