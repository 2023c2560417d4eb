import RunModel
import Torch

/// Zhang, Xiang, Hospedales, Lu: Deep mutual learning, CVPR 2018, arXiv 1706.00384.
///
/// K students and no teacher: L_k = `hard` + w·`mutual`, `mutual` = T²/(K−1)·Σ_{l≠k} KL(p_l^T ‖ p_k^T), the peers without
/// gradient (equation 9). The loss is that of peer 0: the trainer puts the learner first.
public struct DeepMutualLearning: DistillationMethod {
  public static let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 1, fineStep: 0.5, coarseStep: 2,
    help: "softens what the students tell one another")
  public static let mutual = Knob(
    name: "mutual", symbol: "w", range: 0...10, defaultValue: 1, fineStep: 0.1, coarseStep: 1,
    help: "weight of what the other students say; 0 leaves each alone")
  public static let peers = MethodOption(
    "peers", .count(2...8), standard: "2", help: "students that learn together, the first one included")
  public static let order = MethodOption(
    "order", .choice(["alternating", "synchronous"]), standard: "alternating",
    help: "alternating: the others speak again after each update, as in the paper; synchronous: once a step")

  public static let declaration = MethodDeclaration(
    name: "dml", title: "Deep mutual learning", paper: "Zhang, Xiang, Hospedales, Lu 2018, arXiv 1706.00384",
    summary: "students without a teacher learn from the labels and from one another",
    knobs: [temperature, mutual], options: [peers, order], guides: .peers(peers),
    phases: [.init("learn", terms: ["hard", "mutual"], reads: [.peers])])

  public init(_ settings: MethodSettings) {}

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let peers = try inputs.logits(each: "peers", atLeast: 2)
    let temperature = knobs[Self.temperature]
    let labels = try inputs.labels(batch: peers[0].shape[0])
    var mutual = try softDivergence(from: peers[1], to: peers[0], temperature: temperature)
    for other in peers.dropFirst(2) {
      mutual = try mutual + softDivergence(from: other, to: peers[0], temperature: temperature)
    }
    var loss = Loss()
    loss.add("hard", try peers[0].crossEntropy(labels: labels))
    loss.add("mutual", try mutual / Double(peers.count - 1), weight: knobs[Self.mutual])
    return loss
  }
}
