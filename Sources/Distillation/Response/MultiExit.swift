import RunModel
import Torch

/// Phuong, Lampert: Distillation-based training for multi-exit architectures, ICCV 2019.
///
/// One network with n exits: total = (1−α)·`hard` + α·`soft`, `hard` = Σ_k CE(z_k) over all exits, `soft` =
/// T²·Σ_{k<n} soft-CE(p_n^T without gradient, p_k^T). T begins at 1 and grows by 5 % after a step whose mean top probability
/// of the last exit at T is above one half, so that the last exit keeps something to teach (section 3.4).
public struct MultiExit: DistillationMethod {
  public static let temperature = Knob(
    name: "temperature", symbol: "T", range: 1...20, defaultValue: 1, fineStep: 0.5, coarseStep: 2,
    help: "softens what the last exit teaches the others; grows by itself until you turn it")
  public static let alpha = Knob(
    name: "alpha", symbol: "α", range: 0...1, defaultValue: 0.5, fineStep: 0.01, coarseStep: 0.1,
    help: "weight of what the last exit says; the labels get 1 − α")

  public static let declaration = MethodDeclaration(
    name: "multi-exit", title: "Multi-exit distillation", paper: "Phuong, Lampert 2019, ICCV",
    summary: "a network with several exits whose last one teaches the earlier ones",
    knobs: [temperature, alpha], guides: .none,
    phases: [.init("train", terms: ["hard", "soft"], reads: [.exits])],
    preferences: .init(networks: .severalExits))

  public init(_ settings: MethodSettings) {}

  public func loss(_ inputs: any LossInputs, knobs: KnobValues, phase: String) throws -> Loss {
    let exits = try inputs.logits(each: "exits", atLeast: 2)
    let labels = try inputs.labels(batch: exits[0].shape[0])
    let temperature = knobs[Self.temperature]
    let last = exits[exits.count - 1]
    let target = try withoutGradients { try (last / temperature).softmax(1) }
    var hard = try last.crossEntropy(labels: labels)
    var soft: Tensor?
    for exit in exits.dropLast() {
      hard = try hard + exit.crossEntropy(labels: labels)
      let term = try softCrossEntropy(target: target, student: exit, temperature: temperature)
      soft = try soft.map { try $0 + term } ?? term
    }
    let alpha = knobs[Self.alpha]
    var loss = Loss()
    loss.add("hard", hard, weight: 1 - alpha)
    if let soft { loss.add("soft", try soft * (temperature * temperature), weight: alpha) }
    loss.measure(Self.top, try target.max([1]).mean())
    return loss
  }

  private static let top = "top_probability"

  public func moves(at moment: TrainingMoment, knobs: KnobValues, memory: inout [String: Double]) -> [KnobMove] {
    let now = knobs[Self.temperature]
    guard let top = moment.values[Self.top], top > 0.5, now < Self.temperature.maximum else { return [] }
    return [KnobMove(Self.temperature, to: min(now * 1.05, Self.temperature.maximum))]
  }
}
