import RunModel
import Torch

/// Yim, Joo, Bae, Kim: A gift from knowledge distillation, CVPR 2017.
///
/// The flow of the solution between two layers: G_ij = Σ_{h,w} F1_i·F2_j/(h·w), the larger map max-pooled to the smaller.
/// Stage 1: `fsp` = batch mean of Σ over pairs of ‖G_T − G_S‖_F² (equation 2), with weight λ. Stage 2: CE.
public struct FlowOfSolution: DistillationMethod {
  public static let lambda = Knob(
    name: "lambda", symbol: "λ", range: 0.001...1000, scale: .logarithmic, defaultValue: 1, offValue: 0,
    help: "weight of the flow between layers")

  private static let fsp = "fsp"
  public static let declaration = MethodDeclaration(
    name: "fsp", title: "Flow of solution procedure", paper: "Yim, Joo, Bae, Kim 2017, CVPR",
    summary: "the student first learns how the teacher's layers follow from one another, then its task",
    knobs: [lambda], guides: .teacher, layers: .groups(atLeast: 2),
    phases: [
      .init(fsp, terms: ["fsp"], reads: [.features], isTask: false),
      .init("train", terms: ["hard"], reads: [.student]),
    ], canBeAdded: true,
    // A sum of squares over whole matrices: its first gradients are too large for any usual learning rate.
    preferences: .init(networks: .equalChannels, clipNorm: 1))

  public init(_ settings: MethodSettings) {}

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    var loss = Loss()
    guard phase == Self.fsp else {
      try inputs.addHard(to: &loss)
      return loss
    }
    let pairs = try inputs.featurePairs(atLeast: 2)
    for (number, pair) in pairs.enumerated()
    where pair.student.rank != 4 || pair.teacher.rank != 4 || pair.student.size(1) != pair.teacher.size(1) {
      throw LossError.shape(
        tensor: "student.features.\(number)", shape: pair.student.shape,
        expected: "maps with as many channels as the teacher's \(pair.teacher.shape)")
    }
    var sum: Tensor?
    for (first, second) in zip(pairs, pairs.dropFirst()) {
      let teacher = try withoutGradients { try FlowOfSolution.matrix(first.teacher, second.teacher) }
      let term = try (teacher - FlowOfSolution.matrix(first.student, second.student)).square().sum([1, 2]).mean()
      sum = try sum.map { try $0 + term } ?? term
    }
    if let sum { loss.add(Self.fsp, sum, weight: knobs[Self.lambda]) }
    return loss
  }

  public func objection(to pairs: [FeaturePair]) -> String? {
    if pairs.count < 2 { return "a flow goes from one layer to another: two pairs of layers are needed" }
    if pairs.contains(where: { !$0.student.isImage || !$0.teacher.isImage }) {
      return "the flow is a sum over places, and a layer here has none"
    }
    return pairs.first { $0.student.channels != $0.teacher.channels }.map {
      "the matrices need equal channel counts, and \($0.student.channels) is not \($0.teacher.channels)"
    }
  }

  /// G `[batch, m, n]` of maps `[batch, m, h, w]` and `[batch, n, h', w']`.
  package static func matrix(_ first: Tensor, _ second: Tensor) throws -> Tensor {
    let size = (min(first.size(2), second.size(2)), min(first.size(3), second.size(3)))
    let a = try pooled(first, to: size).flatten(from: 2)
    let b = try pooled(second, to: size).flatten(from: 2)
    return try a.matmul(b.transpose(1, 2)) / Double(size.0 * size.1)
  }

  /// The largest of each window, of `[batch, channels, height, width]`; `size` is no larger than the maps.
  static func pooled(_ maps: Tensor, to size: (Int, Int)) throws -> Tensor {
    let (height, width) = (maps.size(2), maps.size(3))
    guard height != size.0 || width != size.1 else { return maps }
    let kernel = height / size.0
    if height == kernel * size.0, width == kernel * size.1 { return try maps.maxPool2d(kernel) }
    return try shrunk(shrunk(maps, 2, to: size.0), 3, to: size.1)
  }

  /// One dimension in windows that cover all of it and overlap where the sizes do not divide: the largest of a window of
  /// rows and columns is the largest over columns of the largest over rows.
  private static func shrunk(_ maps: Tensor, _ dimension: Int, to size: Int) throws -> Tensor {
    let length = maps.size(dimension)
    guard length != size else { return maps }
    let windows = try (0..<size).map { index in
      let (start, end) = (index * length / size, ((index + 1) * length + size - 1) / size)
      return try maps.narrow(dimension, from: start, length: end - start).max([dimension], keep: true)
    }
    return try Tensor.cat(windows, dimension)
  }
}
